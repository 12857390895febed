using EmojiGen.Art;
using EmojiGen.Svg;

namespace EmojiGen.Composition.People;

/// <summary>Gives people whom a set draws in yellow alone a skin tone: their skin takes the colour that its plain person has in that
/// tone.</summary>
sealed class Toning(Catalogue catalogue, ArtLibrary library, string style)
{
    /// <returns>Null where the icon has no skin that could take a tone.</returns>
    public SvgDocument? Apply(PartIcon icon, SkinTone tone)
    {
        if (icon.Anatomy.Skin.Indices.Count == 0 || catalogue.ByName("person") is not { } plain) return null;
        if (library.Find(plain, style, tone) is not { } toned || toned.Anatomy.PersonHead.Indices.Count == 0) return null;
        return Tint.Apply(icon.Document, icon.Anatomy.Skin, icon.Anatomy.Ground, toned.Anatomy.Ground);
    }

    /// <summary>As the attribute <c>skinTone</c> has it.</summary>
    public static string NameOf(SkinTone tone) => tone switch
    {
        SkinTone.Light => "light",
        SkinTone.MediumLight => "medium-light",
        SkinTone.Medium => "medium",
        SkinTone.MediumDark => "medium-dark",
        _ => "dark",
    };
}
