using System.Buffers.Text;
using System.Text.RegularExpressions;
using NetVips;

namespace EmojiGen.Imaging;

/// <summary>Renders SVG by librsvg, through libvips.</summary>
/// <remarks>Files and URLs that a document refers to are never opened: it comes from memory, and librsvg then allows <c>data:</c>
/// alone.</remarks>
public static partial class SvgRenderer
{
    /// <summary>As CSS has it; libvips' own would be 72.</summary>
    const double PixelsPerInch = 96;

    /// <summary>A size is rounded to pixels, so that the scale follows from it exactly only in the second or third trial.</summary>
    const int MostTrials = 4;

    /// <summary>Renders a document to exactly the size asked for. May be called from several threads at once.</summary>
    /// <param name="svg">A whole SVG document, UTF-8 (or Latin-1, if its XML declaration says so).</param>
    /// <param name="width">1 to <see cref="Raster.MaxSide"/> pixels.</param>
    /// <param name="height">1 to <see cref="Raster.MaxSide"/> pixels.</param>
    /// <param name="smoothFilters">
    /// Whether a document with filters is rendered larger and scaled down: see the remarks. Others are rendered once, at their size.
    /// </param>
    /// <returns>The picture; where its proportions differ from the document's, the document is centred and the rest is
    /// transparent.</returns>
    /// <exception cref="RenderException">librsvg refuses the document, or we do because it endangers librsvg; the message has the
    /// reason.</exception>
    /// <exception cref="InvalidOperationException">libvips cannot be loaded.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A side is out of range.</exception>
    /// <remarks>
    /// A filter works on finished pixels, and the inner shadows of the fluent set multiply alpha until no soft edge is left: at 128 pixels
    /// its
    /// outlines are stairs. Twice the size and back costs three times as much and makes them smooth.
    /// </remarks>
    public static Raster Render(ReadOnlySpan<byte> svg, int width, int height, bool smoothFilters = true)
    {
        Raster.CheckSides(width, height);
        SvgLimits.Check(svg);
        VipsLibrary.Ensure();

        var document = svg.ToArray();
        var enlargement = smoothFilters && svg.IndexOf("<filter"u8) >= 0 ? Enlargement(Math.Max(width, height)) : 1;
        if (enlargement == 1) return RenderOnce(document, width, height);
        try
        {
            return RenderOnce(document, width * enlargement, height * enlargement).Resize(width, height);
        }
        catch (RenderException)
        {
            return RenderOnce(document, width, height); // some filters exhaust librsvg at one size and not at another
        }
    }

    // Above 640 pixels a stair is too small to be seen, and four times the pixels take long.
    static int Enlargement(int side) => side > 640 ? 1 : Math.Clamp(256 / side, 2, 8);

    static Raster RenderOnce(byte[] document, int width, int height)
    {
        try
        {
            using var drawing = Load(document, width, height);
            var picture = new Raster(drawing.Width, drawing.Height, drawing.WriteToMemory<byte>());
            if ((picture.Width, picture.Height) == (width, height)) return picture;

            var centred = new Raster(width, height);
            picture.DrawOn(centred, (width - picture.Width) / 2, (height - picture.Height) / 2);
            return centred;
        }
        catch (VipsException e)
        {
            var reason = VipsLibrary.Reason(e, "svgload_buffer", "glib");
            throw SvgLimits.Refused(reason is "bad dimensions" or "zero-sized image"
                ? $"its size leaves less than a pixel of {width}x{height}"
                : LibxmlCode().Replace(reason, ""));
        }
    }

    /// <summary>The document at the scale at which it just fits into the size. It is drawn when its pixels are asked for.</summary>
    static Image Load(byte[] document, int width, int height)
    {
        var scale = ViewBoxScale(document, width, height);
        for (var trial = 1; trial <= MostTrials; trial++)
        {
            var drawing = Image.SvgloadBuffer(document, dpi: PixelsPerInch, scale: scale);
            var (across, down) = ((double)width / drawing.Width, (double)height / drawing.Height);
            if (Math.Min(across, down) == 1) return drawing;
            drawing.Dispose();
            scale *= Math.Min(across, down);
        }
        throw SvgLimits.Refused($"its size cannot be brought to {width}x{height}");
    }

    /// <summary>
    /// The scale of a document that has a view box and no size of its own, as all of ours; of any other 1, from which the right one is
    /// found,
    /// at the cost of reading the document once more.
    /// </summary>
    static double ViewBoxScale(ReadOnlySpan<byte> document, int width, int height)
    {
        var root = document[..Math.Max(0, document.IndexOf((byte)'>'))];
        var viewBox = root.IndexOf(" viewBox=\""u8);
        if (viewBox < 0 || root.IndexOf(" width="u8) >= 0 || root.IndexOf(" height="u8) >= 0) return 1;

        Span<double> numbers = stackalloc double[4]; // left, top, width, height
        var rest = root[(viewBox + " viewBox=\"".Length)..];
        foreach (ref var number in numbers)
        {
            if (!Utf8Parser.TryParse(rest, out number, out var length)) return 1;
            rest = rest[length..].TrimStart(" ,"u8);
        }
        return Math.Min(width / numbers[2], height / numbers[3]) is > 0 and < double.PositiveInfinity and var scale ? scale : 1;
    }

    // libxml2's numbers say nothing to a person: "Error domain 1 code 77 on line 1 column 103 of data: Premature end".
    [GeneratedRegex("Error domain [0-9]+ code [0-9]+ ")]
    private static partial Regex LibxmlCode();
}
