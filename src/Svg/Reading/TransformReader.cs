namespace EmojiGen.Svg.Reading;

static class TransformReader
{
    /// <summary>Reads a list of transforms; a list with an error in it is taken as none, as the SVG specification says.</summary>
    public static Matrix Read(ReadOnlySpan<char> text)
    {
        var result = Matrix.Identity;
        var reader = new NumberReader(text);
        Span<double> n = stackalloc double[6];
        while (true)
        {
            reader.SkipSeparator();
            if (reader.AtEnd) return result;
            var open = reader.Rest.IndexOf('(');
            if (open < 0) return Matrix.Identity;
            var name = CssText.Keyword(reader.Rest[..open]);
            reader.Position += open + 1;
            var count = 0;
            while (count < 6 && reader.TryRead(out n[count]))
            {
                n[count] *= Unit(ref reader);
                count++;
            }
            reader.SkipSpace();
            if (reader.AtEnd || reader.Current != ')') return Matrix.Identity;
            reader.Position++;
            Matrix? next = name switch
            {
                "matrix" when count == 6 => new Matrix(n[0], n[1], n[2], n[3], n[4], n[5]),
                "translate" or "translatex" when count == 1 => Matrix.Translation(n[0], 0),
                "translate" when count == 2 => Matrix.Translation(n[0], n[1]),
                "translatey" when count == 1 => Matrix.Translation(0, n[0]),
                "scale" when count == 1 => Matrix.Scaling(n[0], n[0]),
                "scale" when count == 2 => Matrix.Scaling(n[0], n[1]),
                "scalex" when count == 1 => Matrix.Scaling(n[0], 1),
                "scaley" when count == 1 => Matrix.Scaling(1, n[0]),
                "rotate" or "rotatez" when count == 1 => Matrix.Rotation(n[0]),
                "rotate" when count == 3 => Matrix.Rotation(n[0]).About(new Point(n[1], n[2])),
                "skewx" or "skew" when count == 1 => new Matrix(1, 0, Math.Tan(n[0] * Math.PI / 180), 1, 0, 0),
                "skewy" when count == 1 => new Matrix(1, Math.Tan(n[0] * Math.PI / 180), 0, 1, 0, 0),
                _ => null,
            };
            if (next is not { } transform) return Matrix.Identity;
            result *= transform;
        }
    }

    static readonly (string Name, double Factor)[] units =
    [
        ("px", 1), ("deg", 1), ("grad", 0.9), ("rad", 180 / Math.PI), ("turn", 360), ("pt", 96.0 / 72), ("pc", 16), ("mm", 96 / 25.4),
        ("cm", 96 / 2.54), ("in", 96),
    ];

    /// <summary>What the unit of a CSS transform in a style multiplies a number by, which means pixels or degrees without one.</summary>
    static double Unit(ref NumberReader reader)
    {
        if (reader.AtEnd || !char.IsAsciiLetter(reader.Current)) return 1;
        foreach (var (name, factor) in units)
        {
            if (!reader.Rest.StartsWith(name, StringComparison.OrdinalIgnoreCase)) continue;
            reader.Position += name.Length;
            return factor;
        }
        return 1;
    }
}
