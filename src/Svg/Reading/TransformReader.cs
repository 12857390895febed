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
            var name = reader.Rest[..open].Trim();
            reader.Position += open + 1;
            var count = 0;
            while (count < 6 && reader.TryRead(out n[count]))
            {
                SkipUnit(ref reader);
                count++;
            }
            reader.SkipSpace();
            if (reader.AtEnd || reader.Current != ')') return Matrix.Identity;
            reader.Position++;
            Matrix? next = name switch
            {
                "matrix" when count == 6 => new Matrix(n[0], n[1], n[2], n[3], n[4], n[5]),
                "translate" or "translateX" when count == 1 => Matrix.Translation(n[0], 0),
                "translate" when count == 2 => Matrix.Translation(n[0], n[1]),
                "translateY" when count == 1 => Matrix.Translation(0, n[0]),
                "scale" when count == 1 => Matrix.Scaling(n[0], n[0]),
                "scale" when count == 2 => Matrix.Scaling(n[0], n[1]),
                "scaleX" when count == 1 => Matrix.Scaling(n[0], 1),
                "scaleY" when count == 1 => Matrix.Scaling(1, n[0]),
                "rotate" when count == 1 => Matrix.Rotation(n[0]),
                "rotate" when count == 3 => Matrix.Rotation(n[0]).About(new Point(n[1], n[2])),
                "skewX" when count == 1 => new Matrix(1, 0, Math.Tan(n[0] * Math.PI / 180), 1, 0, 0),
                "skewY" when count == 1 => new Matrix(1, Math.Tan(n[0] * Math.PI / 180), 0, 1, 0, 0),
                _ => null,
            };
            if (next is not { } transform) return Matrix.Identity;
            result *= transform;
        }
    }

    /// <summary>The units of CSS transforms in a style: pixels and degrees are what numbers mean anyway.</summary>
    static void SkipUnit(ref NumberReader reader)
    {
        if (reader.Rest.StartsWith("px")) reader.Position += 2;
        else if (reader.Rest.StartsWith("deg")) reader.Position += 3;
    }
}
