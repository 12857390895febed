using System.Text.Json;

namespace EmojiGen.Evaluation;

/// <summary>Compares a picture with what a prompt's line of the file says beyond the parts' names.</summary>
static class SeenCheck
{
    /// <returns>A sentence for each thing that is otherwise.</returns>
    public static IEnumerable<string> Faults(ComposePrompt prompt, SeenPicture seen)
    {
        foreach (var (whose, wanted) in prompt.Attributes ?? [])
            if (!seen.Parts.Any(it => (it.Role == whose || it.Name == whose) && wanted.All(one => Has(it, one.Key, one.Value))))
                yield return $"no {whose} has {string.Join(", ", wanted.Select(static it => $"{it.Key} {it.Value}"))}";
        if (prompt.Background is { } background && !seen.Parts.Any(it => it.Role == "background" && it.Name == background))
            yield return $"{background} is no background";
        foreach (var absent in prompt.Absent ?? [])
            if (seen.Parts.Any(it => it.Name == absent))
                yield return $"{absent} is shown";
        foreach (var word in prompt.Reported ?? [])
            if (!seen.Told.Any(it => it.Contains(word, StringComparison.OrdinalIgnoreCase)))
                yield return $"'{word}' is not told";
    }

    /// <summary>Whether the value is that, or has it among its words: <c>jet black</c> is black.</summary>
    static bool Has(SeenPart part, string attribute, JsonElement wanted)
    {
        if (!part.Attributes.TryGetValue(attribute, out var value)) return false;
        var text = wanted.ToString();
        return value.Equals(text, StringComparison.OrdinalIgnoreCase)
            || $" {value} ".Contains($" {text} ", StringComparison.OrdinalIgnoreCase);
    }
}
