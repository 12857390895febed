using System.Collections.Immutable;
using EmojiGen.Svg;

namespace EmojiGen.Composition;

/// <summary>The closed lines of a path, each by itself: two eyes are often one path, and a hat may be drawn in one with an arm.</summary>
static class Contours
{
    public static IEnumerable<Svg.Path> Of(Svg.Path path)
    {
        var contour = ImmutableArray.CreateBuilder<Segment>();
        foreach (var segment in path.Segments)
        {
            if (segment.Kind == SegmentKind.Move && contour.Count > 0)
            {
                yield return new Svg.Path(contour.ToImmutable());
                contour.Clear();
            }
            contour.Add(segment);
        }
        if (contour.Count > 0) yield return new Svg.Path(contour.ToImmutable());
    }
}
