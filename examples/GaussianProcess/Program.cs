using Functional;
using static Functional.Operations;

// 25 measurements of a curve, with noise of deviation 0.1.
var key = Key.From(3);
var x = key.Fold("places").Uniform([25], 0, 6, DType.Float64);
var y = Sin(x) + (0.3 * x) + (0.1 * key.Fold("noise").Normal([25], DType.Float64));
var unit = Tensor.Eye(25, 25, DType.Float64);

// The covariance of two places falls with their distance. What is learnt are logarithms, so that they may be any number.
static Tensor Covariance(Tensor a, Tensor b, Parameters p) =>
    Exp(2 * p["amplitude"]) * Exp(-0.5 * ((a.ExpandDims(1) - b.ExpandDims(0)) / Exp(p["length"])).Square());

// The covariance of the measurements as L Lᵀ, and what solves it for them.
(Tensor Root, Tensor Weights) Solve(Parameters p)
{
    var root = (Covariance(x, x, p) + (Exp(2 * p["noise"]) * unit)).Cholesky();
    return (root, root.CholeskySolve(y));
}

// −ln p(y) = ½ yᵀ K⁻¹ y + Σ ln Lᵢᵢ + n/2 ln 2π (Rasmussen & Williams 2006, 2.30)
Tensor Surprise(Parameters p)
{
    var (root, weights) = Solve(p);
    return (0.5 * (y * weights).Sum()) + Log(root.Diagonal()).Sum() + (12.5 * Math.Log(2 * Math.PI));
}

var zero = Tensor.Zeros([], DType.Float64);
var start = Parameters.Of(("length", zero), ("amplitude", zero), ("noise", zero - 1));
Console.WriteLine($"before: −ln p = {Surprise(start).Item():F3}");

var learnt = Optimizers.Lbfgs(strongWolfe: true).Minimize(Surprise, start);
Console.WriteLine($"after {learnt.Iterations} moves: −ln p = {Surprise(learnt.Parameters).Item():F3}");
foreach (var (name, value) in learnt.Parameters)
    Console.WriteLine($"  {name, -9} {Exp(value).Item():F3}");

// What the curve is elsewhere: mean and deviation, given the measurements.
var (l, known) = Solve(learnt.Parameters);
var places = Tensor.LinSpace(0, 7, 8, DType.Float64);
var cross = Covariance(places, x, learnt.Parameters);
var mean = cross.MatMul(known);
var reduced = l.SolveTriangular(cross.Transpose(), upper: false).Square().Sum(0);
var deviation = Sqrt(Exp(2 * learnt.Parameters["amplitude"]) - reduced);
Console.WriteLine("place   curve   found");
var (truth, found, doubt) = (
    (Sin(places) + (0.3 * places)).ToArray<double>(),
    mean.ToArray<double>(),
    deviation.ToArray<double>()
);
for (var i = 0; i < truth.Length; i++)
    Console.WriteLine($"{i, 5}  {truth[i], 6:F2}  {found[i], 6:F2} ± {2 * doubt[i]:F2}");
