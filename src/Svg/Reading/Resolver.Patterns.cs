using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace EmojiGen.Svg.Reading;

/// <summary>Patterns: what fills and strokes are tiled with.</summary>
/// <remarks>SVG 2, section 14.3.</remarks>
sealed partial class Resolver
{
    /// <summary>A pattern whose children are fitted into a tile that the shape's bounds decide: a paint once there is a shape.</summary>
    sealed record UnfittedPattern(ImmutableArray<Node> Children, Box Tile, Matrix Transform, Box ViewBox, string AspectRatio) : Paint
    {
        public Pattern In(Box tile) => new(Fitted(Children, ViewBox, tile, AspectRatio), tile, Transform, false, false);
    }

    static ImmutableArray<Node> Fitted(ImmutableArray<Node> children, Box viewBox, Box tile, ReadOnlySpan<char> aspect)
    {
        var fit = Reading.AspectRatio.Fit(viewBox, tile, aspect);
        return fit.IsIdentity ? children : [.. children.Select(it => it with { Transform = fit * it.Transform })];
    }

    /// <summary>A paint as it is on one shape.</summary>
    /// <returns>Null where the shape leaves it no room.</returns>
    static Paint? FittedOn(Path path, Paint paint)
    {
        if (paint is not UnfittedPattern pattern) return paint;
        var bounds = path.Bounds(Matrix.Identity);
        if (!(bounds.Width > 0 && bounds.Height > 0)) return null;
        return pattern.In(new Matrix(bounds.Width, 0, 0, bounds.Height, bounds.Left, bounds.Top).Apply(pattern.Tile));
    }

    Paint? PatternAt(int element) => ReadOnce(known.Patterns, element, ReadPattern);

    Paint? ReadPattern(int element)
    {
        // The element itself, then what it takes the unsaid from.
        var links = new List<int>();
        for (var at = element; at >= 0 && xml[at].Name == ElementName.Pattern && links.Count < LongestChain; at = Referenced(at))
            links.Add(at);
        var chain = CollectionsMarshal.AsSpan(links);
        var holder = links.Find(it => xml[it].End > it + 1);
        if (xml[holder].Name != ElementName.Pattern) return null;

        var isFraction = CssText.Keyword(Inherited(chain, AttributeName.PatternUnits)) is not "userspaceonuse";
        var whole = isFraction ? new Viewport(1, 1) : Viewport;
        var tile = Box.At(Side(chain, AttributeName.X, Axis.X), Side(chain, AttributeName.Y, Axis.Y),
            Side(chain, AttributeName.Width, Axis.X), Side(chain, AttributeName.Height, Axis.Y));
        Box? viewBox = null;
        foreach (var link in links) viewBox ??= ViewBox(link);
        var transform = TransformOf(chain, AttributeName.PatternTransform, Viewport);
        if (transform.Determinant == 0) warnings?.Add("A pattern whose transform flattens it paints nothing.");
        if (!(tile.Width > 0 && tile.Height > 0) || viewBox is { Area: 0 } || transform.Determinant == 0) return null;

        var children = ChildrenOf(holder, viewBox);
        if (children.IsEmpty) return null;
        var aspect = AspectRatio.Plain(Inherited(chain, AttributeName.PreserveAspectRatio));
        if (viewBox is not { } box)
        {
            var content = CssText.Keyword(Inherited(chain, AttributeName.PatternContentUnits));
            return new Pattern(children, tile, transform, isFraction, content is "objectboundingbox");
        }
        if (isFraction) return new UnfittedPattern(children, tile, transform, box, aspect);
        return new Pattern(Fitted(children, box, tile, aspect), tile, transform, false, false);

        double Side(ReadOnlySpan<int> chain, AttributeName name, Axis axis) =>
            Inherited(chain, name) is { IsEmpty: false } text && Length.TryRead(text, whole.Side(axis), 16, out var value) ? value : 0;
    }

    ImmutableArray<Node> ChildrenOf(int pattern, Box? viewBox)
    {
        var style = StyleOf(pattern, out var own);
        if (own.ShowsOverflow) warnings?.Add("A <pattern> whose overflow is visible was cut to its tile.");
        var outer = viewBox is { } box ? Within(new Viewport(box.Width, box.Height)) : known;
        var children = Children(pattern + 1, xml[pattern].End, style, default);
        known = outer;
        return children;
    }
}
