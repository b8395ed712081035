open System
open Functional

// F# has no use for C#'s extension operators: |> is its own, and Then is what >> is in C#.
let relu = Func<Tensor, Tensor>(Operations.Relu)

let net =
    Operations.Linear(2, 32).Then(relu).Then(Operations.Linear(32, 32)).Then(relu).Then(Operations.Linear(32, 2))

// Two rings: points nearer to the origin than 1 are of class 0.
let points = Key.From(1L).Normal(Shape.Of [| 400; 2 |])

let classes =
    let radius = points * points |> fun square -> square.Sum 1
    Operations.Greater(radius, Tensor.Of 1.0f).To DType.Int64

let accuracy (parameters: Parameters) =
    let answers = net.Apply(parameters, points).ArgMax 1
    Operations.Equal(answers, classes).To(DType.Float32).Mean().Item()

// A derivative is a function of a function.
let parabola (x: Tensor) = (x * x * x).Sum()
let slope = Differentiate.Gradient(Func<Tensor, Tensor> parabola)

[<EntryPoint>]
let main arguments =
    printfn $"d/dx Σ x³ at (1, 2): {slope.Invoke(Tensor.Of [| 1.0; 2.0 |])}"

    let epochs =
        match arguments with
        | [| count |] -> int count
        | _ -> 20

    let optimizer =
        Optimizers.ClipByGlobalNorm(1.0).Then(Optimizers.AdamW(Schedule.op_Implicit 0.01))

    let step =
        Training.Step(net, Func<Tensor, Tensor, Tensor>(fun output target -> Losses.CrossEntropy(output, target)), optimizer)

    let final =
        seq { 1L .. int64 epochs }
        |> Seq.collect (fun epoch -> Batches.Shuffled(points, classes, 50, Key.From epoch))
        |> Seq.fold (fun (state: TrainingState) batch -> step.Invoke(state, batch)) (Training.Begin(net, Key.From 0L, points))

    printfn $"{final.Step} steps, loss {final.Loss.Item():F4}, right in {100.0 * accuracy final.Parameters:F1} %%"
    0
