using System.Collections.Immutable;
using System.Runtime.InteropServices;
using EmojiGen.Art.Files;
using static EmojiGen.Art.CatalogueFile;

namespace EmojiGen.Art;

/// <summary>Every emoji with its names, keywords, groups, skin tones and shortcodes, in 28 languages: emojibase-data, built into one file
/// and mapped.</summary>
/// <remarks>Safe to share between threads. Nothing is decoded until it is asked for, so a program that needs one emoji pays for
/// one.</remarks>
public sealed class Catalogue : IDisposable
{
    readonly SectionFile file;
    readonly Emoji?[] emoji;
    readonly IntegerBlock rows, variantRows, keyTargets;
    readonly StringBlock texts, keys;
    readonly string[] groups, subgroups;
    readonly Lock gate = new();
    readonly Dictionary<string, Names> names = new(StringComparer.Ordinal);
    ImmutableArray<Emoji> all;

    Catalogue(SectionFile file)
    {
        this.file = file;
        var blocks = file.Blocks(CatalogueFile.Emoji);
        rows = blocks.Integers();
        variantRows = blocks.Integers();
        groups = blocks.Strings().ToArray();
        subgroups = blocks.Strings().ToArray();
        texts = blocks.Strings();
        keys = blocks.Strings();
        keyTargets = blocks.Integers();
        emoji = new Emoji?[rows.Count / EmojiColumns];
        English = names["en"] = new Names(this, "en", file.Blocks(Language("en")));
    }

    /// <param name="folder">Where the art is built: <c>build/art</c>.</param>
    /// <exception cref="ArtException">The catalogue is missing, damaged, or of another version.</exception>
    public static Catalogue Open(string folder)
    {
        var file = SectionFile.Open(Path.Combine(folder, CatalogueFile.Name), Magic, CatalogueFile.Version);
        try
        {
            return new Catalogue(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Every emoji without its skin tones; components (lone tones and hair) and regional indicators are not among them. In CLDR's
    /// order.</summary>
    public ImmutableArray<Emoji> All
    {
        get
        {
            if (!all.IsDefault) return all;
            var list = new Emoji[Count];
            for (var i = 0; i < list.Length; i++) list[i] = this[i];
            ImmutableInterlocked.InterlockedInitialize(ref all, ImmutableCollectionsMarshal.AsImmutableArray(list));
            return all;
        }
    }

    public int Count => emoji.Length;

    /// <param name="index"><see cref="Art.Emoji.Index"/>, 0 to <see cref="Count"/> - 1.</param>
    public Emoji this[int index] =>
        emoji[index] ?? Interlocked.CompareExchange(ref emoji[index], Materialize(index), null) ?? emoji[index]!;

    /// <summary>Names and keywords in English.</summary>
    public Names English { get; }

    /// <summary>The languages that have names, by emojibase's codes, in ordinal order.</summary>
    public ImmutableArray<string> Languages => [.. file.Names
        .Where(n => n.StartsWith(Language(""), StringComparison.Ordinal)).Select(n => n[Language("").Length..]).Order(StringComparer.Ordinal)];

    /// <summary>Names and keywords in another language. Opened on demand: the other languages cost nothing.</summary>
    /// <param name="language">A code as emojibase or a locale writes it: <c>fi</c>, <c>fi-FI</c>, <c>pt_BR.UTF-8</c>, <c>zh-TW</c>.</param>
    /// <exception cref="ArgumentException">The catalogue has no such language.</exception>
    public Names Localized(string language)
    {
        var code = LanguageCode.Resolve(language, code => file.Has(Language(code))) ?? throw UnknownLanguage(language);
        lock (gate)
        {
            if (!names.TryGetValue(code, out var found)) names[code] = found = new Names(this, code, file.Blocks(Language(code)));
            return found;
        }
    }

    /// <summary>The emoji that these characters are, with or without U+FE0F. A skin-tone variant gives its base.</summary>
    public Emoji? ByCharacters(string characters) => Identify(characters) is (var found, _) ? found : null;

    /// <summary>The emoji and, where the characters have skin tones, the variant.</summary>
    public (Emoji Emoji, SkinVariant? Variant)? Identify(string characters) => IdentifyKey(Key(characters));

    internal (Emoji Emoji, SkinVariant? Variant)? IdentifyKey(ReadOnlySpan<char> key)
    {
        var place = keys.Find(key);
        if (place < 0) return null;
        var target = keyTargets[place];
        return target >= 0 ? (this[target], null) : (this[OwnerOf(~target)], Variant(~target));
    }

    /// <summary>The emoji of a hexcode: <c>1F431</c>, with or without FE0F and leading zeros, in either case.</summary>
    public Emoji? ByHexcode(string hexcode) => Hexcodes.Parse(hexcode) is { } characters ? ByCharacters(characters) : null;

    /// <summary>The emoji of an English CLDR short name, whatever its case.</summary>
    public Emoji? ByName(string englishName) => English.Named(englishName);

    /// <summary>The emoji of a shortcode, with or without its colons. Where sources disagree, Slack and GitHub come first: <c>cat</c> is
    /// the cat's face.</summary>
    public Emoji? ByShortcode(string code) => Codes.Find(code.Trim(':'));

    /// <summary>The shortcodes of an emoji, surest source first.</summary>
    public ImmutableArray<Shortcode> Shortcodes(Emoji emoji) => Codes.Of(emoji.Index);

    /// <summary>The forms of an emoji with skin tones: those with one tone for everybody first, light to dark.</summary>
    public ImmutableArray<SkinVariant> Skins(Emoji emoji)
    {
        var row = emoji.Index * EmojiColumns;
        return [.. Enumerable.Range(rows[row + FirstVariant], rows[row + VariantCount]).Select(Variant)];
    }

    /// <summary>The form of an emoji in which everybody has this tone, or null: it has no tones, or none is asked for.</summary>
    public SkinVariant? Skin(Emoji emoji, SkinTone tone)
    {
        var row = emoji.Index * EmojiColumns;
        if (tone == SkinTone.None || rows[row + VariantCount] == 0) return null;
        var variant = rows[row + FirstVariant] + (int)tone - 1;
        return Variant(variant) is { IsUniform: true } found && found.Tone == tone ? found
            : Skins(emoji).FirstOrDefault(v => v.IsUniform && v.Tone == tone);
    }

    /// <summary>Finds the emoji in a text: longest first, joined sequences, flags, keycaps and skin tones taken whole.</summary>
    public ImmutableArray<EmojiRun> Segment(string text) => EmojiSegmenter.Segment(text, this);

    /// <summary>emojibase-data's version, as the file was built from.</summary>
    public string SourceVersion => file.Blocks(About).Strings()[1];

    public void Dispose() => file.Dispose();

    ShortcodeTable Codes => field ??= new ShortcodeTable(this, file.Blocks(CatalogueFile.Shortcodes));

    Emoji Materialize(int index)
    {
        var row = index * EmojiColumns;
        return new Emoji(
            index, texts[rows[row + Characters]], texts[rows[row + Hexcode]], English.NameOf(index),
            groups[rows[row + Group]], subgroups[rows[row + Subgroup]], English.KeywordsOf(index))
        {
            Version = rows[row + EmojiVersion] / 10.0,
            IsTextByDefault = rows[row + IsText] != 0,
            HasSkinTones = rows[row + VariantCount] > 0,
        };
    }

    SkinVariant Variant(int variant)
    {
        var row = variant * VariantColumns;
        return new SkinVariant(
            texts[variantRows[row + Characters]], texts[variantRows[row + Hexcode]], texts[variantRows[row + VariantName]],
            (SkinTone)variantRows[row + Tone], (SkinTone)variantRows[row + SecondTone]);
    }

    // Variants lie in the order of their emoji, so the owner is the last one that begins at or before it.
    int OwnerOf(int variant)
    {
        var (low, high) = (0, Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (rows[middle * EmojiColumns + FirstVariant] <= variant) low = middle;
            else high = middle - 1;
        }
        return low;
    }

    ArgumentException UnknownLanguage(string language) =>
        new($"The catalogue has no names in '{language}': choose one of {string.Join(", ", Languages)}.");
}
