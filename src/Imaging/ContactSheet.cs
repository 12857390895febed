using System.Globalization;
using System.Text;

namespace EmojiGen.Imaging;

/// <summary>What a contact sheet's pictures lie on.</summary>
public enum SheetGround
{
    Light,
    Dark,

    /// <summary>The chessboard that stands for transparency, behind each picture.</summary>
    Checker,
}

/// <summary>Many pictures on one, in a grid, with captions.</summary>
public static class ContactSheet
{
    /// <param name="items">At least one; a picture larger than its cell is scaled down, a smaller one stays as it is, in the
    /// middle.</param>
    /// <param name="columns">Pictures a row, at least 1; no more than there are pictures are used.</param>
    /// <param name="cell">The side of the square each picture has, 8 to 1024 pixels.</param>
    /// <param name="ground">What the pictures lie on.</param>
    /// <param name="title">A line above all, or null.</param>
    /// <returns>An opaque picture.</returns>
    /// <exception cref="ArgumentException">Nothing to show, or an argument out of its range.</exception>
    public static Raster Compose(
        IReadOnlyList<(Raster Image, string? Caption)> items, int columns, int cell, SheetGround ground = SheetGround.Light, string? title = null)
    {
        if (items.Count == 0) throw new ArgumentException("A contact sheet needs at least one picture, but none was given.");
        if (columns < 1) throw new ArgumentOutOfRangeException(null,
            $"A contact sheet has at least one column, but {columns} were asked for.");
        if (cell is < 8 or > 1024)
            throw new ArgumentOutOfRangeException(null, $"A contact sheet's cells are 8 to 1024 pixels wide, but {cell} were asked for.");

        var layout = new Layout(items, Math.Min(columns, items.Count), cell, title);
        var look = Look.Of(ground);
        var sheet = Raster.Filled(layout.Width, layout.Height, look.Ground);
        if (title is not null) Write(sheet, look, 0, layout.TitleHeight, [(layout.Width / 2.0, title, layout.FontSize * 1.4)],
            layout.Width - 2 * layout.Gap);

        for (var first = 0; first < items.Count; first += layout.Columns)
        {
            var top = layout.Top(first);
            var captions = new List<(double, string, double)>();
            for (var i = first; i < Math.Min(first + layout.Columns, items.Count); i++)
            {
                var left = layout.Left(i);
                if (ground == SheetGround.Checker) Checker(sheet, left, top, cell);
                Place(sheet, items[i].Image, left, top, cell);
                if (items[i].Caption is { } caption) captions.Add((left + cell / 2.0, caption, layout.FontSize));
            }
            if (captions.Count > 0) Write(sheet, look, top + cell, layout.CaptionHeight, captions, cell + layout.Gap * 0.8);
        }
        return sheet;
    }

    /// <summary>Where everything lies, in pixels.</summary>
    sealed record Layout
    {
        internal Layout(IReadOnlyList<(Raster, string? Caption)> items, int columns, int cell, string? title)
        {
            Columns = columns;
            Cell = cell;
            Gap = Math.Max(4, cell / 8);
            FontSize = Math.Clamp(cell / 10.0, 9, 20);
            CaptionHeight = items.Any(static item => item.Caption is not null)
                ? (int)Math.Ceiling(FontSize * (0.5 + CaptionLines * LineHeight)) : 0;
            TitleHeight = title is null ? 0 : (int)Math.Ceiling(FontSize * 2.4);
            var rows = (items.Count + columns - 1) / columns;
            Width = Gap + columns * (cell + Gap);
            Height = TitleHeight + Gap + rows * (cell + CaptionHeight + Gap);
        }

        internal int Columns { get; }
        internal int Cell { get; }
        internal int Gap { get; }
        internal double FontSize { get; }
        internal int CaptionHeight { get; }
        internal int TitleHeight { get; }
        internal int Width { get; }
        internal int Height { get; }

        internal int Left(int index) => Gap + index % Columns * (Cell + Gap);

        internal int Top(int index) => TitleHeight + Gap + index / Columns * (Cell + CaptionHeight + Gap);
    }

    const int CaptionLines = 2;
    const double LineHeight = 1.2;

    sealed record Look(Rgba Ground, string Ink)
    {
        // White, and the grey of chat programs' dark themes; ink of a contrast above 7:1 on each.
        internal static Look Of(SheetGround ground) =>
            ground == SheetGround.Dark ? new(new(0x1E, 0x1F, 0x22), "#d5d7da") : new(Rgba.White, "#3c4043");
    }

    static void Place(Raster sheet, Raster image, int left, int top, int cell)
    {
        var shown = image.Width > cell || image.Height > cell ? image.Fit(cell, cell) : image;
        shown.DrawOn(sheet, left + (cell - shown.Width) / 2, top + (cell - shown.Height) / 2);
    }

    static void Checker(Raster sheet, int left, int top, int cell)
    {
        var square = Math.Max(2, cell / 16);
        for (var y = 0; y < cell; y++)
            for (var x = 0; x < cell; x++)
                sheet[left + x, top + y] = (x / square + y / square) % 2 == 0 ? new(0xF4, 0xF4, 0xF5) : new(0xDC, 0xDD, 0xDF);
    }

    /// <summary>Draws texts, each centred at its place, as SVG on a strip of the sheet.</summary>
    static void Write(Raster sheet, Look look, int top, int height, IReadOnlyList<(double Center, string Text, double Size)> texts,
        double width)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"<svg xmlns='http://www.w3.org/2000/svg' width='{sheet.Width}' height='{height}' fill='{look.Ink}'>");
        foreach (var (center, text, size) in texts)
        {
            var baseline = size * 1.25;
            foreach (var line in CaptionText.Wrap(text, width / size, CaptionLines))
            {
                var outline = TextOutline.Of(line, size);
                svg.Append(CultureInfo.InvariantCulture,
                    $"<path transform='translate({center - outline.Width / 2:f2} {baseline:f2})' d='{outline.PathData}'/>");
                baseline += size * LineHeight;
            }
        }
        SvgRenderer.Render(Encoding.UTF8.GetBytes(svg.Append("</svg>").ToString()), sheet.Width, height).DrawOn(sheet, 0, top);
    }
}
