using System.Text.Json;
using System.Text.Unicode;

namespace EmojiGen.ModelFiles;

/// <summary>What the JSON parser lets pass and its strings then throw at: bytes that are no UTF-8, and escapes of half a
/// character.</summary>
public static class JsonText
{
    public static bool IsValid(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json)) return false;
        for (int at; (at = json.IndexOf((byte)'\\')) >= 0;)
        {
            var unit = Unit(json[at..]);
            json = json[Math.Min(json.Length, at + (unit < 0 ? 2 : 6))..];
            if (unit is >= 0xDC00 and < 0xE000) return false;
            if (unit is < 0xD800 or >= 0xDC00) continue;
            if (Unit(json) is < 0xDC00 or >= 0xE000) return false;
            json = json[6..];
        }
        return true;
    }

    /// <summary>Where a text stops being JSON. What the parser says quotes the rest of the line, which may be the rest of a file.</summary>
    public static string PlaceOf(JsonException fault) => $"line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}";

    /// <summary>The code of an escape <c>\uXXXX</c>; -1 where the text does not begin with one.</summary>
    static int Unit(ReadOnlySpan<byte> text)
    {
        if (text.Length < 6 || text[0] != '\\' || text[1] != 'u') return -1;
        var code = 0;
        foreach (var digit in text.Slice(2, 4))
        {
            if (!char.IsAsciiHexDigit((char)digit)) return -1;
            code = (code << 4) | (char.IsAsciiDigit((char)digit) ? digit - (byte)'0' : (digit | 0x20) - (byte)'a' + 10);
        }
        return code;
    }
}
