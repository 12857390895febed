using EmojiGen.Torch;

namespace EmojiGen.Models.Generation;

/// <summary>How a language model goes on.</summary>
/// <param name="MaxNewTokens">1 or more; generation stops there where no end token came.</param>
/// <param name="Temperature">Divides the logits: 0 takes the likeliest token always, 1 draws as the network says, more is bolder.</param>
/// <param name="TopK">Draws from so many of the likeliest only; 0: from all.</param>
/// <param name="TopP">Draws from the likeliest that together have this probability, in (0, 1]; 1: from all.</param>
/// <param name="Generator">Where chance comes from; needed for a temperature over 0.</param>
public sealed record GenerationOptions(int MaxNewTokens = 128, double Temperature = 0, int TopK = 0, double TopP = 1,
    Generator? Generator = null)
{
    /// <exception cref="ArgumentException">A value is out of its range.</exception>
    public void Validate()
    {
        if (MaxNewTokens < 1) throw new ArgumentException($"MaxNewTokens must be 1 or more, not {MaxNewTokens}.");
        if (!(Temperature >= 0 && double.IsFinite(Temperature)))
            throw new ArgumentException($"Temperature must be 0 or more, not {Temperature}.");
        if (TopK < 0) throw new ArgumentException($"TopK must be 0 (all) or more, not {TopK}.");
        if (!(TopP > 0 && TopP <= 1)) throw new ArgumentException($"TopP must be over 0 and at most 1, not {TopP}.");
        if (Temperature > 0 && Generator is null)
            throw new ArgumentException("A temperature over 0 draws tokens by chance: give a Generator.");
    }
}
