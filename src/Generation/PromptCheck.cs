namespace EmojiGen.Generation;

/// <summary>Whether a prompt is text, checked before anything is loaded.</summary>
public static class PromptCheck
{
    /// <summary>In UTF-16 units. The longest prompts of the published benchmarks are under 200.</summary>
    public const int MaxLength = 1000;

    /// <exception cref="RequestException">Empty, too long, or not text.</exception>
    internal static void Check(string prompt)
    {
        if (string.IsNullOrWhiteSpace(prompt))
            throw new RequestException($"The prompt is empty; say what the emoji should show, as in: a cat riding a skateboard");
        if (prompt.Length > MaxLength)
            throw new RequestException($"The prompt has {prompt.Length} characters; at most {MaxLength} can be read.");
        for (var i = 0; i < prompt.Length; i++)
        {
            if (char.IsControl(prompt[i]))
                throw new RequestException(
                    $"The prompt holds the control character U+{(int)prompt[i]:X4} (character {i + 1}); write it as plain text on one line.");
            if (prompt[i] == '\uFFFD'
                || (char.IsSurrogate(prompt[i]) && !(i + 1 < prompt.Length && char.IsSurrogatePair(prompt[i], prompt[i + 1]))))
                throw new RequestException($"The prompt is not valid UTF-8 (character {i + 1}).");
            if (char.IsSurrogate(prompt[i])) i++;
        }
    }
}
