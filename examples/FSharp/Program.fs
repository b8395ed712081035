open System
open Functional

// F# cannot see C#'s extension operators: |> is its own, and Then is what >> is in C#.
let net =
    Operations.Linear(2, 32).Then(Operations.Relu)
        .Then(Operations.Linear(32, 32)).Then(Operations.Relu)
        .Then(Operations.Linear(32, 2))

// Two rings: points nearer to the origin than 1 are of class 0.
let rings (key: Key) count =
    let points = key.Normal(Shape.Of [| count; 2 |])
    let radius = points.Square().Sum 1 |> Operations.Sqrt
    Batch(points, radius.Greater(1.0).To DType.Int64)

// A derivative is a function of a function; .Invoke makes an F# function of a delegate.
let cubes (x: Tensor) = (x * x * x - 2.0 * x).Sum()
let slope = (Differentiate.Gradient cubes).Invoke

let train (epochs: int) =
    let training = rings (Key.From 1) 400
    let optimizer = Optimizers.ClipByGlobalNorm(1.0).Then(Optimizers.AdamW 0.01)
    let step = Training.Step(net, Losses.CrossEntropy(), optimizer)

    // Training is a fold: a state and a batch give the next state.
    Batches.Epochs(training.Inputs, training.Targets, 50, Key.From 2, epochs)
    |> Seq.fold (fun state batch -> step.Invoke(state, batch)) (Training.Begin(net, Key.From 0))

let accuracy = Training.Evaluate(net, (fun output target -> Metrics.Accuracy(output, target)))

let run epochs =
    printfn $"d/dx Σ x³ - 2x at (1, 2): {slope (Tensor.Of [| 1.0; 2.0 |])}"
    let final = train epochs
    let right = accuracy.Invoke(final, [ rings (Key.From 3) 1000 ])
    printfn $"{final.Step} steps, loss {final.Loss.Item():F4}, right in {100.0 * right:F1} %% of other points"

let (|Count|_|) (text: string) =
    match Int32.TryParse text with
    | true, count when count > 0 -> Some count
    | _ -> None

[<EntryPoint>]
let main arguments =
    match arguments with
    | [||] -> run 20; 0
    | [| Count epochs |] -> run epochs; 0
    | _ ->
        let given = String.concat " " arguments
        eprintfn $"F#: needs one number of epochs, at least 1, got '{given}'."
        1
