using Functional;
using static Functional.Operations;

// 500 points near a plane in ten dimensions: two hidden coordinates, of deviations 3 and 1, and a little noise in all ten.
var (points, dimensions) = (500, 10);
var key = Key.From(8);
var hidden = key.Fold("hidden").Normal([points, 2], DType.Float64) * Tensor.Of([3.0, 1.0]);
var plane = key.Fold("plane").Normal([dimensions, 2], DType.Float64).Qr().Q;
var x = hidden.MatMul(plane.Transpose()) + (0.1 * key.Fold("noise").Normal([points, dimensions], DType.Float64)) + 5;

// Principal components are the right singular vectors of the centred points; their variances are the squares of the singular values.
var centred = x - x.Mean(0);
var (_, s, vh) = centred.Svd();
var variances = s.Square() / (points - 1);
Console.WriteLine($"deviations {Sqrt(variances)[..4]:F3}");
Console.WriteLine($"two components explain {(variances[..2].Sum() / variances.Sum()).Item():P1} of the variance");

// The plane that was found is the hidden one: its projections are the same, whatever the axes within.
var components = vh[..2].Transpose();
var difference = components.MatMul(components.Transpose()) - plane.MatMul(plane.Transpose());
Console.WriteLine($"largest difference of the projections {Abs(difference).Max().Item():F3}");

// Two numbers a point, and back.
var codes = centred.MatMul(components);
var back = codes.MatMul(components.Transpose()) + x.Mean(0);
Console.WriteLine($"mean squared error of points from two numbers {(back - x).Square().Mean().Item():F4}");
