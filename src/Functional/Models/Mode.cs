namespace Functional;

/// <summary>What a model runs for; an argument of the run, never a flag that stays behind.</summary>
public enum Mode
{
    /// <summary>To learn: dropout drops, running averages move.</summary>
    Training,

    /// <summary>To answer: dropout passes everything, running averages stand.</summary>
    Inference,
}
