namespace EmojiGen.Prompting.Enhancement;

/// <summary>What a language model wrote, taken apart into additions.</summary>
public static class WrittenAdditions
{
    const string Thought = "</think>";

    /// <param name="answer">One line of details by comma, with or without the prompt before them.</param>
    /// <returns>In their order; not checked.</returns>
    public static IEnumerable<string> Of(string answer, string prompt)
    {
        // What a model thought aloud is no answer.
        if (answer.LastIndexOf(Thought, StringComparison.Ordinal) is >= 0 and var end) answer = answer[(end + Thought.Length)..];
        var line = answer.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault() ?? "";
        line = line.Trim('"', '\'', '*', '-', ' ', '“', '”');
        if (line.StartsWith(prompt, StringComparison.OrdinalIgnoreCase)) line = line[prompt.Length..];
        return line.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(it => it.TrimEnd('.', '!')).Where(it => it.Length > 0);
    }

    /// <summary>An answer that was stopped in its midst, without its last, half said detail.</summary>
    public static string Whole(string answer) => answer.LastIndexOfAny([',', ';', '\n']) is >= 0 and var end ? answer[..end] : "";

    /// <summary>An answer as a checked prompt.</summary>
    /// <param name="by">Who wrote it.</param>
    public static EnhancedPrompt Checked(string answer, string prompt, string by)
    {
        var (added, refused) = AdditionRules.Sift(prompt, Of(answer, prompt));
        return new(prompt, added, by) { Refused = refused };
    }
}
