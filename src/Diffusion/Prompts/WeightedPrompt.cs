using System.Globalization;
using System.Text;

namespace EmojiGen.Diffusion.Prompts;

/// <summary>A run of a prompt's text that counts alike.</summary>
/// <param name="Weight">1: as it is; more counts more.</param>
/// <param name="IsBreak">No text, but the word <c>BREAK</c>: what follows begins a new chunk.</param>
public readonly record struct PromptPart(string Text, double Weight = 1, bool IsBreak = false);

/// <summary>Prompts with weights as the web UIs write them.</summary>
/// <remarks>
/// <c>(red)</c> counts 1.1 times, <c>((red))</c> 1.21 times, <c>[red]</c> 1/1.1 times, <c>(red:1.3)</c> 1.3 times; <c>\(</c> is a
/// parenthesis.
/// A bracket that is never closed reaches to the end; one that was never opened is text. <c>BREAK</c> fills up the chunk.
/// </remarks>
public static class WeightedPrompt
{
    const double Step = 1.1;
    const string Break = "BREAK";

    /// <summary>The parts of a prompt, in order; neighbours differ in weight. An empty prompt is one empty part.</summary>
    public static IReadOnlyList<PromptPart> Parse(string prompt)
    {
        List<PromptPart> parts = [];
        Stack<int> round = [], square = [];
        for (var at = 0; at < prompt.Length;)
        {
            switch (prompt[at])
            {
                case '\\' when at + 1 < prompt.Length && prompt[at + 1] is '(' or ')' or '[' or ']' or '\\':
                    parts.Add(new(prompt.Substring(at + 1, 1)));
                    at += 2;
                    break;
                case '\\':
                    at++; // of a lone one nothing is left
                    break;
                case '(':
                    round.Push(parts.Count);
                    at++;
                    break;
                case '[':
                    square.Push(parts.Count);
                    at++;
                    break;
                case ':' when round.Count > 0 && Weight(prompt.AsSpan(at), out var length) is { } weight:
                    Multiply(parts, round.Pop(), weight);
                    at += length;
                    break;
                case ')' when round.Count > 0:
                    Multiply(parts, round.Pop(), Step);
                    at++;
                    break;
                case ']' when square.Count > 0:
                    Multiply(parts, square.Pop(), 1 / Step);
                    at++;
                    break;
                case ')' or ']' or ':':
                    parts.Add(new(prompt.Substring(at, 1)));
                    at++;
                    break;
                default:
                    var end = prompt.AsSpan(at).IndexOfAny(@"\()[]:");
                    end = end < 0 ? prompt.Length : at + end;
                    AddText(parts, prompt[at..end]);
                    at = end;
                    break;
            }
        }
        foreach (var start in round) Multiply(parts, start, Step);
        foreach (var start in square) Multiply(parts, start, 1 / Step);
        return Joined(parts);
    }

    /// <summary>The prompt without its marks, for encoders that know no weights.</summary>
    public static string PlainText(string prompt) => string.Concat(Parse(prompt).Select(part => part.IsBreak ? " " : part.Text));

    static void Multiply(List<PromptPart> parts, int start, double by)
    {
        for (var i = start; i < parts.Count; i++)
        {
            if (!parts[i].IsBreak) parts[i] = parts[i] with { Weight = parts[i].Weight * by };
        }
    }

    /// <summary><c>:1.3)</c>, with or without spaces.</summary>
    static double? Weight(ReadOnlySpan<char> text, out int length)
    {
        length = text.IndexOf(')') + 1;
        return length > 1 && double.TryParse(text[1..(length - 1)].Trim(), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out var weight)
            && double.IsFinite(weight) ? weight : null;
    }

    /// <summary>Adds text that has no brackets, cut at the word BREAK and the spaces around it.</summary>
    static void AddText(List<PromptPart> parts, string text)
    {
        for (var from = 0; ;)
        {
            var at = text.IndexOf(Break, from, StringComparison.Ordinal);
            if (at < 0) break;
            from = at + Break.Length;
            if ((at > 0 && IsWord(text[at - 1])) || (from < text.Length && IsWord(text[from]))) continue; // part of a longer word
            parts.Add(new(text[..at].TrimEnd()));
            parts.Add(new("", IsBreak: true));
            text = text[from..].TrimStart();
            from = 0;
        }
        parts.Add(new(text));

        static bool IsWord(char character) => char.IsLetterOrDigit(character) || character == '_';
    }

    static List<PromptPart> Joined(List<PromptPart> parts)
    {
        List<PromptPart> joined = [];
        var text = new StringBuilder();
        for (var i = 0; i < parts.Count; i++)
        {
            if (parts[i].IsBreak)
            {
                joined.Add(parts[i]);
                continue;
            }
            text.Append(parts[i].Text);
            if (i + 1 < parts.Count && !parts[i + 1].IsBreak && parts[i + 1].Weight.Equals(parts[i].Weight)) continue;
            if (text.Length > 0) joined.Add(new(text.ToString(), parts[i].Weight));
            text.Clear();
        }
        if (joined.Count == 0) joined.Add(new(""));
        return joined;
    }
}
