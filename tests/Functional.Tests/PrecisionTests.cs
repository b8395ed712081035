namespace Functional.Tests;

/// <summary>What a precision does to products: operands are rounded as said, sums are float32's, and every transformation keeps it.</summary>
public sealed class PrecisionTests
{
    private static readonly Precision[] All = Enum.GetValues<Precision>();

    private static Tensor Wave(double step, params ReadOnlySpan<int> shape) =>
        (Tensor.Iota(Shape.Of(shape)).To(DType.Float32) * step).Sin().Evaluate();

    private static double[] Error(Tensor product, Tensor x, Tensor y)
    {
        var exact = x.To(DType.Float64).MatMul(y.To(DType.Float64));
        var scale = x.To(DType.Float64).Abs().MatMul(y.To(DType.Float64).Abs());
        return ((product.To(DType.Float64) - exact).Abs() / scale).ToArray<double>();
    }

    [Fact]
    public void Operands_are_rounded_to_the_type_that_the_precision_names()
    {
        // Between 1 and 2 bfloat16 has steps of 2⁻⁷, float16 of 2⁻¹⁰.
        var (x, one) = (
            Tensor.Of([
                [1 + (1 / 512f) + (1 / 65536f)],
            ]),
            Tensor.Of([
                [1f],
            ])
        );
        Assert.Equal(1 + (1 / 512f) + (1 / 65536f), x.MatMul(one).Item());
        Assert.Equal(1, x.MatMul(one, Precision.BFloat16).Item());
        Assert.Equal(1, one.MatMul(x, Precision.BFloat16).Item());
        Assert.Equal(1 + (1 / 512f), x.MatMul(one, Precision.Float16).Item());
        Assert.Equal(1 + (1 / 512f) + (1 / 65536f), x.MatMul(one, Precision.BFloat16x3).Item());
    }

    [Fact]
    public void Sums_are_not_rounded()
    {
        // bfloat16 has no 513, float16 no 4097.
        Assert.Equal(513, Tensor.Ones([513]).MatMul(Tensor.Ones([513]), Precision.BFloat16).Item());
        Assert.Equal(4097, Tensor.Ones([4097]).MatMul(Tensor.Ones([4097]), Precision.Float16).Item());
    }

    [Fact]
    public void Errors_are_within_the_bounds_that_are_promised_and_no_precision_is_another()
    {
        var (x, y) = (Wave(0.71, 40, 200), Wave(1.37, 200, 30));
        foreach (
            var (precision, bound) in ((Precision, int)[])
                [(Precision.BFloat16, -7), (Precision.Float16, -10), (Precision.BFloat16x3, -14), (Precision.Exact, -24)]
        )
        {
            var worst = Error(x.MatMul(y, precision), x, y).Max();
            Assert.InRange(
                worst,
                0,
                Math.ScaleB(precision == Precision.BFloat16x3 ? 0.75 : 1, bound) + (200 * Math.ScaleB(1, -24))
            );
        }
        var errors = ((Precision[])[Precision.BFloat16, Precision.Float16, Precision.BFloat16x3, Precision.Exact])
            .Select(precision => Error(x.MatMul(y, precision), x, y).Max())
            .ToArray();
        Assert.True(
            errors[0] > 3 * errors[1] && errors[1] > 3 * errors[2] && errors[2] > 3 * errors[3],
            string.Join(" ", errors)
        );
    }

    [Fact]
    public void Infinities_and_NaN_stay_what_they_are()
    {
        var x = Tensor.Of([
            [float.PositiveInfinity, 1],
            [float.NaN, 1],
            [1, 1 + (1 / 65536f)],
        ]);
        foreach (var precision in All)
        {
            var products = x.MatMul(Tensor.Of([2f, 1]), precision).ToArray<float>();
            Assert.Equal(float.PositiveInfinity, products[0]);
            Assert.True(float.IsNaN(products[1]));
            Assert.Equal(precision is Precision.Exact or Precision.BFloat16x3 ? 3 + (1 / 65536f) : 3, products[2]);
        }
        Assert.Equal(float.PositiveInfinity, Tensor.Of([70000f]).MatMul(Tensor.Of([1f]), Precision.Float16).Item());
    }

    [Fact]
    public void The_reference_says_the_same()
    {
        var (x, y) = (Wave(0.71, 2, 5, 9), Wave(1.37, 2, 9, 4));
        foreach (var precision in All)
        {
            Tensor[] roots = [x.MatMul(y, precision), Convolved(precision)];
            var expected = ReferenceInterpreter.Evaluate(roots, isWide: false);
            for (var i = 0; i < roots.Length; i++)
                Assert.All(
                    roots[i].ToArray<float>().Zip(expected[i].ToDoubles(), (Actual, Expected) => (Actual, Expected)),
                    pair => Assert.Equal(pair.Expected, pair.Actual, 1e-6 * (1 + Math.Abs(pair.Expected)))
                );
        }

        static Tensor Convolved(Precision precision) => Wave(0.71, 2, 3, 12).Conv1D(Wave(1.37, 4, 3, 5)).WithPrecision(precision);
    }

    [Fact]
    public void What_plans_make_of_it_is_what_it_means()
    {
        var (x, y) = (Wave(0.71, 2, 5, 9), Wave(1.37, 2, 9, 4));
        foreach (var precision in All)
        {
            var graph = Graph.Of([
                x.MatMul(y, precision),
                x.Transpose().Flip(1).MatMul(x.Slice(1, 0, 5), precision),
                Wave(0.71, 2, 3, 12).Conv1D(Wave(1.37, 4, 3, 5)).WithPrecision(precision),
            ]);
            var rounded = RoundedOperands.Run(graph);
            Assert.Equal(precision == Precision.Exact, ReferenceEquals(graph, rounded));
            var (expected, actual) = (
                ReferenceInterpreter.Evaluate(graph, isWide: false),
                ReferenceInterpreter.Evaluate(rounded, isWide: false)
            );
            for (var i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i].Bits, actual[i].Bits);
            Assert.Same(rounded, RoundedOperands.Run(rounded));
        }
    }

    [Fact]
    public void Other_types_take_no_notice()
    {
        var x = Wave(0.71, 5, 6);
        foreach (var type in (DType[])[DType.Float64, DType.Int32, DType.Int8, DType.Float16, DType.BFloat16])
        {
            var (left, right) = ((x * 9).To(type), (x * 7).To(type).Transpose());
            foreach (var precision in All)
                Assert.Equal(
                    left.MatMul(right).To(DType.Float64).ToArray<double>(),
                    left.MatMul(right, precision).To(DType.Float64).ToArray<double>()
                );
        }
    }

    [Fact]
    public void Derivatives_of_any_order_multiply_at_the_precision_of_the_product()
    {
        var (x, w, c) = (Wave(0.71, 6, 9), Wave(1.37, 9, 4), Wave(0.3, 6, 4));
        foreach (var precision in All)
        {
            Tensor F(Tensor v) => (v.MatMul(w, precision) * c).Sum();
            Assert.Equal(
                c.MatMul(w.Transpose(), precision).ToArray<float>(),
                Differentiate.Gradient<Tensor>(F)(x).ToArray<float>()
            );
            // d/dw of a sum of squares of the gradient with respect to x: cᵀ · (2 c wᵀ), each product at the precision.
            Tensor Square(Tensor v) => Differentiate.Gradient<Tensor>(u => (u.MatMul(v, precision) * c).Sum())(x).Square().Sum();
            var inner = c.MatMul(w.Transpose(), precision) * 2;
            Assert.All(
                c.Transpose()
                    .MatMul(inner, precision)
                    .Transpose()
                    .ToArray<float>()
                    .Zip(Differentiate.Gradient<Tensor>(Square)(w).ToArray<float>(), (Expected, Actual) => (Expected, Actual)),
                pair => Assert.Equal(pair.Expected, pair.Actual, 1e-5)
            );
        }
    }

    [Fact]
    public void Batches_and_loops_keep_it()
    {
        var (x, w) = (Wave(0.71, 3, 6, 9), Wave(1.37, 9, 9));
        var batched = Vectorize.Map<Tensor, Tensor>(v => v.MatMul(w, Precision.BFloat16))(x);
        Assert.Equal(x.MatMul(w, Precision.BFloat16).ToArray<float>(), batched.ToArray<float>());
        var (carry, _) = Loop.Scan(
            (Tensor state, Tensor slice) =>
            {
                var next = state.MatMul(w).Tanh() + slice;
                return (next, next);
            },
            Tensor.Zeros([6, 9]),
            x
        );
        var expected = Tensor.Zeros([6, 9]);
        for (var i = 0; i < 3; i++)
            expected = expected.MatMul(w, Precision.BFloat16).Tanh() + x.Select(0, i);
        Assert.Equal(expected.ToArray<float>(), carry.WithPrecision(Precision.BFloat16).ToArray<float>());
        Assert.NotEqual(expected.ToArray<float>(), carry.ToArray<float>());
    }

    [Fact]
    public void A_tree_gets_a_precision_where_it_has_none()
    {
        var (x, w) = (Wave(0.71, 6, 9), Wave(1.37, 9, 9));
        var tree = x.MatMul(w).MatMul(w, Precision.Float16).WithPrecision(Precision.BFloat16);
        Assert.Equal(x.MatMul(w, Precision.BFloat16).MatMul(w, Precision.Float16).ToArray<float>(), tree.ToArray<float>());
        var plain = x.MatMul(w);
        Assert.Same(plain, plain.WithPrecision(Precision.Exact));
        Assert.Same(x, x.WithPrecision(Precision.BFloat16));
        var map = w.Transpose();
        Assert.Equal(
            x.MatMul(w, Precision.BFloat16).ToArray<float>(),
            x.Linear(map, precision: Precision.BFloat16).ToArray<float>()
        );
    }

    [Fact]
    public void It_is_part_of_what_a_product_is()
    {
        var (x, w) = (Wave(0.71, 6, 9), Wave(1.37, 9, 9));
        Assert.Equal("matmul[precision=bfloat16x3]", x.MatMul(w, Precision.BFloat16x3).Op.Description);
        Assert.Equal("matmul", x.MatMul(w).Op.Description);
        var both = Tensor.Stack(0, x.MatMul(w), x.MatMul(w, Precision.BFloat16));
        Assert.NotEqual(both.Select(0, 0).ToArray<float>(), both.Select(0, 1).ToArray<float>());
        var compiled = Compile.Function((Tensor v) => v.MatMul(w, Precision.BFloat16));
        Assert.Equal(x.MatMul(w, Precision.BFloat16).ToArray<float>(), compiled(x).ToArray<float>());
    }

    [Fact]
    public void An_operand_is_rounded_once_and_one_that_is_narrow_already_is_read_as_it_is()
    {
        var (x, w) = (Wave(0.71, 6, 9), Wave(1.37, 9, 9));
        // Two casts, two products.
        var report = Plan.Report(x.MatMul(w, Precision.BFloat16), x.MatMul(w.Transpose(), Precision.BFloat16));
        Assert.Equal(["cast", "cast", "matmul", "matmul"], report.Kernels.Select(kernel => kernel.Name).Order());
        var (a, b) = (x.To(DType.BFloat16).Evaluate(), w.To(DType.BFloat16).Evaluate());
        Assert.Equal(["cast", "matmul"], Plan.Report(a.MatMul(b)).Kernels.Select(kernel => kernel.Name).Order());
        Assert.Equal(
            a.To(DType.Float32).MatMul(b.To(DType.Float32)).To(DType.BFloat16).To(DType.Float32).ToArray<float>(),
            a.MatMul(b).To(DType.Float32).ToArray<float>()
        );
        Assert.Equal(
            ["matmul"],
            Plan.Report(a.To(DType.Float32).MatMul(b.To(DType.Float32).Transpose(), Precision.BFloat16))
                .Kernels.Select(kernel => kernel.Name)
        );
    }

    [Fact]
    public void A_number_that_is_no_precision_is_refused() =>
        Assert.StartsWith(
            "[matmul] has no precision 9. There are Exact, BFloat16, BFloat16x3, Float16.",
            Assert.Throws<ValueException>(() => Tensor.Ones([2, 2]).MatMul(Tensor.Ones([2, 2]), (Precision)9)).Message,
            StringComparison.Ordinal
        );
}
