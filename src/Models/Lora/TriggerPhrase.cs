namespace EmojiGen.Models.Lora;

/// <summary>The words that call up what a LoRA learned.</summary>
public static class TriggerPhrase
{
    /// <summary>Words that say nothing of what is shown.</summary>
    static readonly HashSet<string> common = new(
        ["a", "an", "the", "of", "in", "on", "with", "and", "emoji", "emojis", "sticker", "icon", "style"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The words that all captions have.</summary>
    /// <returns>In the order of the first caption, <c>pip</c>; null: they have none in common.</returns>
    public static string? Of(IReadOnlyCollection<string> captions)
    {
        if (captions.Count == 0) return null;
        var shared = Words(captions.First()).Where(it => !common.Contains(it)).Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(it => captions.All(caption => IsIn(caption, it))).ToArray();
        return shared.Length == 0 ? null : string.Join(' ', shared);
    }

    /// <summary>Whether a text has all words of a phrase, in any order and case.</summary>
    public static bool IsIn(string text, string phrase) =>
        Words(phrase).All(it => Words(text).Contains(it, StringComparer.OrdinalIgnoreCase));

    static string[] Words(string text) => text.Split([' ', ',', '.', ';', ':', '!', '?'], StringSplitOptions.RemoveEmptyEntries);
}
