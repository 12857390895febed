using System.Buffers;
using System.Text;
using EmojiGen.Art;
using EmojiGen.Language.Unicode;

namespace EmojiGen.Composition.Grammar;

/// <summary>Letters and digits in other shapes are the letters and digits: ＣＡＴ is cat, ﬁ is fi (Unicode's compatibility form NFKC). Emoji
/// stay as they are typed.</summary>
static class PromptNormalization
{
    /// <summary>Where letters and digits in other shapes stand.</summary>
    static readonly (int First, int Last)[] blocks =
    [
        (0x2070, 0x209C), // superscripts and subscripts
        (0x2100, 0x214F), // letter-like symbols
        (0x2150, 0x218B), // number forms
        (0x2460, 0x24FF), // enclosed
        (0xFB00, 0xFB4F), // ligatures
        (0xFF00, 0xFFEF), // half and full width
        (0x1D400, 0x1D7FF), // mathematical
        (0x1F100, 0x1F169), // enclosed, further ones
    ];

    /// <summary>Whether anything may have to change: nearly no prompt.</summary>
    static readonly SearchValues<char> candidates = SearchValues.Create(
        [.. blocks.Where(it => it.Last <= char.MaxValue).SelectMany(it => Enumerable.Range(it.First, it.Last - it.First + 1)).Select(it => (char)it), '\uD835', '\uD83C']);

    public static string Of(string prompt, Catalogue catalogue)
    {
        if (!prompt.AsSpan().ContainsAny(candidates)) return prompt;
        var emoji = catalogue.Segment(prompt);
        var text = new StringBuilder(prompt.Length);
        var at = 0;
        foreach (var rune in prompt.EnumerateRunes())
        {
            var isShape = blocks.Any(it => rune.Value >= it.First && rune.Value <= it.Last)
                && !emoji.Any(it => at >= it.Start && at < it.End);
            text.Append(isShape ? NormalizationForms.Nfkc(rune.ToString()) : rune.ToString());
            at += rune.Utf16SequenceLength;
        }
        return text.ToString();
    }
}
