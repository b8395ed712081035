namespace Functional.Tests.Data;

/// <summary>Files that NumPy 1.24 wrote, each with what it wrote.</summary>
internal static class NumpyFiles
{
    // np.array([True, False, True])
    public static byte[] Bool =>
        From(
            "k05VTVBZAQB2AHsnZGVzY3InOiAnfGIxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDMsKSwgfSAgICAgICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAE="
        );

    // np.arange(6, dtype='<i4').reshape(2, 3) - 3
    public static byte[] Int32 =>
        From(
            "k05VTVBZAQB2AHsnZGVzY3InOiAnPGk0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAr9/////v////////8AAAAAAQAAAAIA"
                + "AAA="
        );

    // np.arange(6).reshape(2, 3) * 10**12
    public static byte[] Int64 =>
        From(
            "k05VTVBZAQB2AHsnZGVzY3InOiAnPGk4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAAAAAQpdToAAAAACBKqdEB"
                + "AAAAMO99ugIAAABAlFKjAwAAAFA5J4wEAAA="
        );

    // np.arange(6, dtype='<f4').reshape(2, 3) / 4
    public static byte[] Float32 =>
        From(
            "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAACAPgAAAD8AAEA/AACAPwAA"
                + "oD8="
        );

    // np.arange(6).reshape(2, 3) / 8 - 0.5
    public static byte[] Float64 =>
        From(
            "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAADgvwAAAAAAANi/AAAAAAAA"
                + "0L8AAAAAAADAvwAAAAAAAAAAAAAAAAAAwD8="
        );

    // np.arange(6, dtype='>i4').reshape(2, 3) - 3
    public static byte[] BigInt32 =>
        From(
            "k05VTVBZAQB2AHsnZGVzY3InOiAnPmk0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAr////9/////v////8AAAAAAAAAAQAA"
                + "AAI="
        );

    // as Float64, '>f8'
    public static byte[] BigFloat64 =>
        From(
            "k05VTVBZAQB2AHsnZGVzY3InOiAnPmY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAq/4AAAAAAAAL/YAAAAAAAAv9AAAAAA"
                + "AAC/wAAAAAAAAAAAAAAAAAAAP8AAAAAAAAA="
        );

    // np.asfortranarray(np.arange(24, dtype='<i4').reshape(2, 3, 4))
    public static byte[] Fortran =>
        From(
            "k05VTVBZAQB2AHsnZGVzY3InOiAnPGk0JywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAoMiwgMywgNCksIH0gICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAADAAAAAQAAAAQAAAACAAAABQA"
                + "AAABAAAADQAAAAUAAAARAAAACQAAABUAAAACAAAADgAAAAYAAAASAAAACgAAABYAAAADAAAADwAAAAcAAAATAAAACwAAABcAAAA="
        );

    // np.array(2.5)
    public static byte[] Scalar =>
        From(
            "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKCksIH0gICAgICAgICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAAAEQA=="
        );

    // np.zeros((0, 3), '<f4')
    public static byte[] Empty =>
        From(
            "k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDAsIDMpLCB9ICAgICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAo="
        );

    // np.array([-128, 127], 'i1')
    public static byte[] Int8 =>
        From(
            "k05VTVBZAQB2AHsnZGVzY3InOiAnfGkxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAqAfw=="
        );

    // np.array([0, 255], 'u1')
    public static byte[] UInt8 =>
        From(
            "k05VTVBZAQB2AHsnZGVzY3InOiAnfHUxJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoA/w=="
        );

    // np.array([-32768, 32767], '<i2')
    public static byte[] Int16 =>
        From(
            "k05VTVBZAQB2AHsnZGVzY3InOiAnPGkyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAgP9/"
        );

    // np.array([1.5, -0.1, 65504], '<f2')
    public static byte[] Float16 =>
        From(
            "k05VTVBZAQB2AHsnZGVzY3InOiAnPGYyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDMsKSwgfSAgICAgICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAPmau/3s="
        );

    // np.array([1.5, -0.1], '>f2')
    public static byte[] BigFloat16 =>
        From(
            "k05VTVBZAQB2AHsnZGVzY3InOiAnPmYyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsKSwgfSAgICAgICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAo+AK5m"
        );

    // np.array([1j], '<c8')
    public static byte[] Complex64 =>
        From(
            "k05VTVBZAQB2AHsnZGVzY3InOiAnPGM4JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsKSwgfSAgICAgICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAACAPw=="
        );

    // np.array([1], '<u4')
    public static byte[] UInt32 =>
        From(
            "k05VTVBZAQB2AHsnZGVzY3InOiAnPHU0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsKSwgfSAgICAgICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAAA"
        );

    // np.array(['ab'])
    public static byte[] Text =>
        From(
            "k05VTVBZAQB2AHsnZGVzY3InOiAnPFUyJywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDEsKSwgfSAgICAgICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAphAAAAYgAAAA=="
        );

    // np.array([(1, 2.)], [('a', '<i4'), ('b', '<f8')])
    public static byte[] Records =>
        From(
            "k05VTVBZAQB2AHsnZGVzY3InOiBbKCdhJywgJzxpNCcpLCAoJ2InLCAnPGY4JyldLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAn"
                + "c2hhcGUnOiAoMSwpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoBAAAAAAAAAAAAAEA="
        );

    // np.arange(6, dtype='<f4').reshape(2, 3), version (2, 0)
    public static byte[] Version2 =>
        From(
            "k05VTVBZAgB0AAAAeydkZXNjcic6ICc8ZjQnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAACAPwAAAEAAAEBAAACAQAAA"
                + "oEA="
        );

    // the same, version (3, 0)
    public static byte[] Version3 =>
        From(
            "k05VTVBZAwB0AAAAeydkZXNjcic6ICc8ZjQnLCAnZm9ydHJhbl9vcmRlcic6IEZhbHNlLCAnc2hhcGUnOiAoMiwgMyksIH0gICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAAAAACAPwAAAEAAAEBAAACAQAAA"
                + "oEA="
        );

    // np.savez(f, a=np.arange(6).reshape(2, 3), b=np.float32([1, 2]))
    public static byte[] Archive =>
        From(
            "UEsDBBQAAAAAAAAAIQBZm9p9sAAAALAAAAAFABQAYS5ucHkBABAAsAAAAAAAAACwAAAAAAAAAJNOVU1QWQEAdgB7J2Rlc2NyJzog"
                + "JzxpOCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCAzKSwgfSAgICAgICAgICAgICAgICAgICAgICAgICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAAAAAAAAAAABAAAAAAAAAAIAAAAAAAAAAwAAAAAAAAAEAAAAAAAAAAUA"
                + "AAAAAAAAUEsDBBQAAAAAAAAAIQCayqvniAAAAIgAAAAFABQAYi5ucHkBABAAiAAAAAAAAACIAAAAAAAAAJNOVU1QWQEAdgB7J2Rl"
                + "c2NyJzogJzxmNCcsICdmb3J0cmFuX29yZGVyJzogRmFsc2UsICdzaGFwZSc6ICgyLCksIH0gICAgICAgICAgICAgICAgICAgICAg"
                + "ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAKAACAPwAAAEBQSwECFAMUAAAAAAAAACEAWZvafbAAAACwAAAA"
                + "BQAAAAAAAAAAAAAAgAEAAAAAYS5ucHlQSwECFAMUAAAAAAAAACEAmsqr54gAAACIAAAABQAAAAAAAAAAAAAAgAHnAAAAYi5ucHlQ"
                + "SwUGAAAAAAIAAgBmAAAApgEAAAAA"
        );

    // np.savez_compressed(f, zeros=np.zeros((40, 50), 'f4'), x=np.asfortranarray(np.arange(6, dtype='>f8').reshape(2, 3)))
    public static byte[] Compressed =>
        From(
            "UEsDBBQAAAAIAAAAIQCeagEnagAAAMAfAAAJABQAemVyb3MubnB5AQAQAMAfAAAAAAAAagAAAAAAAADtyCEOgzAYQOHOcorf/ZBU"
                + "IJhZ0DjIzMQUaUYJggBpycyyU3DhlStMv8+9d3SP9v68mLf56ODjK+hNtB4rtaLjGvbgln4Ngz9/4+bo04+T23zqvCqtXMvCylf+"
                + "lBkAAAAAAAAAAAAAAGB+UEsDBBQAAAAIAAAAIQBfBFBHVgAAALAAAAAFABQAeC5ucHkBABAAsAAAAAAAAABWAAAAAAAAAJvsF+ob"
                + "EMnIUMZQrZ6SWpxcpG6loG6XZqGuo6Cell9UUpSYF59flJIKEg8pKk0FChdnJBakArkaRjoKxpo6CrUK5AMuBihw4IDQ9h+gfAEo"
                + "DZMXgdAAUEsBAhQDFAAAAAgAAAAhAJ5qASdqAAAAwB8AAAkAAAAAAAAAAAAAAIABAAAAAHplcm9zLm5weVBLAQIUAxQAAAAIAAAA"
                + "IQBfBFBHVgAAALAAAAAFAAAAAAAAAAAAAACAAaUAAAB4Lm5weVBLBQYAAAAAAgACAGoAAAAyAQAAAAA="
        );

    private static byte[] From(string text) => Convert.FromBase64String(text);
}
