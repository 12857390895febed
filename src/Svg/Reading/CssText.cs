using System.Buffers;
using System.Globalization;
using System.Text;

namespace EmojiGen.Svg.Reading;

/// <summary>Text of CSS cut at its marks, with strings, brackets and escapes left whole.</summary>
/// <remarks>CSS Syntax Module Level 3.</remarks>
static class CssText
{
    static readonly SearchValues<char> marks = SearchValues.Create(";,{}()[]\"'\\");
    static readonly SearchValues<char> comments = SearchValues.Create("/\"'\\");

    /// <returns>The place of the first of <paramref name="ends"/> that stands in no string and no bracket; the whole length where there is
    /// none.</returns>
    public static int End(ReadOnlySpan<char> css, ReadOnlySpan<char> ends)
    {
        var depth = 0;
        for (var at = 0; at < css.Length; at++)
        {
            var step = css[at..].IndexOfAny(marks);
            if (step < 0) break;
            at += step;
            var mark = css[at];
            if (depth == 0 && ends.Contains(mark)) return at;
            switch (mark)
            {
                case '(' or '[' or '{': depth++; break;
                case ')' or ']' or '}': depth = Math.Max(0, depth - 1); break;
                case '\\': at++; break;
                case '"' or '\'': at += EndOfString(css[at..]); break;
            }
        }
        return css.Length;
    }

    /// <summary>The place of the quote that ends a string, or of the last character where none does.</summary>
    static int EndOfString(ReadOnlySpan<char> css)
    {
        for (var at = 1; at < css.Length; at++)
        {
            if (css[at] == '\\') at++;
            else if (css[at] == css[0]) return at;
        }
        return css.Length - 1;
    }

    /// <summary>The text with each comment replaced by a space; itself where there are none.</summary>
    public static ReadOnlySpan<char> WithoutComments(ReadOnlySpan<char> css)
    {
        if (css.IndexOf("/*") < 0) return css;
        var text = new StringBuilder(css.Length);
        while (css.IndexOfAny(comments) is var at and >= 0)
        {
            var isComment = css[at..].StartsWith("/*");
            var length = css[at] switch
            {
                '"' or '\'' => EndOfString(css[at..]) + 1,
                '\\' => Math.Min(2, css.Length - at),
                _ => 1,
            };
            text.Append(css[..(isComment ? at : at + length)]);
            if (isComment)
            {
                text.Append(' ');
                var end = css[(at + 2)..].IndexOf("*/");
                length = end < 0 ? css.Length - at : end + 4;
            }
            css = css[(at + length)..];
        }
        return text.Append(css).ToString();
    }

    /// <summary>The text with escapes such as <c>\66 ill</c> replaced by what they stand for; itself where there are none.</summary>
    public static ReadOnlySpan<char> Unescaped(ReadOnlySpan<char> css)
    {
        if (!css.Contains('\\')) return css;
        var text = new StringBuilder(css.Length);
        while (css.IndexOf('\\') is var at and >= 0)
        {
            text.Append(css[..at]);
            css = css[(at + 1)..];
            var digits = css[..Math.Min(6, css.Length)].IndexOfAnyExcept(hexDigits);
            if (digits < 0) digits = Math.Min(6, css.Length);
            if (digits == 0)
            {
                // Any other character stands for itself, but for a line's end, which stands for nothing.
                if (css.IsEmpty) break;
                if (css[0] is not ('\n' or '\r' or '\f')) text.Append(css[0]);
                css = css[1..];
                continue;
            }
            var code = int.Parse(css[..digits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            text.Append(code != 0 && Rune.IsValid(code) ? new Rune(code).ToString() : "\uFFFD");
            css = css[digits..];
            if (!css.IsEmpty && char.IsWhiteSpace(css[0])) css = css[1..];
        }
        return text.Append(css).ToString();
    }

    static readonly SearchValues<char> hexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>A keyword in small letters: CSS does not tell them from capitals.</summary>
    public static ReadOnlySpan<char> Keyword(ReadOnlySpan<char> value)
    {
        value = value.Trim();
        return value.IndexOfAnyInRange('A', 'Z') < 0 ? value : value.ToString().ToLowerInvariant();
    }
}
