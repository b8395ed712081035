using System.Reflection;
using static Functional.Operations;

namespace Functional.Tests;

/// <summary>The forms in which people try an operation first: as a method, as a function, in a pipeline.</summary>
[Trait("Category", "Interpreted")]
public sealed class FormsTests
{
    private static readonly Tensor Matrix = Tensor.Of([
        [1.0, 2, 3],
        [4, 5, 6],
    ]);

    [Fact]
    public void A_reduction_of_everything_is_a_method_a_function_and_a_stage()
    {
        Tensor[] forms = [Matrix.Sum(), Sum(Matrix), Matrix | Sum, Matrix | Sum()];
        Assert.All(forms, form => Assert.Equal(21, form.Item()));
        Assert.Equal(3.5, (Matrix | Mean).Item());
        Assert.Equal(6, Max(Matrix).Item());
    }

    [Fact]
    public void A_function_takes_its_tensor_first()
    {
        Assert.Equal([5, 7, 9], Sum(Matrix, axis: 0).ToArray<double>());
        Assert.Equal([2, 1], Mean(Matrix, axis: 1, keepAxes: true).Shape);
        Assert.Equal([14, 32, 32, 77], MatMul(Matrix, Matrix.T).ToArray<double>());
        Assert.Equal(Matrix.Softmax(1).ToArray<double>(), Softmax(Matrix, axis: 1).ToArray<double>());
        Assert.Equal([3, 2], Permute(Matrix, 1, 0).Shape);
    }

    [Fact]
    public void A_stage_with_a_whole_number_is_no_function_of_that_number()
    {
        Assert.Equal([5, 7, 9], (Matrix | Sum(0)).ToArray<double>());
        Assert.Equal([6], (Matrix | Flatten(0, 1)).Shape);
        Assert.Equal([4, 5, 6, 1, 2, 3], (Matrix | Roll(1, 0)).ToArray<double>());
    }

    // Sizes and optional tensors: a second form would be ambiguous beside MaxPool2D(3, 2) or Clamp(x, y).
    [Fact]
    public void Every_stage_is_a_function_of_a_tensor_too_where_that_is_no_riddle()
    {
        var functions = typeof(Operations).GetMethods(BindingFlags.Public | BindingFlags.Static);
        var stages = typeof(Tensor)
            .GetMethods(BindingFlags.Public | BindingFlags.Instance)
            .Where(method => method.GetCustomAttribute<PipelineAttribute>() is not null)
            .Where(method => !method.GetParameters().Any(IsRiddle))
            .ToList();
        Assert.True(stages.Count > 80);
        Assert.All(stages, stage => Assert.Contains(functions, function => IsDirect(function, stage)));
    }

    [Fact]
    public void A_shape_may_stand_in_brackets_or_not()
    {
        Assert.Equal([3, 2], Matrix.Reshape(3, 2).Shape);
        Assert.Equal([3, 2], Matrix.Reshape([3, 2]).Shape);
        Assert.Equal([3, 2], Matrix.Reshape([3, -1]).Shape);
        Shape shape = [6];
        Assert.Equal([6], Matrix.Reshape(shape).Shape);
        Assert.Equal([], Tensor.Of([1.0]).Reshape([]).Shape);
    }

    [Fact]
    public void The_letter_T_is_the_transposed_matrix()
    {
        Assert.Equal([1, 4, 2, 5, 3, 6], Matrix.T.ToArray<double>());
        Assert.Equal([3, 2], Matrix.T.Shape);
    }

    [Fact]
    public void Parts_may_be_a_list_before_their_axis()
    {
        List<Tensor> parts = [Matrix, -Matrix];
        Assert.Equal([4, 3], Tensor.Concatenate(parts).Shape);
        Assert.Equal([2, 6], Tensor.Concatenate([Matrix, -Matrix], axis: 1).Shape);
        Assert.Equal([2, 2, 3], Tensor.Stack(parts).Shape);
        Assert.Equal([1, 2, 3, -1, -2, -3, 4, 5, 6, -4, -5, -6], Tensor.Stack(parts, axis: 1).ToArray<double>());
    }

    [Fact]
    public void Without_axes_every_argument_is_mapped_over_its_first()
    {
        Assert.Equal([14, 77], Vectorize.Map((Tensor x, Tensor y) => x.Dot(y))(Matrix, Matrix).ToArray<double>());
        var three = Vectorize.Map((Tensor x, Tensor y, Tensor z) => x.Dot(y) + z);
        Assert.Equal([24, 97], three(Matrix, Matrix, Tensor.Of([10.0, 20])).ToArray<double>());
    }

    [Fact]
    public void A_batch_prints_types_and_shapes_and_a_key_its_words()
    {
        Assert.Equal("inputs float64[2,3], targets int32[2]", new Batch(Matrix, Tensor.Of([0, 1])).ToString());
        Assert.Equal("key [0, 7] int32[2]", Key.From(7).ToString());
    }

    [Fact]
    public void A_schedule_may_be_asked_with_a_whole_number()
    {
        var rate = Schedules.Step(0.1, every: 10);
        Assert.Equal(0.001, rate.At(20).Item(), 1e-8);
        Assert.Equal(DType.Float32, rate.At(20).DType);
        Assert.Equal(0.001, rate.At(Tensor.Of(20.0)).Item(), 1e-15);
    }

    private static bool IsRiddle(ParameterInfo parameter) =>
        parameter.ParameterType == typeof(PerAxis)
        || (parameter.ParameterType == typeof(Tensor) && parameter.HasDefaultValue)
        || Nullable.GetUnderlyingType(parameter.ParameterType) == typeof(PerAxis);

    private static bool IsDirect(MethodInfo function, MethodInfo stage) =>
        function.Name == stage.Name
        && function.ReturnType == typeof(Tensor)
        && function
            .GetParameters()
            .Select(parameter => parameter.ParameterType)
            .SequenceEqual([typeof(Tensor), .. stage.GetParameters().Select(parameter => parameter.ParameterType)]);
}
