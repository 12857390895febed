namespace EmojiGen.Training.FineTuning;

/// <summary>The words that call up what was learned: those that all captions have.</summary>
static class TriggerPhrase
{
    /// <summary>Words that say nothing of what is shown.</summary>
    static readonly HashSet<string> common = new(["a", "an", "the", "of", "in", "on", "with", "and", "emoji", "emojis", "sticker", "icon", "style"], StringComparer.OrdinalIgnoreCase);

    /// <returns>In the order of the first caption, <c>pip</c>; null: they have none in common.</returns>
    public static string? Of(IReadOnlyCollection<string> captions)
    {
        if (captions.Count == 0) return null;
        var shared = Words(captions.First()).Where(it => !common.Contains(it)).Distinct(StringComparer.OrdinalIgnoreCase)
            .Where(word => captions.All(caption => Words(caption).Contains(word, StringComparer.OrdinalIgnoreCase))).ToArray();
        return shared.Length == 0 ? null : string.Join(' ', shared);
    }

    static string[] Words(string caption) => caption.Split([' ', ',', '.', ';', ':', '!', '?'], StringSplitOptions.RemoveEmptyEntries);
}
