using System.Text;

namespace EmojiGen.Imaging;

/// <summary>
/// Turns away the documents that librsvg cannot be trusted with: a panic in its Rust code ends the whole process,
/// and no exception handler of ours can stop that. Found by feeding mutated icons to librsvg 2.54.
/// </summary>
/// <remarks>These are searches for plain bytes, a few microseconds an icon, so whatever could hide those bytes (encodings, entities,
/// compression) is turned away too.</remarks>
static class SvgLimits
{
    /// <summary>Far above any icon (the largest of the five sets has 0.2 MB), with room for embedded pictures.</summary>
    const int MaxBytes = 16 << 20;

    /// <summary>Laying out a megabyte of text takes minutes.</summary>
    const int MaxBytesWithText = 1 << 20;

    static readonly string[] knownEncodings = ["utf-8", "us-ascii", "ascii", "iso-8859-1", "iso-8859-15", "latin1", "windows-1252"];

    /// <exception cref="RenderException">The document is turned away; the message says what for.</exception>
    internal static void Check(ReadOnlySpan<byte> svg)
    {
        if (svg.IsEmpty) throw Refused("it is empty");
        if (svg.Length > MaxBytes) throw Refused($"it has {svg.Length} bytes, and {MaxBytes} is the most");
        if (svg.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B])) throw Refused("it is compressed (.svgz), so unpack it first");
        CheckEncoding(svg);
        CheckEntities(svg);

        // feTile on an area without pixels and feConvolveMatrix of a large order panic; feTurbulence counts any number of octaves.
        if (svg.IndexOf("feTile"u8) >= 0) throw Refused("the filter feTile is not supported");
        if (svg.IndexOf("feConvolveMatrix"u8) >= 0) throw Refused("the filter feConvolveMatrix is not supported");
        if (svg.IndexOf("feTurbulence"u8) >= 0) throw Refused("the filter feTurbulence is not supported");
        if (svg.Length > MaxBytesWithText && svg.IndexOf("text"u8) >= 0)
            throw Refused($"it has text and {svg.Length} bytes, and {MaxBytesWithText} is the most with text");
    }

    internal static RenderException Refused(string reason) => new($"The SVG cannot be rendered: {reason}.");

    static void CheckEncoding(ReadOnlySpan<byte> svg)
    {
        var start = svg[..Math.Min(svg.Length, 200)];
        if (start.Contains((byte)0) || start.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF])
            || start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            throw Refused("it is not UTF-8");

        var declaration = start.IndexOf("<?xml"u8) < 0 || start.IndexOf("?>"u8) is not (> 0 and var end) ? default : start[..end];
        var at = declaration.IndexOf("encoding"u8);
        if (at < 0) return;
        var name = Encoding.Latin1.GetString(declaration[(at + 8)..]).Trim(' ', '\t', '\r', '\n', '=');
        name = name.Length > 1 && name.IndexOf(name[0], 1) is > 0 and var close ? name[1..close] : name;
        if (!knownEncodings.Contains(name, StringComparer.OrdinalIgnoreCase)) throw Refused($"its encoding is {name}, not UTF-8");
    }

    // Illustrator's files define entities for namespaces: plain text, which may stay.
    static void CheckEntities(ReadOnlySpan<byte> svg)
    {
        for (var rest = svg; rest.IndexOf("<!ENTITY"u8) is >= 0 and var at;)
        {
            rest = rest[(at + 8)..];
            var quote = rest.IndexOfAny((byte)'"', (byte)'\'');
            if (quote < 0) throw Refused("an entity in it is not closed");
            if (rest[..quote].IndexOf("SYSTEM"u8) >= 0 || rest[..quote].IndexOf("PUBLIC"u8) >= 0)
                throw Refused("it refers to an external entity, and files are never read from an SVG");
            if (rest[..quote].Contains((byte)'%')) throw Refused("it defines parameter entities");

            var length = rest[(quote + 1)..].IndexOf(rest[quote]);
            if (length < 0) throw Refused("an entity in it is not closed");
            if (rest.Slice(quote + 1, length).IndexOfAny((byte)'<', (byte)'&', (byte)'%') >= 0)
                throw Refused("it defines entities that hold markup or further entities");
            rest = rest[(quote + 1 + length + 1)..];
        }
    }
}
