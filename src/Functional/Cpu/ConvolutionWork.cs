namespace Functional;

/// <summary>All that is known of a convolution before its operands: sizes, strides, padding and the division into pieces.</summary>
internal sealed class ConvolutionWork
{
    private readonly View _inputs;
    private readonly View _weights;
    private readonly long[] _packedParts;

    public ConvolutionWork(ConvolutionStage stage, int rows, int lanes, int elementSize)
    {
        (View x, View w) = (stage.Input.View, stage.Kernel.View);
        WindowAxis[] windows = stage.Op.Windows.ToArray();
        int leading = x.Shape.Rank - windows.Length - 2;
        Groups = checked((int)Shape.Of(x.Shape.Axes[..leading]).Size);
        Sizes = new(
            x.Shape[leading],
            x.Shape[leading + 1],
            w.Shape[leading],
            [.. windows.Select(window => window.Size)],
            stage.Op.IsOutputMajor
        );
        ConvolutionAxis[][] classes =
        [
            .. windows.Select((window, axis) => ConvolutionAxis.Classes(window, w.Shape[leading + 2 + axis])),
        ];
        int[] padding = new int[windows.Length];
        Padded = PaddingOf(x, classes, leading, padding);
        if (Padded is not null)
            x = View.Of(
                Shape.Of([
                    .. x.Shape.Axes[..(leading + 2)],
                    .. Padded.Sizes.Select((size, axis) => size + Padded.Low[axis] + Padded.High[axis]),
                ])
            );
        _inputs = View.Affine(Shape.Of(x.Shape.Axes[..leading]), x.Strides[..leading], x.Offset);
        _weights = View.Affine(Shape.Of(w.Shape.Axes[..leading]), w.Strides[..leading], w.Offset);
        WeightColumn = (nint)w.Strides[leading];
        Parts = ConvolutionPart.Of(classes, Sizes, x.Strides.AsSpan(leading), w.Strides.AsSpan(leading), padding);
        Divisions =
        [
            .. Parts.Select(part => new ConvolutionDivision(
                part.Rows.Count,
                Sizes.Outputs,
                part.Depth.Count,
                Groups,
                Parts.Length == 1,
                rows,
                lanes,
                elementSize
            )),
        ];
        _packedParts = new long[Parts.Length];
        for (int part = 0; part < Parts.Length; part++)
        {
            _packedParts[part] = PackedSize;
            PackedSize += Divisions[part].IsPacked ? Groups * Divisions[part].Depth * Divisions[part].Panels[^1] : 0;
            Multiplications += Groups * Divisions[part].Depth * Divisions[part].Rows * Sizes.Outputs;
        }
        SumRows = ((long)Divisions[0].Rows + rows - 1) / rows * rows;
        SumsSize = Divisions[0].Slices > 1 ? Groups * Divisions[0].Slices * SumRows * Divisions[0].Panels[^1] : 0;
    }

    public int Groups { get; }

    public ConvolutionSizes Sizes { get; }

    /// <summary>The copy of x between zeros; null where x is read where it lies.</summary>
    public PaddedInput? Padded { get; }

    /// <summary>One part for each class of places; see <see cref="ConvolutionAxis"/>.</summary>
    public ConvolutionPart[] Parts { get; }

    /// <summary>How each part is divided.</summary>
    public ConvolutionDivision[] Divisions { get; }

    /// <summary>Distance between the weights of two channels of the result.</summary>
    public nint WeightColumn { get; }

    /// <summary>Elements of all packed weights.</summary>
    public long PackedSize { get; }

    /// <summary>Rows of the sums of one slice: whole tiles.</summary>
    public long SumRows { get; }

    /// <summary>Elements of the sums of all slices.</summary>
    public long SumsSize { get; }

    public long Multiplications { get; }

    /// <summary>Where x of a group begins.</summary>
    public long Inputs(int group) => _inputs.Address(group);

    /// <summary>Where the weights of a group begin.</summary>
    public long Weights(int group) => _weights.Address(group);

    /// <summary>Where the result of a group begins.</summary>
    public long Targets(int group) => group * Sizes.Images * (long)Sizes.Outputs * Sizes.Places;

    /// <summary>Where the packed weights of a group begin.</summary>
    public long Packed(int group, int part) => _packedParts[part] + (group * Divisions[part].Depth * Divisions[part].Panels[^1]);

    private static PaddedInput? PaddingOf(View x, ConvolutionAxis[][] classes, int leading, int[] padding)
    {
        int[] high = new int[classes.Length];
        bool isPadded = false;
        for (int axis = 0; axis < classes.Length; axis++)
        {
            padding[axis] = checked((int)Math.Max(0, -classes[axis].Min(own => own.Low)));
            high[axis] = checked((int)Math.Max(0, classes[axis].Max(own => own.High) - x.Shape[leading + 2 + axis] + 1));
            isPadded |= padding[axis] > 0 || high[axis] > 0;
        }
        return isPadded ? new(x, padding, high) : null;
    }
}
