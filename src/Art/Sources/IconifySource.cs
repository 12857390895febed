using System.Globalization;
using System.Text;
using System.Text.Json;
using EmojiGen.Art.Files;
using EmojiGen.Svg;
using Path = System.IO.Path;

namespace EmojiGen.Art.Sources;

/// <summary>An Iconify icon set: <c>icons.json</c> with <c>info.json</c> and <c>chars.json</c> beside it, or one JSON file that holds all
/// three.</summary>
/// <remarks>The file is mapped and scanned, never held as a document: Fluent's is 100 MB.</remarks>
sealed class IconifySource : ArtSource
{
    readonly MappedFile json;
    readonly List<Drawing> drawings;
    readonly Dictionary<string, string> aliases, characters;

    IconifySource(MappedFile json, List<Drawing> drawings, Dictionary<string, string> aliases, Dictionary<string, string> characters) =>
        (this.json, this.drawings, this.aliases, this.characters) = (json, drawings, aliases, characters);

    /// <summary>An icon: where its body's JSON string lies in the file, and how it is turned.</summary>
    sealed record Drawing(string Name, long Start, int Length, Box ViewBox, Turn Turn, bool IsHidden);

    /// <param name="Rotation">Quarter turns clockwise.</param>
    readonly record struct Turn(bool FlipX, bool FlipY, int Rotation)
    {
        public bool IsNone => this is { FlipX: false, FlipY: false } && Rotation % 4 == 0;
    }

    public override int Count => drawings.Count;

    public override IEnumerable<string> Names => drawings.Select(d => d.Name).Concat(aliases.Keys);

    public override IReadOnlyDictionary<string, string> Aliases => aliases;

    public override IReadOnlyDictionary<string, string> Characters => characters;

    public override IReadOnlySet<string> Withdrawn => drawings.Where(d => d.IsHidden).Select(d => d.Name).ToHashSet(StringComparer.Ordinal);

    /// <param name="path">A package's folder or a JSON file.</param>
    /// <param name="namesFrom">The folder of the package whose <c>chars.json</c> serves, where the set's own is empty.</param>
    /// <param name="license">Known better than the set says it, or null.</param>
    /// <exception cref="ArtException">The file is missing or is no Iconify set; the message names it and the entry.</exception>
    public static IconifySource Open(string path, string? namesFrom = null, License? license = null)
    {
        var folder = Directory.Exists(path) ? path : null;
        var iconsPath = folder is null ? path : Path.Combine(folder, "icons.json");
        if (!File.Exists(iconsPath)) throw new ArtException($"There is no Iconify set {iconsPath}.");
        var file = new MappedFile(iconsPath);
        try
        {
            var scan = new IconifyScan(file);
            var drawings = scan.Icons.Select(icon =>
                new Drawing(icon.Key, icon.Value.BodyStart, icon.Value.BodyLength, scan.ViewBox(icon.Value), ToTurn(icon.Value), icon.Value.IsHidden)).ToList();
            var aliases = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var name in scan.Aliases.Keys)
            {
                var (root, properties) = scan.Resolve(name);
                if (properties.Equals(scan.Icons[root])) aliases[name] = root;
                else drawings.Add(new Drawing(name, properties.BodyStart, properties.BodyLength, scan.ViewBox(properties),
                    ToTurn(properties), properties.IsHidden));
            }
            var (title, stated) = Info(folder, scan, iconsPath);
            return new IconifySource(file, drawings, aliases, Chars(namesFrom ?? folder, scan))
            {
                Title = title,
                License = license ?? stated,
                Package = folder is null ? Path.GetFileName(path) : PackageName(folder),
                Version = folder is null ? "" : PackageVersion(folder),
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override IEnumerable<SourceIcon> Icons()
    {
        var buffer = Array.Empty<byte>();
        foreach (var drawing in drawings)
        {
            if (buffer.Length < drawing.Length + 256) buffer = new byte[drawing.Length + 256];
            yield return new SourceIcon(drawing.Name, Turned(drawing), BodyKind.Fragment, buffer.AsMemory(0, Copy(drawing, buffer)));
        }
    }

    // The body unescaped, within a group that turns it about the middle of its view box.
    int Copy(Drawing drawing, byte[] buffer)
    {
        var reader = new Utf8JsonReader(json.Slice(drawing.Start, drawing.Length));
        reader.Read();
        if (drawing.Turn.IsNone) return reader.CopyString(buffer);
        var (x, y) = (drawing.ViewBox.Center.X, drawing.ViewBox.Center.Y);
        var length = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"<g transform=\"translate({x} {y}) rotate({drawing.Turn.Rotation % 4 * 90}) scale({(drawing.Turn.FlipX ? -1 : 1)} {(drawing.Turn.FlipY ? -1 : 1)}) translate({-x} {-y})\">"), buffer);
        length += reader.CopyString(buffer.AsSpan(length));
        "</g>"u8.CopyTo(buffer.AsSpan(length));
        return length + 4;
    }

    // Turned by a quarter, a wide box is a high one about the same middle.
    static Box Turned(Drawing drawing)
    {
        var box = drawing.ViewBox;
        return drawing.Turn.Rotation % 2 == 0 ? box
            : Box.At(box.Center.X - box.Height / 2, box.Center.Y - box.Width / 2, box.Height, box.Width);
    }

    static Turn ToTurn(IconifyScan.Properties p) => new(p.FlipX, p.FlipY, ((p.Rotation % 4) + 4) % 4);

    static (string Title, License License) Info(string? folder, IconifyScan scan, string iconsPath)
    {
        if (folder is not null && Path.Combine(folder, "info.json") is var path && File.Exists(path))
            return PackageJson.Read(path, ReadInfo);
        return scan.Info is { } info
            ? PackageJson.Parse(iconsPath, info, ReadInfo)
            : (scan.Prefix ?? Path.GetFileNameWithoutExtension(iconsPath), new License(License.Unknown, "not stated", "", "", ""));
    }

    static (string, License) ReadInfo(JsonElement info)
    {
        var license = info.TryGetProperty("license", out var l) && l.ValueKind == JsonValueKind.Object ? l : default;
        var author = info.TryGetProperty("author", out var a) && a.ValueKind == JsonValueKind.Object ? a : default;
        var spdx = Text(license, "spdx");
        return (Text(info, "name"), new License(
            spdx.Length == 0 ? License.Unknown : spdx, Text(license, "title"), Text(license, "url"), Text(author, "name"), Text(author, "url")));
    }

    static string Text(JsonElement element, string property) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(property, out var value)
            && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    static Dictionary<string, string> Chars(string? folder, IconifyScan scan)
    {
        var characters = new Dictionary<string, string>(StringComparer.Ordinal);
        if (folder is not null && Path.Combine(folder, "chars.json") is var path && File.Exists(path)) PackageJson.Read(path, Add);
        if (scan.Chars is { } chars) PackageJson.Parse("chars", chars, Add);
        return characters;

        int Add(JsonElement root)
        {
            foreach (var entry in root.EnumerateObject())
                if (Hexcodes.Parse(entry.Name) is { } emoji && entry.Value.GetString() is { } name
                    && (scan.Icons.ContainsKey(name) || scan.Aliases.ContainsKey(name)))
                    characters.TryAdd(CatalogueFile.Key(emoji), name);
            return characters.Count;
        }
    }

    static string PackageName(string folder) => Path.Combine(folder, "package.json") is var path && File.Exists(path)
        ? PackageJson.Read(path, root => Text(root, "name"))
            : Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    static string PackageVersion(string folder) => Path.Combine(folder, "package.json") is var path && File.Exists(path)
        ? PackageJson.Read(path, root => Text(root, "version")) : "";

    public override void Dispose() => json.Dispose();
}
