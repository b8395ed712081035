namespace Functional;

/// <summary>How a loss makes one number of the losses of all elements.</summary>
public enum Reduction
{
    /// <summary>Their mean; for weighted classes, divided by the sum of the weights.</summary>
    Mean,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>None: the losses themselves.</summary>
    None,

    /// <summary>Their sum, divided by the number of examples, which the first axis counts.</summary>
    BatchMean,
}
