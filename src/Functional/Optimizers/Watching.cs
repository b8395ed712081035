namespace Functional;

/// <summary>What to do with a sequence of states (or of anything) beside LINQ.</summary>
/// <example>
/// <code>
/// var best = Training.Epochs(step, begin, Shuffled, 100)
///     .Select(state => (State: state, Loss: validation(state, heldOut)))
///     .UntilNoBetter(by: x => x.Loss, patience: 3)
///     .MinBy(x => x.Loss).State;
/// </code>
/// </example>
public static class Watching
{
    extension<T>(IEnumerable<T> items)
    {
        /// <summary>Each <paramref name="count"/>-th item: the states after so many steps, twice as many, …</summary>
        /// <exception cref="ModelException">The count is less than 1.</exception>
        public IEnumerable<T> Every(int count) =>
            count < 1
                ? throw new ModelException($"[every] needs a count of at least 1, got {count}.")
                : items.Where((_, place) => (place + 1) % count == 0);

        /// <summary>The items up to the one after which <paramref name="patience"/> in a row were no better than the best before them.</summary>
        /// <param name="by">The measure, asked once of each item; NaN is never better.</param>
        /// <param name="patience">How many in a row may be no better.</param>
        /// <param name="higherIsBetter">Whether larger measures are better: an accuracy, not a loss.</param>
        /// <exception cref="ModelException">The patience is less than 1.</exception>
        public IEnumerable<T> UntilNoBetter(Func<T, double> by, int patience, bool higherIsBetter = false) =>
            patience < 1
                ? throw new ModelException($"[until_no_better] needs a patience of at least 1, got {patience}.")
                : Until(items, by, patience, higherIsBetter ? -1 : 1);
    }

    private static IEnumerable<T> Until<T>(IEnumerable<T> items, Func<T, double> by, int patience, int sign)
    {
        var (best, waited) = (double.PositiveInfinity, 0);
        foreach (var item in items)
        {
            var measure = sign * by(item);
            (best, waited) = measure < best ? (measure, 0) : (best, waited + 1);
            yield return item;
            if (waited == patience)
                yield break;
        }
    }
}
