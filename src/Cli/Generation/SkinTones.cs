using EmojiGen.Art;

namespace EmojiGen.Cli.Generation;

/// <summary>Skin tones as <c>--skin-tone</c> takes them.</summary>
static class SkinTones
{
    static readonly (string Word, SkinTone Tone)[] s_words =
    [
        (GenerateOptions.NoSkinTone, SkinTone.None), ("light", SkinTone.Light), ("medium-light", SkinTone.MediumLight),
        ("medium", SkinTone.Medium), ("medium-dark", SkinTone.MediumDark), ("dark", SkinTone.Dark),
    ];

    /// <exception cref="UsageException">It is none of them.</exception>
    public static SkinTone Parse(string word)
    {
        foreach (var (known, tone) in s_words)
            if (known == word) return tone;
        throw new UsageException($"--skin-tone is '{word}'; it must be one of {string.Join(", ", s_words.Select(w => w.Word))}.");
    }
}
