namespace EmojiGen.Models.Lora;

/// <summary>A LoRA and how strongly it adds.</summary>
/// <param name="Weights">Must not be disposed of before networks carry it.</param>
/// <param name="Weight">Usually 0 to 1, but any finite number may be; default 1.</param>
public readonly record struct LoraUse(LoraWeights Weights, double Weight = 1);
