using EmojiGen.Hub;
using EmojiGen.Models.Lora;

namespace EmojiGen.ModelEngines;

/// <summary>A LoRA that a run used.</summary>
/// <param name="Report">What of it fitted the model.</param>
/// <param name="TriggerPhrase">The words that call up what it learned; null: it names none.</param>
public sealed record UsedLora(Lora Lora, LoraReport Report, string? TriggerPhrase)
{
    /// <summary>What stands around a name in a prompt and in a list of settings.</summary>
    const string Marks = ":<>,\"";

    /// <summary>What files call it, which tells it from others: not by the name alone that every tool gives its output, nor by the folders
    /// of this machine. A file that has such a name is told by its folder and itself: <c>pip-pytorch_lora_weights</c>.</summary>
    public string Label
    {
        get
        {
            var isHere = File.Exists(Lora.File) || Directory.Exists(Lora.File);
            var name = ModelReference.NameOf(isHere ? Lora.File : Lora.Name).Split('/')[^1];
            if (File.Exists(Lora.File) && Path.GetFileNameWithoutExtension(Lora.File) is var file && ModelReference.TellsNothing(file)) name = $"{name}-{file}";
            return string.Concat(name.Select(it => Marks.Contains(it) ? '_' : it));
        }
    }

    /// <summary>The first 12 digits of <see cref="LoraWeights.Hash"/>, as the web UIs write it.</summary>
    public required string Hash { get; init; }

    /// <summary>As runs carry it; its weights are the engine's, and open for as long as requests ask for them.</summary>
    internal LoraUse Use { get; init; }

    /// <summary>Whether a prompt has the words that call up what it learned.</summary>
    public bool IsMeantBy(string prompt) => TriggerPhrase is { } phrase && EmojiGen.Models.Lora.TriggerPhrase.IsIn(prompt, phrase);
}
