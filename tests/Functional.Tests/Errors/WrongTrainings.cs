using static Functional.Operations;

namespace Functional.Tests.Errors;

/// <summary>Files that hold no training state, or another's.</summary>
internal static class WrongTrainings
{
    public static IEnumerable<(string Name, Action Use)> In(string folder)
    {
        var path = Path.Combine(folder, "state.safetensors");
        var net = Linear(2, 2);
        var state = Training.Begin(net, Key.From(1), Tensor.Ones([1, 2]));
        var optimizer = Optimizers.Sgd(0.1, momentum: 0.9);
        var texts = new Dictionary<string, string> { ["format"] = "functional training state 1" };
        var own = Parameters.Of(("key", Tensor.Of([1, 2])), ("step", Tensor.Of(1L)), ("loss", Tensor.Of(1f)));

        TrainingState Load(Parameters parameters, string? optimizer = null)
        {
            Checkpoint.Save(path, parameters, optimizer is null ? texts : new(texts) { ["optimizer"] = optimizer });
            return TrainingState.Load(path);
        }

        TrainingState LoadLike(TrainingState? like, Optimizer? other)
        {
            (state with { OptimizerState = optimizer.Init(state.Parameters) }).Save(path);
            return TrainingState.Load(path, like, other);
        }

        return
        [
            (
                "a checkpoint as a training state",
                () =>
                {
                    Checkpoint.Save(path, state.Parameters);
                    TrainingState.Load(path);
                }
            ),
            ("a training state without a step", () => Load(own.Filter(name => name != "step"))),
            ("a training state with a step that is none", () => Load(own.Set("step", Tensor.Of(1f)))),
            ("a training state with two keys", () => Load(own.Set("key", Tensor.Of([1, 2, 3, 4])))),
            ("a training state with a loss for each example", () => Load(own.Set("loss", Tensor.Ones([3])))),
            ("a training state with something else", () => Load(own.Set("colour", Tensor.Of(1)))),
            ("a training state with the memory of no optimizer", () => Load(own.Set("optimizer.step", Tensor.Of(1L)))),
            ("a training state whose optimizer is no JSON", () => Load(own, "sgd")),
            ("a training state whose optimizer is something else", () => Load(own, "{\"scalars\":3}")),
            ("a training state whose optimizer lacks a tensor", () => Load(own, "{\"scalars\":[\"step\"],\"slots\":[]}")),
            ("a training state whose optimizer has a dot in a name", () => Load(own, "{\"scalars\":[],\"slots\":[\"a.b\"]}")),
            (
                "a training state of another network",
                () => LoadLike(Training.Begin(Linear(2, 3), Key.From(1), Tensor.Ones([1, 2])), null)
            ),
            ("a training state of another optimizer", () => LoadLike(null, Optimizers.Adam())),
            ("a training state of a chain with another link", () => LoadLike(state, Optimizers.ClipByValue(1) >> optimizer)),
            ("a training state like one without parameters", () => LoadLike(Training.Begin(net, Key.From(1)), null)),
        ];
    }
}
