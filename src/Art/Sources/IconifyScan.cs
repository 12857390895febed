using System.Text.Json;
using EmojiGen.Art.Files;
using EmojiGen.ModelFiles;
using EmojiGen.Svg;

namespace EmojiGen.Art.Sources;

/// <summary>One pass over an <c>icons.json</c>: where each body lies, its properties, the aliases.</summary>
/// <remarks>The format: https://iconify.design/docs/types/iconify-json.html.</remarks>
sealed class IconifyScan
{
    /// <summary>Chains of aliases longer than this are taken for a loop.</summary>
    const int LongestChain = 8;

    readonly MappedFile file;
    readonly Properties defaults = new();

    /// <summary>What an icon or an alias says; what it leaves out is null. Rotation: quarter turns clockwise.</summary>
    public sealed record Properties
    {
        public long BodyStart { get; init; } = -1;
        public int BodyLength { get; init; }
        public string? Parent { get; init; }
        public double? Left { get; init; }
        public double? Top { get; init; }
        public double? Width { get; init; }
        public double? Height { get; init; }
        public bool FlipX { get; init; }
        public bool FlipY { get; init; }
        public int Rotation { get; init; }
        public bool IsHidden { get; init; }
    }

    public IconifyScan(MappedFile file)
    {
        this.file = file;
        if (!JsonText.IsValid(file.Slice(0, file.Length))) throw Malformed("it holds text that is not Unicode");
        var reader = new Utf8JsonReader(file.Slice(0, file.Length), new JsonReaderOptions { MaxDepth = 16 });
        try
        {
            Expect(ref reader, JsonTokenType.StartObject, "the set");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("icons"u8)) ReadEntries(ref reader, Icons, "icon");
                else if (reader.ValueTextEquals("aliases"u8)) ReadEntries(ref reader, Aliases, "alias");
                else if (reader.ValueTextEquals("info"u8)) Info = Object(ref reader);
                else if (reader.ValueTextEquals("chars"u8)) Chars = Object(ref reader);
                else if (reader.ValueTextEquals("prefix"u8)) Prefix = String(ref reader, "prefix");
                else ReadProperty(ref reader, ref defaults, "the set");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw Malformed($"it is no JSON of that form ({(e is JsonException json ? JsonText.PlaceOf(json) : e.Message.TrimEnd('.'))})",
                e);
        }
        if (Icons.Count == 0) throw Malformed("it has no icons");
        foreach (var (name, icon) in Icons)
            if (icon.BodyStart < 0) throw Malformed($"the icon '{name}' has no body");
    }

    public Dictionary<string, Properties> Icons { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Properties> Aliases { get; } = new(StringComparer.Ordinal);

    public byte[]? Info { get; private set; }

    public byte[]? Chars { get; private set; }

    public string? Prefix { get; private set; }

    public Box ViewBox(Properties icon)
    {
        var box = Box.At(icon.Left ?? defaults.Left ?? 0, icon.Top ?? defaults.Top ?? 0, icon.Width ?? defaults.Width ?? 16,
            icon.Height ?? defaults.Height ?? 16);
        return box is { Width: > 0, Height: > 0 } && double.IsFinite(box.Left) && double.IsFinite(box.Top) && double.IsFinite(box.Right)
            && double.IsFinite(box.Bottom)
            ? box : throw Malformed($"an icon is {box.Width} by {box.Height} units large");
    }

    /// <summary>The icon at the end of an alias's chain, and what the alias makes of it: turns add up, sizes override.</summary>
    public (string Icon, Properties Properties) Resolve(string alias)
    {
        var (name, turned) = (alias, new Properties());
        for (var step = 0; step < LongestChain; step++)
        {
            if (Icons.TryGetValue(name, out var icon)) return (name, Merge(turned, icon));
            if (!Aliases.TryGetValue(name, out var next)) throw Malformed($"the alias '{alias}' leads to '{name}', which is not there");
            turned = Merge(turned, next);
            name = next.Parent ?? throw Malformed($"the alias '{name}' has no parent");
        }
        throw Malformed($"the alias '{alias}' leads in a circle");
    }

    static Properties Merge(Properties over, Properties under) => new()
    {
        BodyStart = under.BodyStart,
        BodyLength = under.BodyLength,
        Left = over.Left ?? under.Left,
        Top = over.Top ?? under.Top,
        Width = over.Width ?? under.Width,
        Height = over.Height ?? under.Height,
        FlipX = over.FlipX ^ under.FlipX,
        FlipY = over.FlipY ^ under.FlipY,
        Rotation = (over.Rotation + under.Rotation) % 4,
        IsHidden = over.IsHidden || under.IsHidden,
    };

    void ReadEntries(ref Utf8JsonReader reader, Dictionary<string, Properties> entries, string kind)
    {
        Expect(ref reader, JsonTokenType.StartObject, kind);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var entry = new Properties();
            Expect(ref reader, JsonTokenType.StartObject, $"the {kind} '{name}'");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) ReadProperty(ref reader, ref entry, name);
            entries[name] = entry;
        }
    }

    void ReadProperty(ref Utf8JsonReader reader, ref Properties entry, string name)
    {
        if (reader.ValueTextEquals("body"u8))
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.String) throw Malformed($"the body of '{name}' is no text");
            entry = entry with { BodyStart = reader.TokenStartIndex, BodyLength = (int)(reader.BytesConsumed - reader.TokenStartIndex) };
        }
        else if (reader.ValueTextEquals("parent"u8)) entry = entry with { Parent = String(ref reader, name) };
        else if (reader.ValueTextEquals("left"u8)) entry = entry with { Left = Number(ref reader, name) };
        else if (reader.ValueTextEquals("top"u8)) entry = entry with { Top = Number(ref reader, name) };
        else if (reader.ValueTextEquals("width"u8)) entry = entry with { Width = Number(ref reader, name) };
        else if (reader.ValueTextEquals("height"u8)) entry = entry with { Height = Number(ref reader, name) };
        else if (reader.ValueTextEquals("hFlip"u8)) entry = entry with { FlipX = Flag(ref reader) };
        else if (reader.ValueTextEquals("vFlip"u8)) entry = entry with { FlipY = Flag(ref reader) };
        else if (reader.ValueTextEquals("hidden"u8)) entry = entry with { IsHidden = Flag(ref reader) };
        else if (reader.ValueTextEquals("rotate"u8)) entry = entry with { Rotation = (int)Number(ref reader, name) % 4 };
        else
        {
            reader.Read();
            reader.Skip();
        }
    }

    byte[] Object(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartObject, "a part of the set");
        var start = reader.TokenStartIndex;
        reader.Skip();
        return file.Slice(start, reader.BytesConsumed - start).ToArray();
    }

    void Expect(ref Utf8JsonReader reader, JsonTokenType type, string what)
    {
        if (!reader.Read() || reader.TokenType != type) throw Malformed($"{what} is no object");
    }

    string String(ref Utf8JsonReader reader, string name)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw Malformed($"a property of '{name}' is no text");
    }

    double Number(ref Utf8JsonReader reader, string name)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : throw Malformed($"a size of '{name}' is no number");
    }

    static bool Flag(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.TokenType == JsonTokenType.True;
    }

    ArtException Malformed(string what, Exception? cause = null) =>
        new($"{file.Path} is no Iconify set that can be read: {what}.", cause);
}
