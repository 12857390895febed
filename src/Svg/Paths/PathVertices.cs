namespace EmojiGen.Svg.Paths;

/// <summary>Where a command of a path ends, which is where markers stand.</summary>
/// <param name="Incoming">The unit direction in which the path comes there; zero where it begins.</param>
/// <param name="Outgoing">The unit direction in which it goes on; zero where it ends.</param>
readonly record struct PathVertex(Point At, Point Incoming, Point Outgoing)
{
    /// <summary>The angle half way between both directions, in degrees.</summary>
    public double Angle
    {
        get
        {
            var sum = Incoming + Outgoing;
            // A path that turns on its heel has no direction half way: it keeps the one that it came in.
            var direction = Math.Abs(sum.X) + Math.Abs(sum.Y) > 1e-9 ? sum : new Point(-Incoming.Y, Incoming.X);
            return Math.Atan2(direction.Y, direction.X) * 180 / Math.PI;
        }
    }
}

/// <summary>The vertices of a path with the directions that it has there.</summary>
/// <remarks>SVG 2, sections 9.6.1 and 13.7.4.</remarks>
static class PathVertices
{
    /// <summary>In the order of the path; an arc has none within, however many curves stand for it.</summary>
    public static List<PathVertex> Of(Path path)
    {
        var ends = new List<int>();
        var segments = PathParser.Parse(path.Data, ends);
        var vertices = new List<PathVertex>(ends.Count);
        var first = 0;
        // Of the subpath that is being read: where its vertices begin, and in which direction it set out.
        var (subpath, current, direction) = (0, default(Point), default(Point));
        foreach (var end in ends)
        {
            for (; first < end; first++)
            {
                ref readonly var segment = ref segments[first];
                var isLast = first == end - 1;
                if (segment.Kind == SegmentKind.Move)
                {
                    subpath = vertices.Count;
                    direction = default;
                    if (isLast) vertices.Add(new(segment.End, default, default));
                }
                else
                {
                    var (from, to) = SegmentDirections.Of(current, segment);
                    // A segment without length takes the direction of the one before.
                    if (from == default) (from, to) = (direction, direction);
                    if (vertices.Count > 0 && vertices[^1] is { Outgoing: { X: 0, Y: 0 } } before)
                        vertices[^1] = before with { Outgoing = from };
                    direction = to;
                    if (isLast) vertices.Add(new(segment.End, to, default));
                    if (segment.Kind == SegmentKind.Close) Close(vertices, subpath);
                }
                current = segment.End;
            }
        }
        return vertices;
    }

    /// <summary>Where a subpath closes it goes on as it began, and began as it comes back.</summary>
    static void Close(List<PathVertex> vertices, int subpath)
    {
        if (subpath >= vertices.Count) return;
        var (start, end) = (vertices[subpath], vertices[^1]);
        vertices[^1] = end with { Outgoing = start.Outgoing };
        vertices[subpath] = vertices[subpath] with { Incoming = end.Incoming };
    }
}
