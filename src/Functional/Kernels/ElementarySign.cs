namespace Functional;

public static partial class Elementary
{
    /// <summary>The magnitude of x with the sign of y; −0 counts.</summary>
    public static Value CopySign(Value x, Value y) => WithSignOf(Value.Abs(x), y);
}
