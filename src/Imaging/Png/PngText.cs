using System.IO.Compression;
using System.Text;

namespace EmojiGen.Imaging.Png;

/// <summary>Text in PNG files: tEXt where the text is ASCII, which every reader knows, else iTXt in UTF-8.</summary>
/// <remarks>PNG specification, third edition, section 11.3.3.</remarks>
static class PngText
{
    /// <exception cref="ArgumentException">A key is none that PNG takes.</exception>
    internal static IEnumerable<PngChunk> Chunks(ImageText text)
    {
        foreach (var (key, value) in text.Entries())
        {
            if (key.Length is 0 or > 79 || key[0] == ' ' || key[^1] == ' ' || key.Any(static c => c is < ' ' or > '~'))
                throw new ArgumentException(
                    $"A picture's text key must be 1 to 79 characters of printable ASCII without spaces at its ends, but \"{key}\" was given.");

            // NUL ends fields in both chunks, so it cannot be part of the text.
            var clean = value.Replace("\0", "", StringComparison.Ordinal);
            yield return Ascii.IsValid(clean)
                ? new("tEXt", Encoding.ASCII.GetBytes($"{key}\0{clean}"))
                : new("iTXt", Encoding.UTF8.GetBytes($"{key}\0\0\0\0\0{clean}")); // not compressed, no language, no translated key
        }
    }

    /// <summary>The text of a PNG file, whichever of the three text chunks holds it.</summary>
    /// <exception cref="InvalidDataException">The file is no PNG or is damaged.</exception>
    internal static ImageText Read(ReadOnlyMemory<byte> file)
    {
        var entries = new List<KeyValuePair<string, string>>();
        foreach (var chunk in PngChunk.Read(file))
        {
            var data = chunk.Data.Span;
            var end = data.IndexOf((byte)0);
            if (end < 1) continue;
            var key = Encoding.Latin1.GetString(data[..end]);
            var rest = chunk.Data[(end + 1)..];
            string? value = chunk.Type switch
            {
                "tEXt" => Encoding.Latin1.GetString(rest.Span),
                "zTXt" when rest.Length > 1 => Encoding.Latin1.GetString(Inflate(rest[1..])),
                "iTXt" => International(rest),
                _ => null,
            };
            if (value is not null) entries.Add(new(key, value));
        }
        return ImageText.FromEntries(entries);
    }

    static string? International(ReadOnlyMemory<byte> rest)
    {
        if (rest.Length < 4) return null;
        var compressed = rest.Span[0] != 0;
        var language = rest.Span[2..].IndexOf((byte)0);
        if (language < 0) return null;
        var afterLanguage = rest[(2 + language + 1)..];
        var translated = afterLanguage.Span.IndexOf((byte)0);
        if (translated < 0) return null;
        var text = afterLanguage[(translated + 1)..];
        return Encoding.UTF8.GetString(compressed ? Inflate(text) : text.Span);
    }

    // A megabyte is far above any text that means something, and far below what could exhaust memory.
    static byte[] Inflate(ReadOnlyMemory<byte> data)
    {
        using var stream = new ZLibStream(new MemoryStream(data.ToArray()), CompressionMode.Decompress);
        var buffer = new byte[1 << 20];
        try
        {
            return buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException("Cannot read the PNG: the compression of a text in it is damaged.", e);
        }
    }
}
