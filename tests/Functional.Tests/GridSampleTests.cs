namespace Functional.Tests;

/// <summary>Images read at places of a grid, with numbers to check by hand.</summary>
public sealed class GridSampleTests
{
    private static readonly Tensor Image = Tensor.Range(12, DType.Float64).Reshape(1, 1, 3, 4);
    private static readonly Tensor Line = Tensor.Of([1.0, 2, 4]).Reshape(1, 1, 3);
    private static readonly Tensor Identity = Tensor.Of([1.0, 0, 0, 0, 1, 0]).Reshape(1, 2, 3);

    [Theory]
    [InlineData(InterpolationMode.Nearest)]
    [InlineData(InterpolationMode.Linear)]
    [InlineData(InterpolationMode.Cubic)]
    public void The_identity_gives_the_image_back(InterpolationMode mode)
    {
        foreach (var padding in Enum.GetValues<GridPadding>())
        foreach (var corners in new[] { true, false })
            Near(
                Image.ToArray<double>(),
                Image.GridSample(Identity.AffineGrid([3, 4], corners), mode, padding, corners).ToArray<double>()
            );
    }

    [Theory]
    [InlineData(InterpolationMode.Linear)]
    [InlineData(InterpolationMode.Cubic)]
    public void A_finer_grid_is_an_interpolation(InterpolationMode mode)
    {
        foreach (var corners in new[] { true, false })
            Near(
                Image.Interpolate([5, 7], mode, corners).ToArray<double>(),
                Image.GridSample(Identity.AffineGrid([5, 7], corners), mode, GridPadding.Border, corners).ToArray<double>()
            );
    }

    [Fact]
    public void Outside_are_zeros_or_the_edge_or_the_mirror_image()
    {
        // Centres at −1, 0, 1: places 0.5, −0.5, 2.5, 7, −3.
        double[] places = [0.5, -0.5, 2.5, 7, -3];
        var grid = Tensor.Of<double>([.. places.Select(place => place - 1)]).Reshape(1, 5, 1);
        double[] Read(GridPadding padding) => Line.GridSample(grid, padding: padding, alignCorners: true).ToArray<double>();
        Near([1.5, 0.5, 2, 0, 0], Read(GridPadding.Zeros));
        Near([1.5, 1, 4, 4, 1], Read(GridPadding.Border));
        Near([1.5, 1.5, 3, 2, 2], Read(GridPadding.Reflection));
    }

    [Fact]
    public void Edges_reflect_where_corners_are_not_aligned()
    {
        // Places −1 and −0.75 mirror to 0 and −0.25, which is the edge's element.
        var grid = Tensor.Of([((-1 + 0.5) * 2 / 3) - 1, ((-0.75 + 0.5) * 2 / 3) - 1]).Reshape(1, 2, 1);
        Near([1, 1], Line.GridSample(grid, padding: GridPadding.Reflection).ToArray<double>());
        Near([0, 0.25], Line.GridSample(grid).ToArray<double>());
    }

    [Fact]
    public void The_first_coordinate_runs_along_the_last_axis()
    {
        var corner = Tensor.Of([1.0, -1]).Reshape(1, 1, 1, 2);
        Assert.Equal(3, Image.GridSample(corner, alignCorners: true).Item());
        var volume = Image.Reshape(1, 1, 3, 2, 2);
        Assert.Equal(1, volume.GridSample(Tensor.Of([1.0, -1, -1]).Reshape(1, 1, 1, 1, 3), alignCorners: true).Item());
        Assert.Equal(8, volume.GridSample(Tensor.Of([-1.0, -1, 1]).Reshape(1, 1, 1, 1, 3), alignCorners: true).Item());
    }

    [Fact]
    public void What_is_no_number_or_far_away_is_outside()
    {
        var grid = Tensor.Of([double.NaN, 1e30, double.NegativeInfinity]).Reshape(1, 3, 1);
        foreach (var mode in Enum.GetValues<InterpolationMode>())
            Assert.Equal([0, 0, 0], Line.GridSample(grid, mode).ToArray<double>());
        Near([1, 4, 1], Line.GridSample(grid, padding: GridPadding.Border).ToArray<double>());
    }

    [Fact]
    public void A_place_moves_along_the_slope()
    {
        var slope = Differentiate.Gradient((Tensor g) => Line.GridSample(g, alignCorners: true).Sum())(
            Tensor.Of([-0.5, 0.5, 3.0]).Reshape(1, 3, 1)
        );
        Near([1, 2, 0], slope.ToArray<double>());
    }

    [Fact]
    public void A_turn_by_a_quarter_turns_the_image()
    {
        var turn = Tensor.Of([0.0, 1, 0, -1, 0, 0]).Reshape(1, 2, 3);
        var square = Image.Slice(3, 0, 3);
        Near(square.Rotate90(-1, 2, 3).ToArray<double>(), square.GridSample(turn.AffineGrid([3, 3])).ToArray<double>());
    }

    private static void Near(double[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-12);
    }
}
