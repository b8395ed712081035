namespace Functional;

// C# would convert the number by itself; F# converts arguments of methods, but not operands.
public sealed partial class Tensor
{
    /// <summary>Adds a number to every element, which takes the tensor's element type like a literal: <c>x + number</c>.</summary>
    public static Tensor operator +(Tensor x, double number) => Operations.Add(x, number);

    /// <summary>Adds every element to a number, which takes the tensor's element type like a literal: <c>number + x</c>.</summary>
    public static Tensor operator +(double number, Tensor x) => Operations.Add(number, x);

    /// <summary>Adds a number to every element, which takes the tensor's element type like a literal: <c>x + number</c>.</summary>
    public static Tensor operator +(Tensor x, long number) => Operations.Add(x, number);

    /// <summary>Adds every element to a number, which takes the tensor's element type like a literal: <c>number + x</c>.</summary>
    public static Tensor operator +(long number, Tensor x) => Operations.Add(number, x);

    /// <summary>Subtracts a number from every element, which takes the tensor's element type like a literal: <c>x - number</c>.</summary>
    public static Tensor operator -(Tensor x, double number) => Operations.Subtract(x, number);

    /// <summary>Subtracts every element from a number, which takes the tensor's element type like a literal: <c>number - x</c>.</summary>
    public static Tensor operator -(double number, Tensor x) => Operations.Subtract(number, x);

    /// <summary>Subtracts a number from every element, which takes the tensor's element type like a literal: <c>x - number</c>.</summary>
    public static Tensor operator -(Tensor x, long number) => Operations.Subtract(x, number);

    /// <summary>Subtracts every element from a number, which takes the tensor's element type like a literal: <c>number - x</c>.</summary>
    public static Tensor operator -(long number, Tensor x) => Operations.Subtract(number, x);

    /// <summary>Multiplies every element by a number, which takes the tensor's element type like a literal: <c>x * number</c>.</summary>
    public static Tensor operator *(Tensor x, double number) => Operations.Multiply(x, number);

    /// <summary>Multiplies every element by a number, which takes the tensor's element type like a literal: <c>number * x</c>.</summary>
    public static Tensor operator *(double number, Tensor x) => Operations.Multiply(number, x);

    /// <summary>Multiplies every element by a number, which takes the tensor's element type like a literal: <c>x * number</c>.</summary>
    public static Tensor operator *(Tensor x, long number) => Operations.Multiply(x, number);

    /// <summary>Multiplies every element by a number, which takes the tensor's element type like a literal: <c>number * x</c>.</summary>
    public static Tensor operator *(long number, Tensor x) => Operations.Multiply(number, x);

    /// <summary>Divides every element by a number, which takes the tensor's element type like a literal: <c>x / number</c>.</summary>
    public static Tensor operator /(Tensor x, double number) => Operations.Divide(x, number);

    /// <summary>Divides a number by every element, which takes the tensor's element type like a literal: <c>number / x</c>.</summary>
    public static Tensor operator /(double number, Tensor x) => Operations.Divide(number, x);

    /// <summary>Divides every element by a number, which takes the tensor's element type like a literal: <c>x / number</c>.</summary>
    public static Tensor operator /(Tensor x, long number) => Operations.Divide(x, number);

    /// <summary>Divides a number by every element, which takes the tensor's element type like a literal: <c>number / x</c>.</summary>
    public static Tensor operator /(long number, Tensor x) => Operations.Divide(number, x);
}
