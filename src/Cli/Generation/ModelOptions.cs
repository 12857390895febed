using EmojiGen.Torch;

namespace EmojiGen.Cli.Generation;

/// <summary>The model of a run and how it is loaded.</summary>
/// <param name="Name">Null: the one that was set, or comes along.</param>
/// <param name="DType">What to compute in; null: as the processor has it.</param>
/// <param name="Variant">Of the weights: <c>fp16</c>; null: the plain ones.</param>
/// <param name="Device">What computes, as it was asked for: <c>auto</c>, <c>cuda:1</c>.</param>
/// <param name="Offload">Whether text encoders and autoencoder stay on the CPU between their uses.</param>
sealed record ModelOptions(string? Name, DType? DType, string? Variant, string Device, bool Offload);
