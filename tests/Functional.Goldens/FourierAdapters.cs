namespace Functional.Goldens;

/// <summary>Fourier transforms; complex numbers are pairs, as in the files.</summary>
internal static class FourierAdapters
{
    public static IReadOnlyDictionary<string, Adapter> Table { get; } =
        new Dictionary<string, Adapter>
        {
            ["fft"] = (x, a) => x.Real(0).Fft(a.IntOrNull("n"), a.Int("dim", -1), Norm(a)),
            ["ifft"] = (x, a) => x.Real(0).Ifft(a.IntOrNull("n"), a.Int("dim", -1), Norm(a)),
            ["fft_real"] = (x, a) => ComplexNumbers.Of(x.Real(0)).Fft(a.IntOrNull("n"), a.Int("dim", -1), Norm(a)),
            ["rfft"] = (x, a) => x.Real(0).Rfft(a.IntOrNull("n"), a.Int("dim", -1), Norm(a)),
            ["irfft"] = (x, a) => x.Real(0).Irfft(a.IntOrNull("n"), a.Int("dim", -1), Norm(a)),
            ["fft2"] = (x, a) => x.Real(0).Fft2D(a.IntsOrNull("s"), a.IntsOrNull("dim"), Norm(a)),
            ["ifft2"] = (x, a) => x.Real(0).Ifft2D(a.IntsOrNull("s"), a.IntsOrNull("dim"), Norm(a)),
            ["rfft2"] = (x, a) => x.Real(0).Rfft2D(a.IntsOrNull("s"), a.IntsOrNull("dim"), Norm(a)),
            ["irfft2"] = (x, a) => x.Real(0).Irfft2D(a.IntsOrNull("s"), a.IntsOrNull("dim"), Norm(a)),
            ["fftn"] = (x, a) => x.Real(0).FftN(a.IntsOrNull("s"), a.IntsOrNull("dim"), Norm(a)),
            ["fftshift"] = (x, a) => x[0].FftShift(a.Axes()),
            ["ifftshift"] = (x, a) => x[0].IfftShift(a.Axes()),
            ["fftfreq"] = (x, a) => Tensor.FftFreq(a.Int("n"), a.Number("d", 1), x.Floating),
            ["rfftfreq"] = (x, a) => Tensor.RfftFreq(a.Int("n"), a.Number("d", 1), x.Floating),
        };

    private static FourierNorm Norm(Arguments a) =>
        a.Word("norm", "backward") switch
        {
            "backward" => FourierNorm.Backward,
            "ortho" => FourierNorm.Ortho,
            "forward" => FourierNorm.Forward,
            var other => throw new ArgumentException($"There is no norm '{other}'."),
        };
}
