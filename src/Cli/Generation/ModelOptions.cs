using EmojiGen.Torch;

namespace EmojiGen.Cli.Generation;

/// <summary>The model of a run and how it is loaded.</summary>
/// <param name="Name">Null: the one that was set, or comes along.</param>
/// <param name="DType">What to compute in; null: as the processor has it.</param>
/// <param name="Variant">Of the weights: <c>fp16</c>; null: the plain ones.</param>
sealed record ModelOptions(string? Name, DType? DType, string? Variant);
