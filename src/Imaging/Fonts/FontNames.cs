using System.Buffers.Binary;
using System.Text;

namespace EmojiGen.Imaging;

/// <summary>What a font says of itself: the texts of its table of names.</summary>
/// <remarks>OpenType 1.9, "name".</remarks>
/// <param name="Version">As it has it, without the word: <c>2.047</c>.</param>
/// <param name="Author">The designer, else the manufacturer.</param>
/// <param name="AuthorUrl">The designer's address, else the vendor's.</param>
/// <param name="License">The terms, in words.</param>
public sealed record FontNames(string? Version, string? Author, string? AuthorUrl, string? License, string? LicenseUrl)
{
    const int VersionId = 5, ManufacturerId = 8, DesignerId = 9, VendorUrlId = 11, DesignerUrlId = 12, LicenseId = 13, LicenseUrlId = 14;

    const int Header = 6, RecordLength = 12, Windows = 3, Unicode = 0, English = 0x409;

    /// <summary>Reads a table; what is damaged in it is left out.</summary>
    internal static FontNames Read(byte[] table)
    {
        var texts = new Dictionary<int, string>();
        if (table.Length >= Header)
        {
            var count = Word(table, 2);
            var storage = Word(table, 4);
            for (var at = Header; at + RecordLength <= table.Length && (at - Header) / RecordLength < count; at += RecordLength)
                Add(texts, table, at, storage);
        }
        return new(Number(texts.GetValueOrDefault(VersionId)), Of(DesignerId) ?? Of(ManufacturerId), Of(DesignerUrlId) ?? Of(VendorUrlId),
            Of(LicenseId), Of(LicenseUrlId));

        string? Of(int id) => texts.GetValueOrDefault(id) is { Length: > 0 } text ? text : null;
    }

    static void Add(Dictionary<int, string> texts, byte[] table, int at, int storage)
    {
        var (platform, language, id) = (Word(table, at), Word(table, at + 4), Word(table, at + 6));
        var (length, start) = (Word(table, at + 8), storage + Word(table, at + 10));
        if (platform is not (Windows or Unicode) || start + length > table.Length) return; // Macintosh's repeat them in its own letters
        if (platform == Windows && language == English || !texts.ContainsKey(id))
            texts[id] = Encoding.BigEndianUnicode.GetString(table, start, length).Trim();
    }

    /// <summary><c>Version 2.047;GOOG;noto-emoji:...</c> is 2.047.</summary>
    static string? Number(string? version)
    {
        if (version is null) return null;
        var text = version.StartsWith("Version ", StringComparison.OrdinalIgnoreCase) ? version["Version ".Length..] : version;
        return text.Split(';', ' ')[0] is { Length: > 0 } number ? number : null;
    }

    static int Word(byte[] table, int at) => BinaryPrimitives.ReadUInt16BigEndian(table.AsSpan(at));
}
