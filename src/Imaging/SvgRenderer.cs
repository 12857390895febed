using System.Globalization;
using System.Text.RegularExpressions;
using EmojiGen.Imaging.Native;

namespace EmojiGen.Imaging;

/// <summary>Renders SVG by librsvg.</summary>
/// <remarks>
/// libvips' own <c>svgload</c> wraps the same library, but costs 0.4 ms more an icon and 20 ms more at start, so librsvg is called directly.
/// Files and URLs that a document refers to are never opened: it comes from memory, and librsvg then allows <c>data:</c> alone.
/// </remarks>
public static unsafe partial class SvgRenderer
{
    /// <summary>Renders a document to exactly the size asked for. May be called from several threads at once.</summary>
    /// <param name="svg">A whole SVG document, UTF-8 (or Latin-1, if its XML declaration says so).</param>
    /// <param name="width">1 to <see cref="Raster.MaxSide"/> pixels.</param>
    /// <param name="height">1 to <see cref="Raster.MaxSide"/> pixels.</param>
    /// <param name="smoothFilters">Whether a document with filters is rendered larger and scaled down: see the remarks. Others are rendered once, at their size.</param>
    /// <returns>The picture; where its proportions differ from the document's, the document is centred and the rest is transparent.</returns>
    /// <exception cref="RenderException">librsvg refuses the document, or we do because it endangers librsvg; the message has the reason.</exception>
    /// <exception cref="InvalidOperationException">librsvg is not installed.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A side is out of range.</exception>
    /// <remarks>
    /// A filter works on finished pixels, and the inner shadows of the fluent set multiply alpha until no soft edge is left: at 128 pixels its
    /// outlines are stairs. Twice the size and back costs three times as much (30 ms an icon for 11) and makes them smooth.
    /// </remarks>
    public static Raster Render(ReadOnlySpan<byte> svg, int width, int height, bool smoothFilters = true)
    {
        Raster.CheckSides(width, height);
        SvgLimits.Check(svg);
        Rsvg.Ensure();

        var enlargement = smoothFilters && svg.IndexOf("<filter"u8) >= 0 ? Enlargement(Math.Max(width, height)) : 1;
        if (enlargement == 1) return RenderOnce(svg, width, height);
        try
        {
            return RenderOnce(svg, width * enlargement, height * enlargement).Resize(width, height);
        }
        catch (RenderException)
        {
            return RenderOnce(svg, width, height); // some filters exhaust librsvg at one size and not at another
        }
    }

    // Above 640 pixels a stair is too small to be seen, and four times the pixels take long.
    static int Enlargement(int side) => side > 640 ? 1 : Math.Clamp(256 / side, 2, 8);

    static Raster RenderOnce(ReadOnlySpan<byte> svg, int width, int height)
    {
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
        if (w == 0 || h == 0) return new(0, 0, width, height); // nothing to see, by the specification

        var scale = Math.Min(width / w, height / h);
        var viewport = new Rsvg.Rectangle((width - w * scale) / 2, (height - h * scale) / 2, w * scale, h * scale);
        if (!(viewport is { Width: >= 1, Height: >= 1 })) // librsvg panics there; not a number is turned away too
            throw SvgLimits.Refused(string.Create(CultureInfo.InvariantCulture, $"its size is {w:g6} x {h:g6}, which leaves less than a pixel of {width}x{height}"));
        return viewport;
    }

    static RenderException Refused(GLib.Error* error) =>
        SvgLimits.Refused(LibxmlCode().Replace(GLib.TakeMessage(error).ReplaceLineEndings(" "), "").TrimEnd('.', ' '));

    // libxml2's numbers say nothing to a person: "Error domain 1 code 77 on line 1 column 103 of data: Premature end".
    [GeneratedRegex("Error domain [0-9]+ code [0-9]+ ")]
    private static partial Regex LibxmlCode();
}
