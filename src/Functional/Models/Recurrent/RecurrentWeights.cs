namespace Functional;

/// <summary>The weights of one direction of one recurrent layer, as PyTorch lays them out; G is the number of gates, H of hidden features, I of inputs.</summary>
/// <param name="InputWeight">From the input, <c>[G H, I]</c>: <c>weight_ih</c>.</param>
/// <param name="HiddenWeight">From the hidden state, <c>[G H, H]</c>, or <c>[G H, P]</c> if it is projected: <c>weight_hh</c>.</param>
/// <param name="InputBias">Beside the first, <c>[G H]</c>; or none.</param>
/// <param name="HiddenBias">Beside the second, <c>[G H]</c>; or none.</param>
/// <param name="Projection">From an LSTM's hidden features to fewer, <c>[P, H]</c>: <c>weight_hr</c>; or none.</param>
public sealed record RecurrentWeights(
    Tensor InputWeight,
    Tensor HiddenWeight,
    Tensor? InputBias = null,
    Tensor? HiddenBias = null,
    Tensor? Projection = null
);

/// <summary>What a step of an LSTM leaves to the next: <c>[N, H]</c> each, or of several layers <c>[layers · directions, N, H]</c>.</summary>
/// <param name="Hidden">The hidden state, which is also the output.</param>
/// <param name="Cell">The memory.</param>
public sealed record LstmState(Tensor Hidden, Tensor Cell);
