using EmojiGen.Art;

namespace EmojiGen.Generation;

/// <summary>Skin tones by the words that people have for them.</summary>
public static class SkinTones
{
    static readonly (string Word, SkinTone Tone)[] words =
    [
        ("none", SkinTone.None), ("light", SkinTone.Light), ("medium-light", SkinTone.MediumLight),
        ("medium", SkinTone.Medium), ("medium-dark", SkinTone.MediumDark), ("dark", SkinTone.Dark),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. words.Select(it => it.Word)];

    public static string NameOf(SkinTone tone) => words.Single(it => it.Tone == tone).Word;

    /// <exception cref="RequestException">It is none of <see cref="Names"/>.</exception>
    public static SkinTone Named(string word)
    {
        foreach (var (known, tone) in words)
            if (known == word) return tone;
        throw new RequestException(
            $"{new RequestProperty(nameof(ComposeRequest.SkinTone))} is '{word}'; it must be one of {string.Join(", ", Names)}.");
    }
}
