using System.Collections.Immutable;
using System.Text;

namespace EmojiGen.Art;

/// <summary>An emoji found in a text.</summary>
/// <param name="Start">UTF-16 units from the text's beginning.</param>
/// <param name="Length">UTF-16 units, U+FE0F and modifiers included.</param>
/// <param name="Emoji">Without skin tones.</param>
/// <param name="Tone">The tone that the text gives it (the first of two), else <see cref="SkinTone.None"/>.</param>
public sealed record EmojiRun(int Start, int Length, Emoji Emoji, SkinTone Tone)
{
    public int End => Start + Length;
}

/// <summary>Finds emoji in text by longest match against the catalogue.</summary>
static class EmojiSegmenter
{
    const char Joiner = '\u200D', TextStyle = '\uFE0E', EmojiStyle = '\uFE0F', Keycap = '\u20E3';

    /// <summary>UTF-16 units, more than any emoji has (two people with tones and a kiss between them: 15).</summary>
    const int Longest = 40;

    public static ImmutableArray<EmojiRun> Segment(string text, Catalogue catalogue)
    {
        var runs = ImmutableArray.CreateBuilder<EmojiRun>();
        for (var start = 0; start < text.Length;)
        {
            if (At(text, start, catalogue) is { } run)
            {
                runs.Add(run);
                start = run.End;
            }
            else start += Rune.TryGetRuneAt(text, start, out var rune) ? rune.Utf16SequenceLength : 1;
        }
        return runs.ToImmutable();
    }

    static EmojiRun? At(string text, int start, Catalogue catalogue)
    {
        if (!MayBegin(text, start)) return null;

        // The key leaves out U+FE0F, so its length and the text's part ways: remember where each key length ends in the text.
        Span<char> key = stackalloc char[Longest];
        Span<int> ends = stackalloc int[Longest + 1];
        var length = 0;
        for (var i = start; i < text.Length && length < Longest && (i == start || MayContinue(text[i])); i++)
        {
            if (text[i] is EmojiStyle or TextStyle) continue;
            key[length++] = text[i];
            ends[length] = i + 1;
        }
        for (; length > 0; length--)
        {
            if (char.IsHighSurrogate(key[length - 1])) continue;
            if (catalogue.IdentifyKey(key[..length]) is not (var emoji, var variant)) continue;
            var (end, tone) = Tail(text, ends[length]);
            return new EmojiRun(start, end - start, emoji, variant?.Tone ?? tone);
        }
        return null;
    }

    // Letters of all scripts are passed over without a search. A digit begins an emoji only as a keycap.
    static bool MayBegin(string text, int start) => text[start] switch
    {
        '#' or '*' or (>= '0' and <= '9') => start + 1 < text.Length && text[start + 1] is EmojiStyle or Keycap,
        '©' or '®' => true,
        < '\u2000' or (>= '\u3400' and < '\uD800') or >= '\uDC00' => false,
        _ => true,
    };

    static bool MayContinue(char c) => c >= '\u2000';

    // A style selector belongs to the emoji before it; so does a tone that the emoji does not come in (🐱🏽), and a joiner that joins nothing
    // known (🐻‍🔥).
    static (int End, SkinTone Tone) Tail(string text, int end)
    {
        var tone = SkinTone.None;
        while (end < text.Length)
        {
            if (text[end] is EmojiStyle or TextStyle or Joiner or Keycap) end++;
            else if (Rune.TryGetRuneAt(text, end, out var rune) && rune.Value is >= 0x1F3FB and <= 0x1F3FF)
            {
                tone = (SkinTone)(rune.Value - 0x1F3FA);
                end += rune.Utf16SequenceLength;
            }
            else break;
        }
        return (end, tone);
    }
}
