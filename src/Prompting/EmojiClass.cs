using EmojiGen.Art;

namespace EmojiGen.Prompting;

/// <summary>Families of emoji that look like something they are rarely asked for: a clock face for every <em>time</em>, a keycap for every
/// number. They need evidence of their own.</summary>
public enum EmojiClass
{
    Ordinary, ClockFace, CountryFlag, Keycap, Button, JapaneseButton, Arrow, Shape, Zodiac, Family, Gendered,
    FacingRight, Symbol
}

public static class EmojiClasses
{
    public static EmojiClass Of(Emoji emoji) => emoji.Subgroup switch
    {
        "time" when emoji.Name.Contains("o’clock", StringComparison.Ordinal) || emoji.Name.EndsWith("thirty", StringComparison.Ordinal) =>
        EmojiClass.ClockFace,
        "country-flag" or "subdivision-flag" => EmojiClass.CountryFlag,
        "keycap" => EmojiClass.Keycap,
        "alphanum" => emoji.Name.StartsWith("Japanese", StringComparison.Ordinal) ? EmojiClass.JapaneseButton : EmojiClass.Button,
        "av-symbol" => EmojiClass.Button,
        "arrow" => EmojiClass.Arrow,
        "geometric" => EmojiClass.Shape,
        "zodiac" => EmojiClass.Zodiac,
        "family" => emoji.Name.Contains(':') || StartsWithGender(emoji.Name) ? EmojiClass.Family : EmojiClass.Ordinary,
        _ when emoji.Name.EndsWith("facing right", StringComparison.Ordinal) => EmojiClass.FacingRight,
        _ when emoji.Group == "people-body" && IsGenderedVariant(emoji) => EmojiClass.Gendered,
        _ when emoji.Group == "symbols" => EmojiClass.Symbol,
        _ => EmojiClass.Ordinary,
    };

    /// <summary>What remains of a score when nothing in the phrase speaks for the class: 0 to 1.</summary>
    public static double WithoutEvidence(EmojiClass kind) => kind switch
    {
        EmojiClass.Ordinary => 1,
        EmojiClass.Symbol => 0.9,
        EmojiClass.Gendered or EmojiClass.Shape => 0.75,
        EmojiClass.FacingRight or EmojiClass.Family => 0.6,
        EmojiClass.Button or EmojiClass.Arrow or EmojiClass.Zodiac => 0.6,
        _ => 0.4,
    };

    /// <summary>Whether a folded word speaks for the class.</summary>
    public static bool IsEvidence(EmojiClass kind, ReadOnlySpan<char> word) => kind switch
    {
        EmojiClass.ClockFace => word is "oclock" or "thirty" or "half",
        EmojiClass.CountryFlag => word is "flag" or "flags",
        EmojiClass.Keycap => word is "keycap" or "key" or "digit",
        EmojiClass.Button => word is "button" or "sign" or "symbol" or "blood",
        EmojiClass.JapaneseButton => word is "japanese" or "button" or "kanji",
        EmojiClass.Arrow => word is "arrow" or "arrows" or "direction",
        EmojiClass.Shape => word is "circle" or "square" or "diamond" or "triangle" or "shape",
        EmojiClass.Zodiac => word is "zodiac" or "horoscope" or "constellation" or "sign",
        EmojiClass.Family => word is "family" or "man" or "woman" or "men" or "women" or "boy" or "girl",
        EmojiClass.Gendered => word is "man" or "woman" or "men" or "women" or "male" or "female" or "boy" or "girl" or "lady" or "guy",
        EmojiClass.FacingRight => word is "right" or "facing",
        _ => false,
    };

    // 'woman dancing' and 'old man' have no neutral form or are one of a pair by age: those are plain emoji.
    static bool IsGenderedVariant(Emoji emoji) =>
        StartsWithGender(emoji.Name) && emoji.Subgroup is not "person" && emoji.Hexcode.Contains("-200D-", StringComparison.Ordinal)
        && (emoji.Hexcode.EndsWith("2640-FE0F", StringComparison.Ordinal) || emoji.Hexcode.EndsWith("2642-FE0F", StringComparison.Ordinal)
            || emoji.Hexcode.EndsWith("2640", StringComparison.Ordinal) || emoji.Hexcode.EndsWith("2642", StringComparison.Ordinal)
            || emoji.Hexcode.StartsWith("1F468-", StringComparison.Ordinal) || emoji.Hexcode.StartsWith("1F469-", StringComparison.Ordinal))
        || (emoji.Subgroup == "person" && emoji.Name.Contains(": ", StringComparison.Ordinal) && StartsWithGender(emoji.Name));

    static bool StartsWithGender(string name) =>
        name.StartsWith("man ", StringComparison.Ordinal) || name.StartsWith("woman ", StringComparison.Ordinal)
            || name.StartsWith("men ", StringComparison.Ordinal)
        || name.StartsWith("women ", StringComparison.Ordinal) || name.StartsWith("man:", StringComparison.Ordinal)
            || name.StartsWith("woman:", StringComparison.Ordinal);
}
