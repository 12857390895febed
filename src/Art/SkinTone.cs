namespace EmojiGen.Art;

/// <summary>Fitzpatrick's five skin tones as Unicode's modifiers U+1F3FB to U+1F3FF give them; <see cref="None"/> is the yellow
/// default.</summary>
public enum SkinTone { None, Light, MediumLight, Medium, MediumDark, Dark }

/// <summary>A form of an emoji with skin tones.</summary>
/// <param name="Characters">The emoji itself: 👍🏽.</param>
/// <param name="Hexcode">Code points in hexadecimal, joined by '-': <c>1F44D-1F3FD</c>.</param>
/// <param name="Name">The English CLDR short name: <c>thumbs up: medium skin tone</c>.</param>
/// <param name="Tone">The tone of everybody in it, or of the first of two people.</param>
/// <param name="SecondTone">The tone of the second of two people where it differs, else <see cref="SkinTone.None"/>.</param>
public sealed record SkinVariant(string Characters, string Hexcode, string Name, SkinTone Tone, SkinTone SecondTone)
{
    /// <summary>True where everybody in it has the same tone.</summary>
    public bool IsUniform => SecondTone == SkinTone.None;
}
