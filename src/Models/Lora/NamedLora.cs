using EmojiGen.Torch;

namespace EmojiGen.Models.Lora;

/// <summary>What a LoRA adds to one layer, under the layer's published name.</summary>
/// <param name="Component"><c>unet</c>, <c>transformer</c>, <c>text_encoder</c>, ...</param>
/// <param name="Layer"><c>down_blocks.0.….to_q</c></param>
/// <param name="A">(rank, inputs) or (rank, inputs, kernel, kernel)</param>
/// <param name="B">(outputs, rank) or (outputs, rank, 1, 1)</param>
/// <param name="Alpha">B A is multiplied by this over the rank.</param>
/// <param name="Magnitude">The lengths of a DoRA.</param>
sealed record NamedLora(string Component, string Layer, Tensor A, Tensor B, double Alpha, Tensor? Magnitude)
{
    public long Rank => A.Size(0);
}
