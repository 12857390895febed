using EmojiGen.Svg.Reading;

namespace EmojiGen.Svg.Paths;

/// <summary>Reads the grammar of SVG 2, section 9.3: all commands, implicit repetition, numbers and arc flags glued together.</summary>
ref struct PathParser
{
    NumberReader reader;
    SegmentBuffer segments;
    Point current, start, control;
    char previous;
    List<int>? commandEnds;

    /// <param name="commandEnds">Gets how many segments there were after each command.</param>
    /// <returns>The absolute segments up to the first error.</returns>
    public static Segment[] Parse(ReadOnlySpan<char> data, List<int>? commandEnds = null)
    {
        var parser = new PathParser
        {
            reader = new NumberReader(data),
            segments = new SegmentBuffer(data.Length / 12 + 4),
            commandEnds = commandEnds,
        };
        parser.Read();
        return parser.segments.ToArray();
    }

    void Read()
    {
        while (true)
        {
            reader.SkipSpace();
            if (reader.AtEnd) return;
            var command = reader.Current;
            if (segments.Count == 0 && command is not ('M' or 'm')) return;
            reader.Position++;
            if (command is 'Z' or 'z')
            {
                Close();
                continue;
            }
            if (!ReadCommand(command)) return;
            // What a move repeats is lines.
            var repeated = command switch { 'M' => 'L', 'm' => 'l', _ => command };
            while (NumberFollows())
                if (!ReadCommand(repeated))
                    return;
        }
    }

    bool NumberFollows()
    {
        reader.SkipSpace();
        return !reader.AtEnd && (reader.Current is ',' or '-' or '+' or '.' || char.IsAsciiDigit(reader.Current));
    }

    bool ReadCommand(char command)
    {
        var origin = char.IsAsciiLetterLower(command) ? current : default;
        // After a close, drawing goes on from the subpath's start with a move of its own.
        if (previous is 'Z' && (command | 0x20) != 'm') Add(SegmentKind.Move, default, default, current);
        switch (command)
        {
            case 'M' or 'm':
                if (!TryPoint(origin, out var to)) return false;
                start = to;
                Add(SegmentKind.Move, default, default, to);
                break;
            case 'L' or 'l':
                if (!TryPoint(origin, out to)) return false;
                Add(SegmentKind.Line, default, default, to);
                break;
            case 'H' or 'h':
                if (!reader.TryRead(out var x)) return false;
                Add(SegmentKind.Line, default, default, new Point(origin.X + x, current.Y));
                break;
            case 'V' or 'v':
                if (!reader.TryRead(out var y)) return false;
                Add(SegmentKind.Line, default, default, new Point(current.X, origin.Y + y));
                break;
            case 'C' or 'c':
                if (!(TryPoint(origin, out var c1) && TryPoint(origin, out var c2) && TryPoint(origin, out to))) return false;
                Add(SegmentKind.Cubic, c1, c2, to);
                control = c2;
                break;
            case 'S' or 's':
                if (!(TryPoint(origin, out c2) && TryPoint(origin, out to))) return false;
                Add(SegmentKind.Cubic, previous == 'C' ? Reflected() : current, c2, to);
                control = c2;
                break;
            case 'Q' or 'q':
                if (!(TryPoint(origin, out c1) && TryPoint(origin, out to))) return false;
                Add(SegmentKind.Quadratic, c1, default, to);
                control = c1;
                break;
            case 'T' or 't':
                if (!TryPoint(origin, out to)) return false;
                c1 = previous == 'Q' ? Reflected() : current;
                Add(SegmentKind.Quadratic, c1, default, to);
                control = c1;
                break;
            case 'A' or 'a':
                if (!ReadArc(origin)) return false;
                break;
            default:
                return false;
        }
        commandEnds?.Add(segments.Count);
        previous = (char)(command & ~0x20) switch { 'S' => 'C', 'T' => 'Q', var other => other };
        return true;
    }

    bool ReadArc(Point origin)
    {
        if (!(reader.TryRead(out var radiusX) && reader.TryRead(out var radiusY) && reader.TryRead(out var rotation)
            && reader.TryReadFlag(out var isLarge) && reader.TryReadFlag(out var isPositive) && TryPoint(origin, out var to))) return false;
        EllipticArc.AddCubics(ref segments, current, radiusX, radiusY, rotation, isLarge, isPositive, to);
        current = to;
        return true;
    }

    readonly Point Reflected() => current + (current - control);

    bool TryPoint(Point origin, out Point point)
    {
        var isRead = reader.TryRead(out var x) & reader.TryRead(out var y);
        point = new Point(origin.X + x, origin.Y + y);
        return isRead;
    }

    void Add(SegmentKind kind, Point control1, Point control2, Point end)
    {
        segments.Add(kind, control1, control2, end);
        current = end;
    }

    void Close()
    {
        Add(SegmentKind.Close, default, default, start);
        commandEnds?.Add(segments.Count);
        previous = 'Z';
    }
}
