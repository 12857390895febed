using System.Text;

namespace EmojiGen.Imaging;

/// <summary>The picture in characters alone: the darker and the more there, the heavier.</summary>
static class PlainCharacters
{
    const string Ramp = " .:-=+*#%@";

    /// <param name="picture">One pixel a column, two a line.</param>
    internal static string Encode(Raster picture)
    {
        var text = new StringBuilder();
        for (var y = 0; y < picture.Height; y += 2)
        {
            var line = new StringBuilder();
            for (var x = 0; x < picture.Width; x++)
            {
                var weight = (Weight(picture[x, y]) + Weight(picture[x, Math.Min(y + 1, picture.Height - 1)])) / 2;
                line.Append(Ramp[(int)Math.Round(weight * (Ramp.Length - 1))]);
            }
            text.Append(line.ToString().TrimEnd()).Append('\n');
        }
        return text.ToString();
    }

    // Even white must be seen, so a pixel that is there weighs at least a quarter. Luma: ITU-R BT.601.
    static double Weight(Rgba color)
    {
        var luma = (0.299 * color.R + 0.587 * color.G + 0.114 * color.B) / 255;
        return color.A / 255.0 * (1 - 0.75 * luma);
    }
}
