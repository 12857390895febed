using EmojiGen.Models.Lora;

namespace EmojiGen.ModelEngines;

/// <summary>A LoRA that a run used.</summary>
/// <param name="Report">What of it fitted the model.</param>
/// <param name="TriggerPhrase">The words that call up what it learned; null: it names none.</param>
public sealed record UsedLora(Lora Lora, LoraReport Report, string? TriggerPhrase)
{
    /// <summary>As runs carry it; its weights are the engine's, and open for as long as requests ask for them.</summary>
    internal LoraUse Use { get; init; }

    /// <summary>Whether a prompt has the words that call up what it learned.</summary>
    public bool IsMeantBy(string prompt) => TriggerPhrase is { } phrase && EmojiGen.Models.Lora.TriggerPhrase.IsIn(prompt, phrase);
}
