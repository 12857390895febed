using System.IO.Compression;
using System.Text;
using EmojiGen.Svg.Reading;

namespace EmojiGen.Svg;

/// <summary>Reads SVG into the resolved tree: references followed, properties inherited, basic shapes turned to paths, invisible parts left
/// out.</summary>
/// <remarks>What is left out because it is not supported is listed in docs/unsupported.md and named in the warnings. Nothing outside the
/// text is ever fetched.</remarks>
public static class SvgReader
{
    /// <summary>The largest document that is read, unpacked.</summary>
    public const int MaximumBytes = 64_000_000;

    /// <summary>Of a stranger's view box: smaller ones would be written as nothing, with twelve decimals.</summary>
    const double SmallestSide = 1e-9;

    /// <summary>Reads the body of an Iconify icon: the inner markup of an svg element.</summary>
    /// <param name="body">Any number of SVG elements.</param>
    /// <param name="viewBox">The icon's view box, in user units.</param>
    /// <param name="warnings">Gets one sentence for each thing that was left out.</param>
    /// <exception cref="SvgException">The body is not well-formed or exceeds the limits.</exception>
    public static SvgDocument Parse(string body, Box viewBox, List<string>? warnings = null)
    {
        using var xml = XmlTree.Read(body, isDocument: false);
        return new Resolver(xml, warnings).ResolveFragment(viewBox);
    }

    /// <summary>Reads a whole SVG document.</summary>
    /// <param name="xml">The text of the document, its root an svg element.</param>
    /// <param name="warnings">Gets one sentence for each thing that was left out.</param>
    /// <exception cref="SvgException">The text is no SVG, is not well-formed, declares entities, exceeds the limits, or would take too long
    /// to be drawn.</exception>
    public static SvgDocument ParseDocument(string xml, List<string>? warnings = null)
    {
        using var tree = XmlTree.Read(xml, isDocument: true);
        var resolver = new Resolver(tree, warnings);
        var document = resolver.ResolveDocument();
        // Icons of a set are trusted and their paths read when needed; a stranger's are read here, so that nothing fails later.
        if (Math.Min(document.ViewBox.Width, document.ViewBox.Height) < SmallestSide)
            throw new SvgException("Cannot read the SVG: its view box or size is all but empty.");
        SvgMeasure.Bounds(document);
        foreach (var leaf in SvgTree.Leaves(document))
            if (!double.IsFinite(leaf.ToRoot.A + leaf.ToRoot.B + leaf.ToRoot.C + leaf.ToRoot.D + leaf.ToRoot.E + leaf.ToRoot.F))
                throw new SvgException("Cannot read the SVG: its transforms take coordinates beyond all numbers.");
        DrawingWork.Check(document, resolver.Unseen);
        if (warnings is not null) RendererDifferences.Name(document, warnings);
        return document;
    }

    /// <inheritdoc cref="ParseDocument(string, List{string}?)"/>
    /// <param name="xml">The document's bytes, as <see cref="ReadText"/> takes them.</param>
    public static SvgDocument ParseDocument(Stream xml, List<string>? warnings = null) => ParseDocument(ReadText(xml), warnings);

    /// <summary>The text of a document.</summary>
    /// <param name="xml">UTF-8, UTF-16 with its byte order mark, or ISO 8859-1 as the XML declaration says; or any of these
    /// gzipped.</param>
    /// <exception cref="SvgException">The document is too large, or its compression is damaged.</exception>
    public static string ReadText(Stream xml)
    {
        using var buffer = new MemoryStream();
        CopyWithin(xml, buffer);
        if (buffer.Length > 2 && buffer.GetBuffer() is [0x1F, 0x8B, ..])
        {
            using var packed = new MemoryStream(buffer.ToArray());
            using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
            buffer.SetLength(0);
            try
            {
                CopyWithin(unpacked, buffer);
            }
            catch (InvalidDataException e)
            {
                throw new SvgException("Cannot read the SVG: its compression is damaged.", e);
            }
        }
        return Decode(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
    }

    static void CopyWithin(Stream from, MemoryStream to)
    {
        var block = new byte[81_920];
        while (from.Read(block) is > 0 and var read)
        {
            to.Write(block.AsSpan(0, read));
            if (to.Length > MaximumBytes) throw new SvgException($"Cannot read the SVG: it is larger than {MaximumBytes / 1_000_000} MB.");
        }
    }

    static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith([(byte)0xFF, (byte)0xFE])) return Encoding.Unicode.GetString(bytes[2..]);
        if (bytes.StartsWith([(byte)0xFE, (byte)0xFF])) return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        if (bytes.StartsWith([(byte)0xEF, (byte)0xBB, (byte)0xBF])) bytes = bytes[3..];
        var head = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 200)]);
        var declaration = head.StartsWith("<?xml", StringComparison.Ordinal) ? head.Split("?>")[0] : "";
        var isLatin = declaration.Contains("8859-1", StringComparison.OrdinalIgnoreCase)
            || declaration.Contains("windows-1252", StringComparison.OrdinalIgnoreCase);
        return (isLatin ? Encoding.Latin1 : Encoding.UTF8).GetString(bytes);
    }
}
