using System.Globalization;
using System.Text;

namespace EmojiGen.Imaging;

/// <summary>A picture as the characters and escape sequences that make a terminal show it, on the terminal's own ground.</summary>
public static class TerminalPreview
{
    /// <summary>Columns a preview takes unless told otherwise: large enough to tell an emoji's face, small beside a prompt.</summary>
    public const int DefaultColumns = 28;

    /// <summary>Writes the preview, whole lines of it.</summary>
    /// <inheritdoc cref="Encode"/>
    public static void Write(TextWriter output, Raster picture, TerminalKind kind, int columns = DefaultColumns) =>
        output.Write(Encode(picture, kind, columns));

    /// <summary>The text that shows the picture, ending in a line break; nothing for <see cref="TerminalKind.None"/> or a transparent
    /// picture.</summary>
    /// <param name="picture">Its transparent margin is not shown.</param>
    /// <param name="kind">What the terminal understands.</param>
    /// <param name="columns">Character cells, 1 to 400, that its longer side fits into, taking a cell for twice as high as wide.</param>
    public static string Encode(Raster picture, TerminalKind kind, int columns = DefaultColumns)
    {
        if (columns is < 1 or > 400)
            throw new ArgumentOutOfRangeException(null, $"A preview is 1 to 400 columns wide, but {columns} were asked for.");
        if (picture.ContentBounds(threshold: 7) is not { } box) return "";

        var content = picture.Crop(box.X, box.Y, box.Width, box.Height);
        return kind switch
        {
            TerminalKind.Kitty => Kitty.Encode(content, CellsAcross(content, columns)),
            TerminalKind.ITerm2 => Inline(content, CellsAcross(content, columns)),
            TerminalKind.Sixel => Sixel.Encode(Within(content, columns * SixelsPerColumn)),
            TerminalKind.Blocks => HalfBlocks.Encode(Within(content, columns), HalfBlocks.TrueColor),
            TerminalKind.Blocks256 => HalfBlocks.Encode(Within(content, columns), HalfBlocks.Xterm),
            TerminalKind.Plain => PlainCharacters.Encode(Within(content, columns)),
            _ => "",
        };
    }

    /// <summary>Terminals' cells are about 8 to 10 pixels wide, and sixels cannot be told to fill cells.</summary>
    const int SixelsPerColumn = 8;

    /// <remarks>iTerm2's documentation, "Inline Images Protocol".</remarks>
    static string Inline(Raster content, int columns)
    {
        var file = ImageFile.Encode(ImageFormat.Png, content);
        return string.Create(CultureInfo.InvariantCulture,
            $"\e]1337;File=inline=1;size={file.Length};width={columns};height=auto;preserveAspectRatio=1:{Convert.ToBase64String(file)}\a\n");
    }

    static int CellsAcross(Raster content, int columns) =>
        Math.Max(1, (int)Math.Round((double)columns * content.Width / Math.Max(content.Width, content.Height)));

    static Raster Within(Raster content, int side)
    {
        var scale = (double)side / Math.Max(content.Width, content.Height);
        return content.Resize(Math.Max(1, (int)Math.Round(content.Width * scale)), Math.Max(1, (int)Math.Round(content.Height * scale)));
    }
}

/// <remarks>kitty's documentation, "Terminal graphics protocol": a PNG in base64, in chunks of at most 4,096 characters.</remarks>
static class Kitty
{
    const int Chunk = 4096;

    internal static string Encode(Raster content, int columns)
    {
        var payload = Convert.ToBase64String(ImageFile.Encode(ImageFormat.Png, content)).AsSpan();
        var text = new StringBuilder(payload.Length + 256);
        for (var at = 0; at < payload.Length; at += Chunk)
        {
            var more = at + Chunk < payload.Length ? 1 : 0;
            text.Append("\e_G");
            // show at once, PNG, no answers, so many cells wide
            if (at == 0) text.Append(CultureInfo.InvariantCulture, $"a=T,f=100,q=2,c={columns},");
            text.Append(CultureInfo.InvariantCulture, $"m={more};").Append(payload[at..Math.Min(payload.Length, at + Chunk)])
                .Append("\e\\");
        }
        return text.Append('\n').ToString();
    }
}
