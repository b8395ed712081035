using static Functional.Operations;

namespace Functional.Tests;

/// <summary>Parameters in files come back as they were. What damaged files say stands in Errors.golden.txt.</summary>
[Trait("Category", "Interpreted")]
public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string File => Path.Combine(_folder, "net.safetensors");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_type_and_shape_comes_back_bit_by_bit()
    {
        var parameters = Parameters.Of(
            ("bools", Tensor.Of([true, false, true])),
            ("ints", Tensor.Of([int.MinValue, 7])),
            (
                "longs",
                Tensor.Of([
                    [long.MaxValue],
                    [-1],
                ])
            ),
            ("floats", Tensor.Of([-0f, float.NaN, float.Epsilon, float.NegativeInfinity])),
            ("bytes", Tensor.Of<byte>([0, 255])),
            ("signed bytes", Tensor.Of<sbyte>([-128, 127])),
            ("shorts", Tensor.Of(short.MinValue)),
            ("halves", Tensor.Of([Half.NaN, Half.Epsilon, (Half)(-0.0)])),
            ("brain floats", Tensor.Of([(BFloat16)float.NaN, (BFloat16)0.1f, (BFloat16)float.Epsilon])),
            ("doubles", Tensor.Of([0.1, -0.0])),
            ("scalar", Tensor.Of(2.5f)),
            ("constant", Tensor.Ones([2, 2])),
            ("turned", Tensor.Range(6, DType.Float32).Reshape(2, 3).Transpose()),
            ("empty", Tensor.Zeros([0, 3]))
        );
        Checkpoint.Save(File, parameters);
        var loaded = Checkpoint.Load(File);
        Assert.Equal(parameters.Paths, loaded.Paths);
        Assert.All(
            parameters,
            entry =>
            {
                Assert.Equal(entry.Value.Shape, loaded[entry.Key].Shape);
                Assert.Equal(entry.Value.DType, loaded[entry.Key].DType);
                Assert.Equal(Bits.Of(entry.Value), Bits.Of(loaded[entry.Key]));
            }
        );
    }

    [Fact]
    public void No_parameters_are_a_file_too()
    {
        Checkpoint.Save(File, Parameters.Empty);
        Assert.Equal(0, Checkpoint.Load(File).Count);
    }

    [Fact]
    public void Texts_are_kept_beside_the_parameters()
    {
        Checkpoint.Save(File, Parameters.Empty, new Dictionary<string, string> { ["epoch"] = "3", ["Grüße"] = "\"\n" });
        var texts = Checkpoint.Metadata(File);
        Assert.Equal("3", texts["epoch"]);
        Assert.Equal("\"\n", texts["Grüße"]);
    }

    [Fact]
    public void A_file_that_exists_is_replaced_and_nothing_else_left()
    {
        Checkpoint.Save(File, Parameters.Of(("a", Tensor.Of(1))));
        Checkpoint.Save(File, Parameters.Of(("b", Tensor.Of(2))));
        Assert.Equal(["b"], Checkpoint.Load(File).Paths);
        Assert.Equal([File], Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_training_resumes_where_it_was_saved()
    {
        var net = Linear(4, 8) >> Relu >> Dropout(0.3) >> Linear(8, 3);
        var inputs = Key.From(1).Normal([30, 4]);
        var batches = Batches.InOrder(inputs, inputs.ArgMax(axis: 1) * 0, 5).ToList();
        var step = Training.Step(net, Losses.CrossEntropy, Optimizers.Adam(0.01));
        var middle = Fold(step, Training.Begin(net, Key.From(2)), batches.Take(3));
        Checkpoint.Save(File, middle.Parameters.Below("net").Merge(middle.OptimizerState!.ToParameters().Below("adam")));

        var saved = Checkpoint.Load(File);
        var resumed = middle with
        {
            Parameters = saved.Within("net"),
            OptimizerState = middle.OptimizerState.From(saved.Within("adam")),
        };
        Assert.Equal(
            Bits.Hash(Fold(step, middle, batches.Skip(3)).Tensors),
            Bits.Hash(Fold(step, resumed, batches.Skip(3)).Tensors)
        );
    }

    [Fact]
    public void What_cannot_be_loaded_is_a_value_for_TryLoad()
    {
        Assert.True(Checkpoint.TryLoad(File).IsLeft);
        Checkpoint.Save(File, Parameters.Of(("a", Tensor.Of(1))));
        Assert.True(Checkpoint.TryLoad(File).IsRight);
        System.IO.File.WriteAllBytes(File, [1, 2, 3]);
        Assert.Contains("too few", Checkpoint.TryLoad(File).LeftToSeq()[0].Message);
    }

    [Fact]
    public void Bytes_changed_at_random_never_do_more_than_throw_the_librarys_exception()
    {
        Checkpoint.Save(
            File,
            Parameters.Of(
                (
                    "a.weight",
                    Tensor.Of([
                        [1f, 2],
                        [3, 4],
                    ])
                ),
                ("b", Tensor.Of([true, false]))
            )
        );
        var bytes = System.IO.File.ReadAllBytes(File);
        var random = new Random(5);
        for (var round = 0; round < 500; round++)
        {
            var changed = bytes[..random.Next(bytes.Length / 2, bytes.Length + 1)].ToArray();
            for (var i = random.Next(4); i > 0; i--)
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            System.IO.File.WriteAllBytes(File, changed);
            var error = Record.Exception(() => Checkpoint.Load(File));
            Assert.True(error is null or FormatException, $"{error}");
        }
    }

    private static TrainingState Fold(
        Func<TrainingState, Batch, TrainingState> step,
        TrainingState state,
        IEnumerable<Batch> batches
    ) => Training.Run(step, state, batches);
}
