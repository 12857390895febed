using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Composition;
using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.Tests.Composition;

/// <summary>A scene with one piece of its tree in magenta: all else black, to count what is seen of the piece, or away, to count what there
/// is of it.</summary>
static class FlatColours
{
    /// <summary>Canvas units around the canvas in which a piece that is cut would be found.</summary>
    const int Around = 64;

    static readonly Color magenta = new(255, 0, 255), black = new(0, 0, 0);

    /// <param name="Seen">Pixels of it that nothing hides, at 128.</param>
    /// <param name="All">Pixels of it by itself.</param>
    /// <param name="Outside">Of these, how many lie outside the canvas.</param>
    /// <param name="Places">Where it lies by itself, in canvas units.</param>
    public sealed record Measured(int Seen, int All, int Outside, Box Bounds, ImmutableHashSet<(int X, int Y)> Places);

    /// <param name="occurrence">Of the drawing in the tree: that of a crowd stands there once for each of it.</param>
    public static Measured Measure(Scene scene, Node drawing, int occurrence)
    {
        var places = Magenta(Painted(scene.Document, drawing, occurrence, rest: null), Around).ToImmutableHashSet();
        places.ShouldNotBeEmpty("the drawing stands in the tree and is seen by itself");
        var seen = Magenta(Painted(scene.Document, drawing, occurrence, black), 0).Count();
        var bounds = places.Aggregate(Box.Empty, static (box, at) => box.Union(Box.At(at.X, at.Y, 1, 1)));
        var outside = places.Count(static at => at is not { X: >= 0 and < 128, Y: >= 0 and < 128 });
        return new Measured(seen, places.Count, outside, bounds, places);
    }

    /// <summary>A piece by itself, in its own colours.</summary>
    public static Raster Alone(Node drawing) =>
        SvgRenderer.Render(SvgWriter.WriteUtf8(new SvgDocument(Canvas.Box, [drawing])), Described.Pixels, Described.Pixels);

    static IEnumerable<(int X, int Y)> Magenta(SvgDocument document, int around)
    {
        var size = (int)Canvas.Size + 2 * around;
        var image = SvgRenderer.Render(SvgWriter.WriteUtf8(document with { ViewBox = document.ViewBox.Inflate(around) }), size, size);
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
                if (image[x, y] is { A: > 127, R: > 127, B: > 127 }) yield return (x - around, y - around);
    }

    /// <param name="rest">The colour of all else; null: it is taken away.</param>
    static SvgDocument Painted(SvgDocument document, Node drawing, int occurrence, Color? rest)
    {
        var seen = 0;
        return document with { Children = [.. document.Children.Select(Paint).OfType<Node>()] };

        Node? Paint(Node node)
        {
            if (ReferenceEquals(node, drawing) && seen++ == occurrence) return SvgTree.Silhouette(node, magenta);
            if (node is not Group group || group.Mask is not null) return rest is { } color ? SvgTree.Silhouette(node, color) : null;
            return group with { Filter = null, Children = [.. group.Children.Select(Paint).OfType<Node>()] };
        }
    }
}
