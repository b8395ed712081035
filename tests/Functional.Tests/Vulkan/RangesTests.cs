using Functional.Vulkan;

namespace Functional.Tests.Vulkan;

/// <summary>Ranges of memory, free or touched, against a list of bytes; no device is needed.</summary>
public sealed class RangesTests
{
    [Fact]
    public void The_first_range_that_fits_is_taken()
    {
        var ranges = new FreeRanges(100);
        Assert.Equal(
            [0UL, 30UL, 40UL],
            new[] { ranges.Take(30), ranges.Take(10), ranges.Take(20) }.Select(start => start!.Value)
        );
        ranges.Give(0, 30);
        ranges.Give(40, 20);
        Assert.Equal(0UL, ranges.Take(20));
        Assert.Equal(40UL, ranges.Take(60));
        Assert.Null(ranges.Take(11));
        Assert.Equal(10UL, ranges.Largest);
    }

    [Fact]
    public void What_is_given_back_is_one_range_again()
    {
        var ranges = new FreeRanges(100);
        for (var i = 0; i < 10; i++)
            Assert.Equal(10UL * (ulong)i, ranges.Take(10));
        Assert.True(ranges.IsEmpty);
        foreach (var i in new ulong[] { 3, 1, 2, 9, 0, 5, 4, 8, 6, 7 })
            ranges.Give(i * 10, 10);
        Assert.True(ranges.IsWhole);
        Assert.Equal(100UL, ranges.Largest);
    }

    [Fact]
    public void Giving_back_twice_is_found_out()
    {
        var ranges = new FreeRanges(100);
        ranges.Take(50);
        ranges.Give(0, 20);
        Assert.Throws<InvalidOperationException>(() => ranges.Give(10, 20));
        Assert.Throws<InvalidOperationException>(() => ranges.Give(40, 20));
        Assert.Throws<InvalidOperationException>(() => ranges.Give(90, 20));
    }

    [Fact]
    public void Ranges_are_first_fit_like_a_list_of_bytes()
    {
        var random = new Random(1);
        var (ranges, taken, lent) = (new FreeRanges(256), new bool[256], new List<(int Start, int Size)>());
        for (var step = 0; step < 20_000; step++)
        {
            if (lent.Count > 0 && random.Next(2) == 0)
            {
                var place = random.Next(lent.Count);
                var (start, size) = lent[place];
                lent.RemoveAt(place);
                ranges.Give((ulong)start, (ulong)size);
                taken.AsSpan(start, size).Clear();
                continue;
            }
            var bytes = random.Next(1, 60);
            var first = Enumerable
                .Range(0, 257 - bytes)
                .Select(i => (int?)i)
                .FirstOrDefault(i => !taken.AsSpan(i!.Value, bytes).Contains(true));
            Assert.Equal((ulong?)first, ranges.Take((ulong)bytes));
            if (first is not { } found)
                continue;
            taken.AsSpan(found, bytes).Fill(true);
            lent.Add((found, bytes));
        }
    }

    [Fact]
    public void Accesses_conflict_like_a_list_of_bytes()
    {
        var random = new Random(2);
        var (ranges, bytes) = (new AccessRanges(), new int[64]); // 1: read, 2: written
        var (conflicts, steps) = (0, 20_000);
        for (var step = 0; step < steps; step++)
        {
            var start = random.Next(64);
            var (end, written) = (random.Next(start, 65), random.Next(4) == 0);
            var expected = bytes[start..end].Any(touched => touched == 2 || (written && touched == 1));
            Assert.Equal(expected, ranges.Conflicts((ulong)start, (ulong)end, written));
            if (expected)
            {
                conflicts++;
                ranges.Clear();
                Array.Clear(bytes);
            }
            ranges.Add((ulong)start, (ulong)end, written);
            bytes.AsSpan(start, end - start).Fill(written ? 2 : 1);
        }
        Assert.InRange(conflicts, steps / 10, steps * 9 / 10);
    }

    [Fact]
    public void Accesses_that_touch_are_one()
    {
        var ranges = new AccessRanges();
        for (var i = 0; i < 100; i++)
            ranges.Add((ulong)i * 256, (ulong)(i + 1) * 256, true);
        Assert.Equal(1, ranges.Count);
        ranges.Add(25_600, 25_601, false);
        Assert.Equal(2, ranges.Count);
    }
}
