using EmojiGen.Imaging.Native;

namespace EmojiGen.Imaging;

/// <summary>Renders SVG by librsvg.</summary>
/// <remarks>
/// libvips' own <c>svgload</c> wraps the same library, but costs 0.4 ms more an icon and 20 ms more at start, so librsvg is called directly.
/// Files and URLs that a document refers to are never opened: it comes from memory, and librsvg then allows <c>data:</c> alone.
/// </remarks>
public static unsafe class SvgRenderer
{
    /// <summary>Renders a document to exactly the size asked for. May be called from several threads at once.</summary>
    /// <param name="svg">A whole SVG document, UTF-8 (or as its XML declaration says), or gzipped.</param>
    /// <param name="width">1 to <see cref="Raster.MaxSide"/> pixels.</param>
    /// <param name="height">1 to <see cref="Raster.MaxSide"/> pixels.</param>
    /// <returns>The picture; where its proportions differ from the document's, the document is centred and the rest is transparent.</returns>
    /// <exception cref="RenderException">librsvg refuses the document; the message has its reason.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A side is out of range.</exception>
    public static Raster Render(ReadOnlySpan<byte> svg, int width, int height)
    {
        Raster.CheckSides(width, height);
        GLib.Quieten();
        var pixels = new byte[width * height * 4]; // zero: transparent
        fixed (byte* data = svg)
        fixed (byte* target = pixels)
        {
            using var document = Rsvg.NewFromData(data, (nuint)svg.Length, out var error);
            if (document.IsInvalid) throw Refused(error);

            using var context = Cairo.DrawOn(target, width, height);
            var viewport = Fit(document, width, height);
            if (Rsvg.RenderDocument(document, context, viewport, out error) == 0) throw Refused(error);
        }
        Premultiplied.BgraToStraightRgba(pixels);
        return new(width, height, pixels);
    }

    /// <summary>The largest centred rectangle of the document's proportions.</summary>
    static Rsvg.Rectangle Fit(GObjectHandle document, int width, int height)
    {
        Rsvg.GetDimensions(document, out _, out _, out _, out _, out var hasViewBox, out var viewBox);
        if (Rsvg.GetSizeInPixels(document, out var w, out var h) == 0)
            (w, h) = hasViewBox != 0 ? (viewBox.Width, viewBox.Height) : (width, height);
        if (!(w > 0 && h > 0)) return new(0, 0, width, height);

        var scale = Math.Min(width / w, height / h);
        return new((width - w * scale) / 2, (height - h * scale) / 2, w * scale, h * scale);
    }

    static RenderException Refused(GLib.Error* error) =>
        new($"The SVG cannot be rendered: {GLib.TakeMessage(error).ReplaceLineEndings(" ").TrimEnd('.', ' ')}.");
}
