using static Functional.Operations;

namespace Functional.Tests.Models;

/// <summary>Maps from path to tensor, and how errors name what is in them.</summary>
public sealed class ParametersTests
{
    private static readonly Parameters Net = (Linear(3, 4) >> Relu >> Linear(4, 2))
        .Initialize(Key.From(1), Tensor.Zeros([1, 3]))
        .Parameters;

    [Fact]
    public void A_summary_has_a_line_for_each_path_and_the_total()
    {
        Assert.Equal(26, Net.Size);
        Assert.Equal(
            """
            0.bias    float32[4]     4
            0.weight  float32[4,3]  12
            1.bias    float32[2]     2
            1.weight  float32[2,4]   8
            total                   26

            """.Split('\n').Select(Words),
            Net.ToString().Split('\n').Select(Words)
        );
    }

    [Fact]
    public void Conversion_leaves_whole_numbers()
    {
        var wide = Net.Set("count", Tensor.Of(3L)).To(DType.Float64);
        Assert.Equal(DType.Int64, wide["count"].DType);
        Assert.Equal(DType.Float64, wide["0.bias"].DType);
    }

    [Fact]
    public void Renaming_keeps_tensors_and_refuses_one_path_for_two()
    {
        Assert.Same(Net["0.bias"], Net.Rename(path => $"net.{path}")["net.0.bias"]);
        Assert.Throws<ModelException>(() => Net.Rename(_ => "all"));
    }

    [Fact]
    public void Sameness_is_of_paths_types_shapes_and_bits()
    {
        Assert.True(Net.IsSame(Parameters.Of([.. Net.Reverse()])));
        Assert.False(Net.IsSame(Net.Below("net")));
        Assert.False(Net.IsSame(Net.To(DType.Float64)));
        Assert.False(Net.IsSame(Net.Set("0.bias", Net["0.bias"] + 1)));
        Assert.False(Net.IsSame(Net.Set("0.bias", Net["0.bias"].Reshape(1, 4))));
    }

    [Fact]
    public void Errors_name_parameters_and_layers()
    {
        var layer =
            Linear(3, 4) >> Own(x => from w in Model.Parameter("mixing", [5, 3], Initializers.Constant(1)) select x.MatMul(w));
        var error = Assert.Throws<ShapeException>(() => Scope("encoder", layer).Initialize(Key.From(1), Tensor.Zeros([2, 3])));
        Assert.Contains("right 'encoder.1.mixing' float32[5,3]", error.Message, StringComparison.Ordinal);
        Assert.Equal("encoder.1", error.Layer);
        var narrow = Assert.Throws<ModelException>(() =>
            Scope("encoder", Linear(3, 4)).Initialize(Key.From(1), Tensor.Zeros([2, 4]))
        );
        Assert.EndsWith("In layer 'encoder.0'.", narrow.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sum_that_does_not_broadcast_names_the_parameter()
    {
        var layer = Own(x => from b in Model.Parameter("shift", [4], Initializers.Constant(1)) select x + b);
        var error = Assert.Throws<ShapeException>(() => layer.Initialize(Key.From(1), Tensor.Zeros([2, 3])));
        Assert.StartsWith(
            "[add] cannot broadcast float32[2,3] with '0.shift' float32[4]: axis -1 is 3 against 4.",
            error.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_name_survives_transposing_and_compiling()
    {
        var layer = Own(x =>
            from w in Model.Parameter("mixing", [5, 3], Initializers.Constant(1))
            select x.MatMul(w.Transpose())
        );
        var parameters = layer.Initialize(Key.From(1), Tensor.Zeros([2, 3])).Parameters;
        var compiled = Compile.Function((Parameters p, Tensor x) => layer.Apply(p, x));
        var error = Assert.Throws<ShapeException>(() => compiled(parameters, Tensor.Zeros([2, 4])));
        Assert.Contains("'0.mixing' float32[3,5]", error.Message, StringComparison.Ordinal);
    }

    private static string Words(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void A_state_dict_of_PyTorch_loads_under_changed_names()
    {
        // nn.Sequential(Linear(3, 4), ReLU(), Linear(4, 2)) inside of a module's attribute 'body'.
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "torch.safetensors");
        var theirs = Net.Rename(path => $"body.{path.Replace("1.", "2.", StringComparison.Ordinal)}").Map(x => x + 1);
        Assert.Equal(["body.0.bias", "body.0.weight", "body.2.bias", "body.2.weight"], theirs.Paths);
        Checkpoint.Save(file, theirs);

        var loaded = Net.LoadFrom(Checkpoint.Load(file, name => name["body.".Length..]).Renumbered());
        Assert.True(loaded.IsSame(Net.Map(x => x + 1)));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public void Numbers_close_up_at_every_level()
    {
        var x = Tensor.Of(0f);
        var gaps = Parameters.Of(("a.1.3.w", x), ("a.1.7.w", x), ("a.4.3.w", x), ("b.0.w", x), ("c10", x));
        Assert.Equal(["a.0.0.w", "a.0.1.w", "a.1.0.w", "b.0.w", "c10"], gaps.Renumbered().Paths);
    }

    [Fact]
    public void What_does_not_fit_is_refused_by_name()
    {
        string Message(Parameters saved) => Assert.Throws<ModelException>(() => Net.LoadFrom(saved)).Message;
        Assert.Equal(
            "[load] there is no '0.bias' among 3; nearest: '1.bias', '0.weight', '1.weight'.",
            Message(Net.Filter(path => path != "0.bias"))
        );
        Assert.Equal(
            "[load] '2.bias' is not expected. Filter(…) takes parameters away, Rename(…) gives them other paths.",
            Message(Net.Set("2.bias", Tensor.Of(1f)))
        );
        Assert.Equal(
            "[load] '0.weight' is [4,3] here, and [3,4] in what is loaded.",
            Message(Net.Set("0.weight", Net["0.weight"].T))
        );
        Assert.Equal(DType.Float32, Net.LoadFrom(Net.To(DType.Float64))["0.weight"].DType);
    }
}
