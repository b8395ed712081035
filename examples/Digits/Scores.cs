namespace Digits;

/// <summary>What the images show, and what the network read.</summary>
internal sealed record Scores(long[] Labels, long[] Predictions)
{
    /// <summary>The part that was read right, from 0 to 1.</summary>
    public double Accuracy => (double)Right(_ => true) / Labels.Length;

    /// <summary>Where the network was wrong.</summary>
    public IEnumerable<int> Mistakes => Enumerable.Range(0, Labels.Length).Where(index => Labels[index] != Predictions[index]);

    /// <summary>How many images show a digit, how many of them were read right, and what most of the others were taken for.</summary>
    public (int Count, int Right, long? TakenFor) Of(int digit) =>
        (
            Labels.Count(label => label == digit),
            Right(label => label == digit),
            Mistakes
                .Where(index => Labels[index] == digit)
                .GroupBy(index => Predictions[index])
                .OrderByDescending(mistakes => mistakes.Count())
                .Select(mistakes => (long?)mistakes.Key)
                .FirstOrDefault()
        );

    private int Right(Func<long, bool> condition) =>
        Enumerable.Range(0, Labels.Length).Count(index => condition(Labels[index]) && Labels[index] == Predictions[index]);
}
