namespace EmojiGen.Art;

/// <summary>How <c>catalogue.bin</c> is laid out: what <see cref="CatalogueBuilder"/> writes and <see cref="Catalogue"/> reads.</summary>
static class CatalogueFile
{
    public const string Name = "catalogue.bin";

    /// <summary>Raised whenever a section changes, so that an old file asks to be built anew.</summary>
    public const int Version = 1;

    public static ReadOnlySpan<byte> Magic => "EMOJICAT"u8;

    /// <summary>Blocks: [package, version] strings.</summary>
    public const string About = "about";

    /// <summary>Blocks: emoji rows, variant rows, group keys, subgroup keys, texts, sorted keys, what each key stands for.</summary>
    public const string Emoji = "emoji";

    /// <summary>Blocks: sorted codes, where the emoji of each begin, emoji with their sources, where the codes of each emoji begin, codes
    /// with their sources.</summary>
    public const string Shortcodes = "shortcodes";

    /// <summary>One section a language. Blocks: name of each emoji, where its keywords begin, keywords, strings, sorted terms, where the
    /// emoji of each begin, emoji with the kind of the term.</summary>
    public static string Language(string code) => "names/" + code;

    // Columns of an emoji row.
    public const int Characters = 0, Hexcode = 1, Group = 2, Subgroup = 3, EmojiVersion = 4, IsText = 5, FirstVariant = 6, VariantCount = 7,
        EmojiColumns = 8;

    // Columns of a variant row; the first two as above.
    public const int VariantName = 2, Tone = 3, SecondTone = 4, VariantColumns = 5;

    /// <summary>The emoji without U+FE0F, which texts, fonts and packages set or leave out as they please.</summary>
    public static string Key(string characters) => characters.Replace("\uFE0F", "", StringComparison.Ordinal);

    /// <summary>A name or keyword as it is looked up: lower case, one space between words, shortcodes' underscores as spaces.</summary>
    public static string Fold(string term) =>
        string.Join(' ', term.Replace('_', ' ').Replace('’', '\'').ToLowerInvariant()
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
