namespace Functional;

/// <summary>Which of a Fourier transform and its inverse is divided, so that one undoes the other.</summary>
public enum FourierNorm
{
    /// <summary>The inverse, by n.</summary>
    Backward,

    /// <summary>Both, by √n: lengths stay (Parseval).</summary>
    Ortho,

    /// <summary>The transform, by n.</summary>
    Forward,
}
