using System.Text;
using EmojiGen.Svg.Writing;

namespace EmojiGen.Svg;

/// <summary>Writes a tree as a compact SVG document. The same tree gives the same bytes.</summary>
public static class SvgWriter
{
    /// <param name="document">What is written; its view box becomes the file's.</param>
    /// <param name="metadata">Title, licence, creator, source and parameters; none by default.</param>
    /// <param name="width">The width attribute, in pixels; none by default.</param>
    /// <param name="height">The height attribute, in pixels; none by default.</param>
    /// <exception cref="SvgException">A coordinate is not finite.</exception>
    public static string Write(SvgDocument document, SvgMetadata? metadata = null, double? width = null, double? height = null) =>
        Encoding.UTF8.GetString(Compose(document, metadata, width, height).Written);

    /// <inheritdoc cref="Write"/>
    /// <returns>UTF-8 without a byte order mark.</returns>
    public static byte[] WriteUtf8(SvgDocument document, SvgMetadata? metadata = null, double? width = null, double? height = null) =>
        Compose(document, metadata, width, height).Written.ToArray();

    static Markup Compose(SvgDocument document, SvgMetadata? metadata, double? width, double? height)
    {
        var content = new Markup(8192);
        var writer = new TreeWriter();
        writer.Write(document.Children, content);
        var result = new Markup(content.Length + writer.Definitions.Length + 512);
        result.Raw("<svg xmlns=\"http://www.w3.org/2000/svg\""u8);
        if (width is { } w) result.Attribute(" width"u8, w);
        if (height is { } h) result.Attribute(" height"u8, h);
        var box = document.ViewBox;
        result.Raw(" viewBox=\""u8).Number(box.Left).Raw(" "u8).Number(box.Top).Raw(" "u8).Number(box.Width).Raw(" "u8).Number(box.Height)
            .Raw("\">"u8);
        if (metadata is not null) MetadataWriter.Write(metadata, result);
        if (writer.Definitions.Length > 0) result.Raw("<defs>"u8).Raw(writer.Definitions.Written).Raw("</defs>"u8);
        return result.Raw(content.Written).Raw("</svg>"u8);
    }
}
