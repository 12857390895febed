namespace EmojiGen.Svg.Paths;

static class PathFormatter
{
    /// <summary>Segments as absolute path text, precise to about a millionth of the path's extent.</summary>
    public static string Format(ReadOnlySpan<Segment> segments)
    {
        var extent = 0.0;
        foreach (ref readonly var segment in segments)
            extent = Math.Max(extent, Math.Max(Math.Abs(segment.End.X), Math.Abs(segment.End.Y)));
        var path = new PathText(NumberFormat.DecimalsFor(extent, 7));
        Point current = default;
        foreach (ref readonly var s in segments)
        {
            switch (s.Kind)
            {
                case SegmentKind.Move: path.Add('M', s.End.X, s.End.Y); break;
                case SegmentKind.Line when s.End.Y == current.Y: path.Add('H', s.End.X); break;
                case SegmentKind.Line when s.End.X == current.X: path.Add('V', s.End.Y); break;
                case SegmentKind.Line: path.Add('L', s.End.X, s.End.Y); break;
                case SegmentKind.Quadratic: path.Add('Q', s.Control1, s.End); break;
                case SegmentKind.Cubic: path.Add('C', s.Control1, s.Control2, s.End); break;
                case SegmentKind.Close: path.AppendClose(); break;
            }
            current = s.End;
        }
        return path.ToString();
    }
}
