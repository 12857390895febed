namespace EmojiGen.Svg.Paths;

/// <summary>Segments being collected. Not a list, whose code over a type of our own would have to be compiled at each start.</summary>
struct SegmentBuffer(int capacity)
{
    Segment[] segments = new Segment[capacity];

    public int Count { get; private set; }

    public void Add(SegmentKind kind, Point control1, Point control2, Point end)
    {
        if (Count == segments.Length) Array.Resize(ref segments, Count * 2);
        segments[Count++] = new Segment(kind, control1, control2, end);
    }

    public readonly Segment[] ToArray()
    {
        var result = new Segment[Count];
        Array.Copy(segments, result, Count);
        return result;
    }
}
