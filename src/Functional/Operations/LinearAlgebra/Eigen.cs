using static Functional.Operations;

namespace Functional;

/// <summary>Eigenvectors of length 1, flattened from <c>[n, n, 2]</c> to rows, and beside them pairs of eigenvalues; or these alone.</summary>
internal sealed class EigenOp(bool hasVectors) : DecompositionOp
{
    public override string Name => "eig";

    public override string Description => hasVectors ? "eig" : "eig[values]";

    public bool HasVectors => hasVectors;

    public static Tensor Make(Tensor x, bool hasVectors) =>
        new(
            new EigenOp(hasVectors),
            Shape.Of([.. x.Shape.Axes[..^1], hasVectors ? checked((2 * x.Shape[-1]) + 2) : 2]),
            x.DType,
            x
        );

    public override bool Equals(Op? other) => other is EigenOp eigen && eigen.HasVectors == hasVectors;

    internal override int ComputeHash() => hasVectors ? 661 : 662;

    internal override ValueException Failure(string matrix, int place) => DecompositionFailures.Of(Name, matrix, place);

    // Ā = Re V⁻ᴴ (diag(λ̄) + Vᴴ V̄ / conj(E)) Vᴴ with Eᵢⱼ = λⱼ − λᵢ, whose inverse is 0 on the diagonal and where values are equal. The lengths
    // and phases of vectors, about which this says nothing, are fixed by operations that come after.
    internal override void Pull(Pullback p)
    {
        var x = p.Operand(0);
        var n = x.Shape[-1];
        var all = hasVectors ? p.Result : Make(x, hasVectors: true);
        var (v, w) = (Vectors(all, n), Values(all, n));
        var adjoint = v.Adjoint();
        var inner = Values(p.Cotangent, hasVectors ? n : 0).Map(part => part.DiagEmbed());
        if (hasVectors)
        {
            var gaps = w.Map(part => part.ExpandDims(-2) - part.ExpandDims(-1));
            var sizes = (gaps.Re * gaps.Re) + (gaps.Im * gaps.Im);
            var largest = ((w.Re * w.Re) + (w.Im * w.Im)).Max(-1, keepAxes: true).ExpandDims(-1);
            var within = n * Tensor.EpsilonOf(x.DType);
            var isSame = sizes <= largest.StopGradient() * (within * within);
            var safe = Where(isSame, 1, sizes);
            // Divided by a conjugate is multiplied by the number itself, and divided by its size.
            inner += (adjoint.MatMul(Vectors(p.Cotangent, n)) * gaps).Map(part => Where(isSame, 0, part / safe));
        }
        p.Give(0, adjoint.Solve(inner.MatMul(adjoint)).Re);
    }

    internal override Tensor Rebuild(ReadOnlySpan<Tensor> operands) => Make(operands[0], hasVectors);

    /// <summary>The eigenvectors in columns.</summary>
    public static ComplexParts Vectors(Tensor packed, int n)
    {
        var pairs = packed.ColumnsOf(0, 2 * n);
        return new(pairs.Slice(-1, 0, step: 2), pairs.Slice(-1, 1, step: 2));
    }

    /// <summary>The eigenvalues, which are as far right as there are vectors.</summary>
    public static ComplexParts Values(Tensor packed, int n) => new(packed.Select(-1, 2 * n), packed.Select(-1, (2 * n) + 1));
}

/// <summary>Complex numbers as two tensors.</summary>
internal readonly record struct ComplexParts(Tensor Re, Tensor Im)
{
    public static ComplexParts operator +(ComplexParts x, ComplexParts y) => new(x.Re + y.Re, x.Im + y.Im);

    public static ComplexParts operator *(ComplexParts x, ComplexParts y) =>
        new((x.Re * y.Re) - (x.Im * y.Im), (x.Re * y.Im) + (x.Im * y.Re));

    public ComplexParts Map(Func<Tensor, Tensor> part) => new(part(Re), part(Im));

    /// <summary>The conjugate of the transpose.</summary>
    public ComplexParts Adjoint() => new(Re.Transpose(), -Im.Transpose());

    public ComplexParts MatMul(ComplexParts y) => new(Re.MatMul(y.Re) - Im.MatMul(y.Im), Re.MatMul(y.Im) + Im.MatMul(y.Re));

    /// <summary>x of <c>A x = b</c>, as a real system of twice the size.</summary>
    public ComplexParts Solve(ComplexParts b)
    {
        var n = Re.Shape[-1];
        var whole = Tensor.Concatenate(-2, Tensor.Concatenate(-1, Re, -Im), Tensor.Concatenate(-1, Im, Re));
        var x = Tensor.Solution(whole, Tensor.Concatenate(-2, b.Re, b.Im), refuses: null);
        return new(x.RowsOf(0, n), x.RowsOf(n, 2 * n));
    }

    /// <summary>Real and imaginary parts as a last axis of size 2.</summary>
    public Tensor Pairs() => Tensor.Stack(-1, Re, Im);
}

public sealed partial class Tensor
{
    /// <summary>Eigenvalues and eigenvectors, in columns, of square matrices, as pairs of real and imaginary part: <c>A V = V diag(λ)</c>.</summary>
    /// <remarks>
    /// <c>[…, n, n] → […, n, 2], […, n, n, 2]</c>. Eigenvalues come in no particular order, conjugate ones side by side with the positive
    /// imaginary part first. Eigenvectors have length 1, and their largest element is real and positive. Where eigenvalues are equal the
    /// derivative of their eigenvectors counts as 0; a matrix without a basis of eigenvectors has none.
    /// </remarks>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    /// <exception cref="ValueException">When the value is looked at: there are NaN or infinities.</exception>
    public (Tensor Values, Tensor Vectors) Eig()
    {
        var n = Shape[-1];
        var all = EigenOp.Make(Matrices("eig", isSquare: true), hasVectors: true);
        var vectors = EigenOp.Vectors(all, n);
        if (Size > 0)
        {
            var sizes = (vectors.Re * vectors.Re) + (vectors.Im * vectors.Im);
            var place = sizes.ArgMax(-2, keepAxes: true);
            var largest = vectors.Map(part => part.Gather(place, -2));
            // Divided by the phase of its largest element, and by its length.
            var scale = Operations.Sqrt(((largest.Re * largest.Re) + (largest.Im * largest.Im)) * sizes.Sum(-2, keepAxes: true));
            vectors *= new ComplexParts(largest.Re / scale, -largest.Im / scale);
        }
        return (EigenOp.Values(all, n).Pairs().To(FactorType), vectors.Pairs().To(FactorType));
    }

    /// <summary>Eigenvalues of square matrices, as pairs of real and imaginary part: <c>[…, n, n] → […, n, 2]</c>; in the order of <c>Eig</c>.</summary>
    /// <exception cref="ShapeException">The matrices are not square.</exception>
    /// <exception cref="ValueException">When the value is looked at: there are NaN or infinities.</exception>
    [Pipeline]
    public Tensor EigVals() => EigenOp.Make(Matrices("eigvals", isSquare: true), hasVectors: false).To(FactorType);
}
