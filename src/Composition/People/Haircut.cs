using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Svg;

namespace EmojiGen.Composition.People;

/// <summary>Takes the hair off an icon. Where its outline is one line with that of the body, only the hair's strokes of it go.</summary>
static class Haircut
{
    /// <summary>How far a line may reach over what it goes round, canvas units.</summary>
    const double Overhang = 3;

    /// <param name="anatomy">Of the document.</param>
    /// <param name="hair">Where it lies, on the canvas.</param>
    public static SvgDocument Shave(SvgDocument document, Anatomy anatomy, Box hair)
    {
        var toCanvas = Canvas.From(document.ViewBox);
        var (around, face) = (hair.Inflate(Overhang), anatomy.Head.Inflate(Overhang));
        var bare = LeafMap.Apply(document, leaf => leaf.Node is Shape { Fill: null, Stroke: not null } line
            ? WithoutStrokes(line, toCanvas * leaf.ToRoot, around, face) : leaf.Node);
        return SvgTree.Keep(bare, leaf => !anatomy.Hair.Contains(leaf));
    }

    /// <summary>A line without the strokes that go round the hair, which the face's own outline and features do not.</summary>
    static Shape WithoutStrokes(Shape line, Matrix map, Box hair, Box face)
    {
        var strokes = new List<ImmutableArray<Segment>>();
        var current = ImmutableArray.CreateBuilder<Segment>();
        foreach (var segment in line.Path.Segments)
        {
            if (segment.Kind == SegmentKind.Move && current.Count > 0) strokes.Add(current.DrainToImmutable());
            current.Add(segment);
        }
        if (current.Count > 0) strokes.Add(current.DrainToImmutable());

        var kept = strokes.Where(stroke => !IsHair(new Svg.Path(stroke).Bounds(map))).ToList();
        return kept.Count == strokes.Count ? line : line with { Path = new Svg.Path([.. kept.SelectMany(static it => it)]) };

        bool IsHair(Box stroke) => hair.Union(stroke) == hair && face.Union(stroke) != face;
    }
}
