using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar;

enum TokenKind
{
    Word,
    Emoji,
    /// <summary>A comma or a plus between two things.</summary>
    Joint,
    /// <summary>The end of a sentence.</summary>
    Stop,
}

/// <param name="Key">The word as <see cref="TermKey"/> writes it.</param>
/// <param name="Start">UTF-16 units from the prompt's beginning.</param>
/// <param name="Tone">The skin tone that is said of it.</param>
sealed record Token(TokenKind Kind, string Key, int Start, int Length, Emoji? Emoji = null, SkinTone Tone = SkinTone.None)
{
    public int End => Start + Length;
    public bool IsWord => Kind == TokenKind.Word;
}

/// <summary>Cuts a prompt into words, emoji and the marks that matter.</summary>
static class Tokenizer
{
    public static List<Token> Cut(string prompt, Catalogue catalogue)
    {
        var tokens = new List<Token>(16);
        var runs = HasOnlyLetters(prompt) ? [] : catalogue.Segment(prompt);
        var from = 0;
        foreach (var run in runs)
        {
            if (IsPlainText(run, prompt)) continue;
            CutWords(prompt, from, run.Start, catalogue, tokens);
            tokens.Add(new Token(TokenKind.Emoji, run.Emoji.Characters, run.Start, run.Length, run.Emoji, run.Tone));
            from = run.End;
        }
        CutWords(prompt, from, prompt.Length, catalogue, tokens);
        ToneWords.Apply(tokens);
        return tokens;
    }

    // The catalogue's ©, ™, ‼ and the like are also marks of ordinary text, and so are digits beside a stray U+FE0F: beside a letter or a
    // digit they mark it.
    static bool IsPlainText(EmojiRun run, string prompt) => run.Length == 1 && run.Emoji.Characters[0] < '\u2190'
        && ((run.Start > 0 && char.IsLetterOrDigit(prompt[run.Start - 1]))
            || (run.End < prompt.Length && char.IsLetterOrDigit(prompt[run.End])));

    static bool HasOnlyLetters(string prompt)
    {
        foreach (var c in prompt)
            if (c >= '\u00A9') return false;
            else if (c == '\u20E3') return false;
        return true;
    }

    static void CutWords(string prompt, int from, int to, Catalogue catalogue, List<Token> tokens)
    {
        for (var i = from; i < to;)
        {
            var c = prompt[i];
            if (IsWordPart(prompt, i, from, to))
            {
                var start = i;
                while (i < to && IsWordPart(prompt, i, start, to)) i++;
                AddWord(prompt, start, i, tokens);
                continue;
            }
            if (c == ':' && Shortcode(prompt, i, to, catalogue) is { } code)
            {
                tokens.Add(code);
                i = code.End;
                continue;
            }
            if (c is ',' or '+' or ';' or '、' or '，' or '/') tokens.Add(new Token(TokenKind.Joint, ",", i, 1));
            else if (c == '&') tokens.Add(new Token(TokenKind.Word, "and", i, 1));
            else if (c is '.' or '!' or '?' or '\n' or '。') tokens.Add(new Token(TokenKind.Stop, ".", i, 1));
            i++;
        }
    }

    // Apostrophes inside a word belong to it (o'clock, dog's), and so does a full stop between letters (e.g. U.S.A).
    static bool IsWordPart(string text, int i, int start, int end)
    {
        var c = text[i];
        if (char.IsLetterOrDigit(c) || char.IsSurrogate(c) || c is '#' or '*' or '\u200C') return true;
        if (char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark
            or System.Globalization.UnicodeCategory.SpacingCombiningMark) return c is not ('\uFE0F' or '\uFE0E');
        return i > start && i + 1 < end && char.IsLetterOrDigit(text[i + 1]) && c is '\'' or '’' or '.' && i > start && i + 1 < end
            && char.IsLetter(text[i - 1]) && char.IsLetter(text[i + 1]);
    }

    static void AddWord(string prompt, int start, int end, List<Token> tokens)
    {
        var text = prompt.AsSpan(start, end - start);
        // "2x cats", "x3": the sign of multiplication is not part of the number.
        if (text.Length >= 2 && char.IsAsciiDigit(text[0]) && text[^1] is 'x' or 'X' && text[..^1].IndexOfAnyExceptInRange('0', '9') < 0)
            text = text[..^1];
        else if (text.Length >= 2 && text[0] is 'x' or 'X' && text[1..].IndexOfAnyExceptInRange('0', '9') < 0) text = text[1..];
        var key = TermKey.Of(text);
        if (key.Length > 0) tokens.Add(new Token(TokenKind.Word, key, start, end - start));
    }

    static Token? Shortcode(string prompt, int start, int to, Catalogue catalogue)
    {
        var length = prompt.AsSpan(start + 1, to - start - 1).IndexOf(':');
        if (length is <= 0 or > 40) return null;
        var code = prompt.AsSpan(start + 1, length);
        foreach (var c in code)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '+' or '-')) return null;
        var name = code.ToString();
        var (end, tone) = (start + length + 2, SkinTone.None);
        var emoji = catalogue.ByShortcode(name);
        if (emoji is null && ToneWords.OfShortcode(name) is var (plain, said)) (emoji, tone) = (catalogue.ByShortcode(plain), said);
        if (emoji is null) return null;
        if (ToneWords.SlackToneAt(prompt.AsSpan(end, to - end), out var toneLength) is var slack && slack != SkinTone.None)
            (tone, end) = (slack, end + toneLength);
        return new Token(TokenKind.Emoji, emoji.Characters, start, end - start, emoji, tone);
    }
}
