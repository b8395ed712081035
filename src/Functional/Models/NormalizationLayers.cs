namespace Functional;

public static partial class Operations
{
    /// <summary>Batch normalization of channels (axis 1), for inputs of any rank: in training with the batch's statistics, else with running ones.</summary>
    /// <remarks>
    /// Parameters <c>weight</c> and <c>bias</c>, 1 and 0 at first; running state <c>running_mean</c> and <c>running_var</c>, 0 and 1 at first, moving by
    /// <c>(1 − momentum) · old + momentum · new</c>, the new variance unbiased (PyTorch's rule).
    /// </remarks>
    /// <param name="channels">The size of axis 1.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="momentum">The part of the batch in the running statistics.</param>
    /// <param name="affine">Whether there are weight and bias.</param>
    /// <exception cref="ModelException">There are no channels, or the momentum is not in [0, 1]; when run: the input has others, or in training one value a channel.</exception>
    public static Layer BatchNorm(int channels, double epsilon = 1e-5, double momentum = 0.1, bool affine = true)
    {
        CheckChannels("batch_norm", channels);
        if (!(momentum >= 0 && momentum <= 1))
            throw new ModelException($"[batch_norm] needs a momentum from 0 to 1, got {momentum}.");
        return Own(x =>
        {
            CheckChannels("batch_norm", channels, x);
            var type = FloatingType(x);
            return from mode in Model.Mode
                from mean in Model.State("running_mean", [channels], Initializers.Constant(0), type)
                from variance in Model.State("running_var", [channels], Initializers.Constant(1), type)
                from scale in Affine([channels], affine, affine, type)
                from y in mode is Mode.Inference
                    ? Model.Return(x.BatchNorm(mean, variance, scale.Weight, scale.Bias, epsilon))
                    : from batch in Moved(x, mean, variance, momentum)
                    select x.BatchNorm(batch.Mean, batch.Variance, scale.Weight, scale.Bias, epsilon)
                select y;
        });
    }

    /// <summary>Layer normalization of the last axes. Parameters <c>weight</c> and <c>bias</c> of their shape, 1 and 0 at first.</summary>
    /// <param name="shape">The sizes of the last axes, which are normalized together: <c>LayerNorm([512])</c>.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="affine">Whether there are weight and bias.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <exception cref="ModelException">The shape is empty; when run: the input's last axes differ.</exception>
    public static Layer LayerNorm(Shape shape, double epsilon = 1e-5, bool affine = true, bool bias = true)
    {
        if (shape.Rank == 0)
            throw new ModelException("[layer_norm] needs the sizes of the axes to normalize, got [].");
        return Own(x =>
        {
            CheckLast("layer_norm", shape, x);
            return from scale in Affine(shape, affine, affine && bias, FloatingType(x))
                select x.LayerNorm(scale.Weight, scale.Bias, shape.Rank, epsilon);
        });
    }

    /// <summary>Layer normalization of the last axis: <c>LayerNorm(512)</c>.</summary>
    /// <exception cref="ModelException">When run: the input's last axis differs.</exception>
    public static Layer LayerNorm(int size, double epsilon = 1e-5, bool affine = true, bool bias = true) =>
        LayerNorm(Shape.Of(size), epsilon, affine, bias);

    /// <summary>Normalization of the last axis by its root mean square. Parameter <c>weight</c>, 1 at first.</summary>
    /// <exception cref="ModelException">When run: the input's last axis differs.</exception>
    public static Layer RmsNorm(int size, double epsilon = 1e-6, bool affine = true) =>
        Own(x =>
        {
            CheckLast("rms_norm", Shape.Of(size), x);
            return from scale in Affine([size], affine, false, FloatingType(x)) select x.RmsNorm(scale.Weight, epsilon);
        });

    /// <summary>Normalization of channels (axis 1) in groups. Parameters <c>weight</c> and <c>bias</c> for each channel, 1 and 0 at first.</summary>
    /// <exception cref="ModelException">The groups do not divide the channels; when run: the input has others.</exception>
    public static Layer GroupNorm(int groups, int channels, double epsilon = 1e-5, bool affine = true)
    {
        CheckChannels("group_norm", channels);
        if (groups < 1 || channels % groups != 0)
            throw new ModelException($"[group_norm] cannot divide {channels} channels into {groups} groups.");
        return Own(x =>
        {
            CheckChannels("group_norm", channels, x);
            return from scale in Affine([channels], affine, affine, FloatingType(x))
                select x.GroupNorm(groups, scale.Weight, scale.Bias, epsilon);
        });
    }

    /// <summary>Normalization of each channel (axis 1) of each example. Parameters <c>weight</c> and <c>bias</c> for each channel, if asked for.</summary>
    /// <exception cref="ModelException">There are no channels; when run: the input has others.</exception>
    public static Layer InstanceNorm(int channels, double epsilon = 1e-5, bool affine = false)
    {
        CheckChannels("instance_norm", channels);
        return Own(x =>
        {
            CheckChannels("instance_norm", channels, x);
            return from scale in Affine([channels], affine, affine, FloatingType(x))
                select x.InstanceNorm(scale.Weight, scale.Bias, epsilon);
        });
    }

    private static Model<(Tensor? Weight, Tensor? Bias)> Affine(Shape shape, bool weight, bool bias, DType type) =>
        from w in Optional(weight, "weight", shape, Initializers.Constant(1), type)
        from b in Optional(bias, "bias", shape, Initializers.Constant(0), type)
        select (w, b);

    internal static Model<Tensor?> Optional(bool isThere, string name, Shape shape, Initializer initializer, DType type) =>
        isThere ? Model.Parameter(name, shape, initializer, type).Map(x => (Tensor?)x) : Model.Return<Tensor?>(null);

    // The batch's statistics; the running ones have moved towards them.
    private static Model<(Tensor Mean, Tensor Variance)> Moved(Tensor x, Tensor mean, Tensor variance, double momentum)
    {
        var count = x.Shape[1] == 0 ? 0 : x.Size / x.Shape[1];
        if (count < 2)
            throw new ModelException(
                $"[batch_norm] needs more than one value for each channel in training, got {x.DType.Name}{x.Shape}."
            );
        var batch = x.BatchStatistics();
        var unbiased = batch.Variance.StopGradient() * ((double)count / (count - 1));
        return from _ in Model.SetState("running_mean", ((1 - momentum) * mean) + (momentum * batch.Mean.StopGradient()))
            from __ in Model.SetState("running_var", ((1 - momentum) * variance) + (momentum * unbiased))
            select batch;
    }

    internal static DType FloatingType(Tensor x) => x.DType.IsFloating ? x.DType : DType.Float32;

    private static void CheckChannels(string name, int channels)
    {
        if (channels < 1)
            throw new ModelException($"[{name}] needs at least one channel, got {channels}.");
    }

    private static void CheckChannels(string name, int channels, Tensor x)
    {
        if (x.Rank < 2 || x.Shape[1] != channels)
            throw new ModelException($"[{name}] needs {channels} channels in axis 1, got {x.DType.Name}{x.Shape}.");
    }

    private static void CheckLast(string name, Shape shape, Tensor x)
    {
        if (x.Rank < shape.Rank || !Shape.Of(x.Shape.Axes[^shape.Rank..]).Equals(shape))
            throw new ModelException($"[{name}] needs inputs whose last axes are {shape}, got {x.DType.Name}{x.Shape}.");
    }
}
