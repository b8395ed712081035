namespace Functional.Tests.Accuracy;

/// <summary>Elementary functions are right to 2 units of the last place over all numbers of their type, special functions to 8 away from their zeros.</summary>
public sealed class AccuracyTests
{
    public static TheoryData<string> Names => [.. References.Select(reference => reference.Name)];

    private static IReadOnlyList<Reference> References => Reference.All;

    [Theory]
    [MemberData(nameof(Names))]
    public void Doubles_of_every_exponent_are_right(string name)
    {
        var reference = References.Single(one => one.Name == name);
        var operands = Points.Doubles(reference, new Random(name.Length));
        var got = reference.Apply([.. operands.Select(x => Tensor.Of(x))]).ToArray<double>();
        var worst = new Worst(reference);
        for (var i = 0; i < got.Length; i++)
        {
            double[] x = [.. operands.Select(operand => operand[i])];
            worst.See(x, got[i], reference.Of(x, got[i]).Error(got[i], DType.Float64, reference.Least(x[0])));
        }
        worst.Check();
    }

    /// <summary>A step through all 2³² patterns of bits, against the same in double, which the test above is about.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Singles_of_all_bits_are_right(string name)
    {
        var reference = References.Single(one => one.Name == name);
        var worst = new Worst(reference);
        foreach (var operands in Points.Singles(reference, new Random(name.Length)))
        {
            Tensor[] x = [.. operands.Select(operand => Tensor.Of(operand))];
            var got = reference.Apply(x).ToArray<float>();
            var wanted = reference.Apply([.. x.Select(operand => operand.To(DType.Float64))]).ToArray<double>();
            for (var i = 0; i < got.Length; i++)
            {
                var error = SingleError(got[i], wanted[i], reference.SignsZeros, reference.Least(operands[0][i]));
                if (error > worst.Error)
                    worst.See([.. operands.Select(operand => (double)operand[i])], got[i], error);
            }
        }
        worst.Check();
    }

    private static double SingleError(float got, double wanted, bool signsZeros, double least)
    {
        if (double.IsNaN(wanted) || double.IsInfinity(wanted))
            return got.Equals((float)wanted) ? 0 : double.PositiveInfinity;
        if (wanted == 0)
            return got == 0 && (!signsZeros || float.IsNegative(got) == double.IsNegative(wanted)) ? 0 : double.PositiveInfinity;
        if (float.IsNaN(got))
            return double.PositiveInfinity;
        const double end = 2.0 * (1L << 62) * (1L << 62) * 8; // 2¹²⁸
        var (near, far) = (Math.Clamp(wanted, -end, end), float.IsInfinity(got) ? Math.CopySign(end, got) : got);
        var unit = Math.ScaleB(1, Math.Clamp(Math.ILogB(Math.Max(Math.Abs(near), least)), -126, 127) - 23);
        return Math.Abs(near - far) / unit;
    }

    private sealed class Worst(Reference reference)
    {
        private double[] _operands = [];
        private double _got;

        public double Error { get; private set; } = -1;

        public void See(double[] operands, double got, double error)
        {
            if (error > Error)
                (_operands, _got, Error) = (operands, got, error);
        }

        public void Check()
        {
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"{reference.Name}: {Error:F3} at {string.Join(", ", _operands.Select(x => x.ToString("R")))}"
            );
            Assert.True(
                Error <= reference.Allowed,
                $"{reference.Name}({string.Join(", ", _operands.Select(x => x.ToString("R")))}) is {_got:R}, should be {reference.Of(_operands, _got)}: off by {Error:F2} units of the last place, not {reference.Allowed}."
            );
        }
    }
}
