using System.Text;
using EmojiGen.Svg.Reading;

namespace EmojiGen.Svg;

/// <summary>Reads SVG into the resolved tree: references followed, properties inherited, basic shapes turned to paths, invisible parts left out.</summary>
/// <remarks>What is left out because it is not supported is listed in docs/unsupported.md and named in the warnings. Nothing outside the text is ever fetched.</remarks>
public static class SvgReader
{
    /// <summary>Reads the body of an Iconify icon: the inner markup of an svg element.</summary>
    /// <param name="body">Any number of SVG elements.</param>
    /// <param name="viewBox">The icon's view box, in user units.</param>
    /// <param name="warnings">Gets one sentence for each thing that was left out.</param>
    /// <exception cref="SvgException">The body is not well-formed or exceeds the limits.</exception>
    public static SvgDocument Parse(string body, Box viewBox, List<string>? warnings = null)
    {
        var xml = XmlTree.Read(body, isDocument: false);
        return new Resolver(xml, warnings).ResolveFragment(viewBox);
    }

    /// <summary>Reads a whole SVG document.</summary>
    /// <param name="xml">The text of the document, its root an svg element.</param>
    /// <param name="warnings">Gets one sentence for each thing that was left out.</param>
    /// <exception cref="SvgException">The text is no SVG, is not well-formed, declares entities, or exceeds the limits.</exception>
    public static SvgDocument ParseDocument(string xml, List<string>? warnings = null) =>
        new Resolver(XmlTree.Read(xml, isDocument: true), warnings).ResolveDocument();

    /// <inheritdoc cref="ParseDocument(string, List{string}?)"/>
    /// <param name="xml">The document's bytes: UTF-8, UTF-16 with its byte order mark, or ISO 8859-1 as the XML declaration says.</param>
    public static SvgDocument ParseDocument(Stream xml, List<string>? warnings = null)
    {
        using var buffer = new MemoryStream();
        xml.CopyTo(buffer);
        return ParseDocument(Decode(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)), warnings);
    }

    static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith([(byte)0xFF, (byte)0xFE])) return Encoding.Unicode.GetString(bytes[2..]);
        if (bytes.StartsWith([(byte)0xFE, (byte)0xFF])) return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        if (bytes.StartsWith([(byte)0xEF, (byte)0xBB, (byte)0xBF])) bytes = bytes[3..];
        var head = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 200)]);
        var declaration = head.StartsWith("<?xml", StringComparison.Ordinal) ? head.Split("?>")[0] : "";
        var isLatin = declaration.Contains("8859-1", StringComparison.OrdinalIgnoreCase) || declaration.Contains("windows-1252", StringComparison.OrdinalIgnoreCase);
        return (isLatin ? Encoding.Latin1 : Encoding.UTF8).GetString(bytes);
    }
}
