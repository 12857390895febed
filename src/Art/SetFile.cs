namespace EmojiGen.Art;

/// <summary>How <c>KEY.art</c> is laid out: what <see cref="ArtIndexBuilder"/> writes and <see cref="ArtSet"/> reads.</summary>
static class SetFile
{
    public const string Extension = ".art";

    /// <summary>Raised whenever a section, or what the anatomy says, changes, so that an old file asks to be built anew.</summary>
    public const int Version = 7;

    public static ReadOnlySpan<byte> Magic => "EMOJIART"u8;

    /// <summary>Blocks: [key, title, package, version, SPDX, licence title, licence URL, author, author URL] strings.</summary>
    public const string About = "about";

    /// <summary>Blocks: icon rows, view boxes as pairs of integers (the bits of doubles), names, sorted characters (without U+FE0F), the
    /// icon of each, sorted names with aliases, the icon of each.</summary>
    public const string Icons = "icons";

    /// <summary>Not covered by a checksum as a whole: every body has one in its row.</summary>
    public const string Bodies = "bodies";

    /// <summary>Like <see cref="Bodies"/>.</summary>
    public const string Anatomy = "anatomy";

    // Columns of an icon row.
    public const int Kind = 0, ViewBox = 1, Characters = 2, BodyOffset = 3, BodyLength = 4, BodyCrc = 5,
        AnatomyOffset = 6, AnatomyLength = 7, AnatomyCrc = 8, Columns = 9;

    public static string PathOf(string folder, string key) => Path.Combine(folder, key + Extension);
}

/// <summary>What the body of an icon is.</summary>
public enum BodyKind
{
    /// <summary>SVG elements without their <c>svg</c> root, as Iconify has them.</summary>
    Fragment,

    /// <summary>A whole SVG document.</summary>
    Document,

    /// <summary>A PNG picture, as a bitmap font's glyph.</summary>
    Png,
}
