using EmojiGen.Art;

namespace EmojiGen.Composition.Grammar;

/// <summary>Skin tones as Unicode's names, Slack and Discord write them.</summary>
static class ToneWords
{
    /// <summary>From <see cref="SkinTone.Light"/> on, as CLDR's names have them before "skin tone".</summary>
    static readonly string[] names = ["light", "medium-light", "medium", "medium-dark", "dark"];

    /// <summary>Slack numbers them as the Fitzpatrick scale does, whose first two are one.</summary>
    const int FirstOfSlack = 2;

    const string SlackTone = ":skin-tone-", DiscordTone = "_tone";

    /// <summary><c>waving hand: dark skin tone</c> is a hand, and says how it looks: the words go to what stands before them.</summary>
    public static void Apply(List<Token> tokens)
    {
        for (var i = tokens.Count - 1; i >= 2; i--)
        {
            if (tokens[i] is not { IsWord: true, Key: "tone" } || tokens[i - 1] is not { IsWord: true, Key: "skin" }) continue;
            var (tone, length) = ToneBefore(tokens, i - 1);
            var noun = i - 2 - length;
            if (tone == SkinTone.None || noun < 0 || tokens[noun].Kind is not (TokenKind.Word or TokenKind.Emoji)) continue;
            tokens[noun] = tokens[noun] with { Tone = tone };
            tokens.RemoveRange(noun + 1, length + 2);
            i = noun + 1;
        }
    }

    /// <summary>The tone whose name ends before a token, and the tokens that it takes: a hyphen may have made one word of two, or a space
    /// two of one.</summary>
    static (SkinTone Tone, int Length) ToneBefore(List<Token> tokens, int end)
    {
        for (var length = 2; length >= 1; length--)
        {
            if (end - length < 0) continue;
            var words = string.Join('-', Enumerable.Range(end - length, length).Select(it => tokens[it].Key.Replace(' ', '-')));
            if (Array.IndexOf(names, words) is >= 0 and var place) return ((SkinTone)(place + 1), length);
        }
        return (SkinTone.None, 0);
    }

    /// <summary>Discord's <c>wave_tone5</c> and Unicode's <c>wave_dark_skin_tone</c>.</summary>
    /// <returns>The shortcode without the tone, and the tone; null where there is none.</returns>
    public static (string Plain, SkinTone Tone)? OfShortcode(string code)
    {
        if (code.Length > DiscordTone.Length + 1 && code.AsSpan(0, code.Length - 1).EndsWith(DiscordTone) && code[^1] is >= '1' and <= '5')
            return (code[..^(DiscordTone.Length + 1)], (SkinTone)(code[^1] - '0'));
        for (var i = names.Length - 1; i >= 0; i--)
        {
            var suffix = $"_{names[i].Replace('-', '_')}_skin_tone";
            // "medium_dark" ends as "dark" does: the longer name is the one.
            if (code.EndsWith(suffix, StringComparison.Ordinal)
                && !names.Any(it => it.Length > names[i].Length && code.EndsWith($"_{it.Replace('-', '_')}_skin_tone", StringComparison.Ordinal)))
                return (code[..^suffix.Length], (SkinTone)(i + 1));
        }
        return null;
    }

    /// <summary>Slack's <c>:skin-tone-6:</c> right behind a shortcode.</summary>
    public static SkinTone SlackToneAt(ReadOnlySpan<char> text, out int length)
    {
        length = SlackTone.Length + 2;
        return text.Length >= length && text.StartsWith(SlackTone) && text[length - 1] == ':'
            && text[length - 2] is >= '2' and <= '6' and var digit
            ? (SkinTone)(digit - '0' - FirstOfSlack + 1)
            : SkinTone.None;
    }
}
