using System.Formats.Tar;
using System.Text;
using System.Text.Json;

namespace EmojiGen.Training.Data.Pulled;

/// <summary>Pictures in a WebDataset tar: entries of one name before the first dot belong together, and follow one another.</summary>
static class TarPictures
{
    const int MostTextBytes = 1 << 20;

    static readonly string[] textEnds = [".txt", ".caption", ".text"];

    /// <param name="path">The file.</param>
    /// <param name="source">What it is called.</param>
    /// <param name="captionColumn">The field of <c>.json</c> with the caption; null: <c>text</c>, <c>caption</c> or <c>prompt</c>.</param>
    /// <exception cref="InvalidDataException">It is damaged; an entry leads out of the archive, is a link or a device, or is larger than
    /// pictures are.</exception>
    public static IEnumerable<PulledPicture> Of(string path, string source, string? captionColumn)
    {
        using var stream = File.OpenRead(path);
        using var tar = new TarReader(stream);
        var split = PulledPicture.SplitOf(source);
        var (key, picture, caption) = ("", (byte[]?)null, (string?)null);
        while (Next(tar, source) is { } entry)
        {
            Check(entry, source);
            if (entry.DataStream is not { } data || Parts(entry.Name) is not { } parts) continue;
            if (parts.Key != key)
            {
                if (picture is not null) yield return new(picture, caption, split, $"{source}, {key}");
                (key, picture, caption) = (parts.Key, null, null);
            }
            if (PictureFolder.Extensions.Contains(parts.Extension)) picture = Read(data, source);
            else if (textEnds.Contains(parts.Extension)) caption = PulledPicture.Tidy(Encoding.UTF8.GetString(Read(data, source)));
            else if (parts.Extension == ".json") caption ??= CaptionIn(Read(data, source), captionColumn, source, entry.Name);
        }
        if (picture is not null) yield return new(picture, caption, split, $"{source}, {key}");
    }

    static TarEntry? Next(TarReader tar, string source)
    {
        try
        {
            return tar.GetNextEntry();
        }
        catch (Exception e) when (e is FormatException or EndOfStreamException or InvalidDataException or ArgumentException)
        {
            throw new InvalidDataException($"'{source}' is no tar archive, or is damaged ({e.Message}).", e);
        }
    }

    static void Check(TarEntry entry, string source)
    {
        var name = entry.Name;
        if (name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || name.Split('/').Contains("..") || name.Any(char.IsControl))
            throw new InvalidDataException($"'{source}' has an entry '{Printable(name)}', which leads out of the archive; nothing of it was kept.");
        if (entry.EntryType is TarEntryType.SymbolicLink or TarEntryType.HardLink or TarEntryType.CharacterDevice or TarEntryType.BlockDevice
            or TarEntryType.Fifo)
            throw new InvalidDataException($"'{source}' has an entry '{name}' that is a link or a device, not a file; nothing of it was kept.");
        var most = PictureFolder.Extensions.Any(it => name.EndsWith(it, StringComparison.OrdinalIgnoreCase))
            ? PulledPicture.MostBytes : name.EndsWith(".txt", StringComparison.Ordinal) || name.EndsWith(".json", StringComparison.Ordinal)
            ? MostTextBytes : long.MaxValue;
        if (entry.Length > most)
            throw new InvalidDataException($"'{source}' has an entry '{name}' of {entry.Length} bytes, more than such files have; nothing of it was kept.");
    }

    static (string Key, string Extension)? Parts(string name)
    {
        var folder = name.LastIndexOf('/') + 1;
        var dot = name.IndexOf('.', Math.Min(folder + 1, name.Length));
        return dot < 0 || name[folder..].StartsWith('.') ? null : (name[..dot], Path.GetExtension(name).ToLowerInvariant());
    }

    static byte[] Read(Stream data, string source)
    {
        try
        {
            using var bytes = new MemoryStream();
            data.CopyTo(bytes);
            return bytes.ToArray();
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException($"'{source}' is cut off.", e);
        }
    }

    static string? CaptionIn(byte[] bytes, string? column, string source, string entry)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return PulledPicture.Tidy(PictureFolder.CaptionIn(json.RootElement, column));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Entry '{entry}' of '{source}' is no JSON.", e);
        }
    }

    static string Printable(string name) => new([.. name.Take(100).Select(it => char.IsControl(it) ? '?' : it)]);
}
