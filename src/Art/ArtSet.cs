using System.Collections.Immutable;
using EmojiGen.Art.Files;
using EmojiGen.Svg;

namespace EmojiGen.Art;

/// <summary>One style: the icons of a package, in a mapped file.</summary>
/// <remarks>Safe to share between threads.</remarks>
public sealed class ArtSet : IDisposable
{
    readonly SectionFile file;
    readonly IntegerBlock rows, viewBoxes, characterTargets, nameTargets;
    readonly StringBlock names, characters, sortedNames;
    readonly RawSection bodies, anatomy;
    readonly Icon?[] icons;

    ArtSet(SectionFile file)
    {
        this.file = file;
        var about = file.Blocks(SetFile.About).Strings();
        (Key, Title, Package, PackageVersion) = (about[0], about[1], about[2], about[3]);
        License = new License(about[4], about[5], about[6], about[7], about[8]);
        var blocks = file.Blocks(SetFile.Icons);
        rows = blocks.Integers();
        viewBoxes = blocks.Integers();
        names = blocks.Strings();
        characters = blocks.Strings();
        characterTargets = blocks.Integers();
        sortedNames = blocks.Strings();
        nameTargets = blocks.Integers();
        bodies = file.Raw(SetFile.Bodies);
        anatomy = file.Raw(SetFile.Anatomy);
        icons = new Icon?[rows.Count / SetFile.Columns];
    }

    /// <param name="path">A file that <see cref="ArtIndexBuilder"/> wrote.</param>
    /// <exception cref="ArtException">The file is missing, damaged, or of another version.</exception>
    public static ArtSet Open(string path)
    {
        var file = SectionFile.Open(path, SetFile.Magic, SetFile.Version);
        try
        {
            return new ArtSet(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The style's key: <c>noto</c>.</summary>
    public string Key { get; }

    /// <summary>The set's own name: <c>Noto Emoji</c>.</summary>
    public string Title { get; }

    /// <summary>The npm package that it was built from, or the file name of the user's art.</summary>
    public string Package { get; }

    public string PackageVersion { get; }

    public License License { get; }

    /// <inheritdoc cref="StyleDescription.Attribution"/>
    public string Attribution => Description.Attribution;

    public StyleDescription Description => new(Key, Title, Package, PackageVersion, Count, License);

    public string Path => file.Path;

    /// <summary>Icons; aliases are not counted.</summary>
    public int Count => icons.Length;

    /// <param name="index">0 to <see cref="Count"/> - 1, in the package's order.</param>
    public Icon this[int index] =>
        icons[index] ?? Interlocked.CompareExchange(ref icons[index], new Icon(this, index), null) ?? icons[index]!;

    public IEnumerable<Icon> Icons => Enumerable.Range(0, Count).Select(i => this[i]);

    /// <summary>Whether all drawings have one colour and the same, which stands for any. Reads drawings until two differ.</summary>
    /// <exception cref="ArtException">A body is damaged or cannot be read.</exception>
    public bool IsMonochrome
    {
        get
        {
            var colors = new HashSet<Color>();
            return Count > 0 && Icons.All(icon =>
            {
                if (icon.Kind == BodyKind.Png) return false;
                colors.UnionWith(SvgTree.Colors(icon.Document));
                return colors.Count <= 1;
            });
        }
    }

    /// <summary>The emoji that this set draws, as characters without U+FE0F, in ordinal order.</summary>
    public ImmutableArray<string> Characters => [.. Enumerable.Range(0, characters.Count).Select(i => characters[i])];

    /// <summary>The icon of exactly these characters, skin tones included; U+FE0F does not matter.</summary>
    public Icon? ByCharacters(string emoji) =>
        characters.Find(CatalogueFile.Key(emoji)) is >= 0 and var place ? this[characterTargets[place]] : null;

    /// <summary>The icon of a name or alias as the package has it: <c>cat-face</c>.</summary>
    public Icon? ByName(string name) => sortedNames.Find(name) is >= 0 and var place ? this[nameTargets[place]] : null;

    public void Dispose() => file.Dispose();

    internal string NameOf(int index) => names[index];

    internal string? CharactersOf(int index) => Cell(index, SetFile.Characters) is >= 0 and var place ? characters[place] : null;

    internal BodyKind KindOf(int index) => (BodyKind)Cell(index, SetFile.Kind);

    internal Box ViewBoxOf(int index)
    {
        var place = Cell(index, SetFile.ViewBox) * 8;
        return new Box(Double(place), Double(place + 2), Double(place + 4), Double(place + 6));
    }

    internal ReadOnlySpan<byte> BodyOf(int index) => Checked(bodies, index, SetFile.BodyOffset, "drawing");

    /// <summary>Empty where the set was built without.</summary>
    internal ReadOnlySpan<byte> AnatomyOf(int index) => Checked(anatomy, index, SetFile.AnatomyOffset, "anatomy");

    ReadOnlySpan<byte> Checked(RawSection section, int index, int column, string what) =>
        section.Slice(Cell(index, column), Cell(index, column + 1), (uint)Cell(index, column + 2), $"{what} of '{NameOf(index)}'");

    int Cell(int index, int column) => rows[index * SetFile.Columns + column];

    double Double(int place) => BitConverter.Int64BitsToDouble((long)viewBoxes[place + 1] << 32 | (uint)viewBoxes[place]);
}
