using System.Globalization;

namespace EmojiGen.Cli.Generation;

/// <summary>The prompt as it was typed, checked before anything is loaded.</summary>
static class PromptText
{
    /// <summary>In UTF-16 units. The longest prompts of the published benchmarks are under 200.</summary>
    public const int MaxLength = 1000;

    /// <exception cref="UsageException">Empty, too long, or not text.</exception>
    public static string FromWords(IEnumerable<string> words)
    {
        var prompt = string.Join(' ', words).Trim(' ');
        if (string.IsNullOrWhiteSpace(prompt))
            throw new UsageException("The prompt is empty; say what the emoji should show, as in: emoji-gen a cat riding a skateboard");
        if (prompt.Length > MaxLength)
            throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"The prompt has {prompt.Length} characters; at most {MaxLength} can be read."));
        for (var i = 0; i < prompt.Length; i++)
        {
            if (char.IsControl(prompt[i]))
                throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"The prompt holds the control character U+{(int)prompt[i]:X4} (character {i + 1}); write it as plain text on one line."));
            if (prompt[i] == '\uFFFD' || char.IsSurrogate(prompt[i]) && !(i + 1 < prompt.Length && char.IsSurrogatePair(prompt[i], prompt[i + 1])))
                throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"The prompt is not valid UTF-8 (character {i + 1})."));
            if (char.IsSurrogate(prompt[i])) i++;
        }
        return prompt;
    }
}
