namespace EmojiGen.Svg.Reading;

static class AspectRatio
{
    /// <summary>The map from <paramref name="content"/> into <paramref name="area"/> that preserveAspectRatio asks for.</summary>
    /// <remarks>SVG 2, section 8.6; xMidYMid meet where the text says nothing.</remarks>
    public static Matrix Fit(Box content, Box area, ReadOnlySpan<char> preserve)
    {
        preserve = preserve.Trim();
        var scaleX = area.Width / content.Width;
        var scaleY = area.Height / content.Height;
        if (!preserve.StartsWith("none"))
            scaleX = scaleY = preserve.EndsWith("slice") ? Math.Max(scaleX, scaleY) : Math.Min(scaleX, scaleY);
        var alignX = preserve.StartsWith("xMin") ? 0 : preserve.StartsWith("xMax") ? 1 : 0.5;
        var alignY = preserve.IndexOf("YMin") > 0 ? 0 : preserve.IndexOf("YMax") > 0 ? 1 : 0.5;
        return new Matrix(scaleX, 0, 0, scaleY,
            area.Left + alignX * (area.Width - content.Width * scaleX) - content.Left * scaleX,
            area.Top + alignY * (area.Height - content.Height * scaleY) - content.Top * scaleY);
    }

    /// <summary>The value as one of SVG's own, empty where it says nothing else than the usual.</summary>
    public static string Plain(ReadOnlySpan<char> preserve)
    {
        preserve = preserve.Trim();
        foreach (var alignment in alignments)
            if (preserve.StartsWith(alignment))
                return preserve.EndsWith("slice") && alignment != "none" ? $"{alignment} slice" : alignment;
        return "";
    }

    static readonly string[] alignments =
        ["none", "xMinYMin", "xMidYMin", "xMaxYMin", "xMinYMid", "xMidYMid", "xMaxYMid", "xMinYMax", "xMidYMax", "xMaxYMax"];
}
