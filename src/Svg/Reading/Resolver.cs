using System.Collections.Immutable;

namespace EmojiGen.Svg.Reading;

/// <summary>Resolves the elements of one text into nodes. The other parts of the class read viewports, shapes, markers, paints, and what is
/// defined once and referred to.</summary>
sealed partial class Resolver
{
    /// <summary>How many nodes all uses together may unfold to.</summary>
    public const int MaximumNodes = 100_000;

    /// <summary>How deep groups and uses may nest once unfolded.</summary>
    public const int MaximumDepth = 256;

    /// <summary>A clip or mask is painted by itself first, so each counts as so many of <see cref="MaximumDepth"/>: 300 masks in masks took
    /// 9 GB to draw.</summary>
    const int DepthOfLayer = 8;

    /// <summary>What a node is read for.</summary>
    /// <param name="InClip">Only the outline counts.</param>
    /// <param name="KeepsUnpainted">A group above is measured by its bounds, to which shapes without paint belong too.</param>
    /// <param name="Paints">Those of the element that uses or marks, for <c>context-fill</c> and <c>context-stroke</c>.</param>
    readonly record struct Context(bool InClip, bool KeepsUnpainted = false, ContextPaints? Paints = null);

    static readonly SolidPaint black = new(default);

    readonly XmlTree xml;
    readonly List<string>? warnings;
    readonly Stylesheet? sheet;
    readonly StyleReader styles;
    int nodes, depth, deepest;

    /// <summary>True once something blends with what is under it.</summary>
    bool blends;

    /// <summary>What is transparent or cut away as a whole. It is left out, but whoever draws the text itself works on it.</summary>
    public List<Node> Unseen { get; } = [];

    public Resolver(XmlTree xml, List<string>? warnings)
    {
        (this.xml, this.warnings) = (xml, warnings);
        sheet = ReadStylesheets();
        styles = new StyleReader(xml, sheet, warnings);
        if (warnings is not null) NameWhatMoves(warnings);
    }

    Stylesheet? ReadStylesheets()
    {
        if (!xml.Source.Contains("style", StringComparison.Ordinal)) return null;
        var found = default(Stylesheet);
        for (var i = 0; i < xml.Count; i++)
        {
            if (xml[i].Name != ElementName.Style) continue;
            if (CssText.Keyword(xml.Find(i, AttributeName.Type)) is not ("" or "text/css")) continue;
            if (CssText.Keyword(xml.Find(i, AttributeName.Media)) is not ("" or "all" or "screen"))
                warnings?.Add($"A style sheet for the media '{xml.Find(i, AttributeName.Media)}' was left out.");
            else (found ??= new Stylesheet(warnings)).Add(xml.Source.AsSpan(xml[i].ContentStart, xml[i].ContentEnd - xml[i].ContentStart));
        }
        return found;
    }

    /// <summary>Animation and scripts work wherever they stand.</summary>
    void NameWhatMoves(List<string> warnings)
    {
        for (var i = 0; i < xml.Count; i++)
            if (xml[i].Name is ElementName.Animate or ElementName.AnimateMotion or ElementName.AnimateTransform or ElementName.Set
                or ElementName.Script)
                warnings.Add(LeftOut(i));
    }

    string LeftOut(int element)
    {
        var name = xml.NameOf(element);
        return $"A <{(name.Length > 40 ? name[..40] : name)}> element was left out: it is not supported.";
    }

    ImmutableArray<Node> Children(int first, int end, in Style style, Context context)
    {
        var single = default(Node);
        var several = default(ImmutableArray<Node>.Builder);
        for (var i = first; i < end; i = xml[i].End)
        {
            if (Resolve(i, style, context) is not { } node) continue;
            if (node is Group group && IsPlain(group))
            {
                several ??= Start(ref single);
                several.AddRange(group.Children);
            }
            else if (several is not null) several.Add(node);
            else if (single is null) single = node;
            else
            {
                several = Start(ref single);
                several.Add(node);
            }
        }
        return several?.DrainToImmutable() ?? (single is null ? [] : [single]);

        static ImmutableArray<Node>.Builder Start(ref Node? single)
        {
            var builder = ImmutableArray.CreateBuilder<Node>(8);
            if (single is not null) builder.Add(single);
            return builder;
        }
    }

    /// <summary>True for a group that does nothing but hold its children.</summary>
    static bool IsPlain(Group group) =>
        group.Transform.IsIdentity && group.Opacity == 1 && group.Clip is null && group.Mask is null && group.Filter is null
        && group.Blend == BlendMode.Normal && !group.IsIsolated;

    Node? Resolve(int element, in Style inherited, Context context)
    {
        var name = xml[element].Name;
        switch (name)
        {
            case ElementName.Path or ElementName.Rect or ElementName.Circle or ElementName.Ellipse or ElementName.Line
                or ElementName.Polyline or ElementName.Polygon or ElementName.Use or ElementName.Image or ElementName.G or ElementName.A
                or ElementName.Svg or ElementName.Switch:
                break;
            case ElementName.ForeignObject or ElementName.Text:
            case ElementName.Unknown when !xml[element].IsForeign && !xml.NameOf(element).Contains(':'):
                warnings?.Add(LeftOut(element));
                return null;
            default:
                return null;
        }
        if (!IsForUs(element)) return null;
        Count(1);
        var style = inherited;
        var own = OwnProperties.Initial;
        styles.Apply(element, Viewport, ref style, ref own);
        if (own.IsRemoved) return null;
        // Of what is in a clip the outline counts, and what cuts it.
        if (context.InClip) (own.Opacity, own.Mask, own.Filter, own.FilterList) = (1, -1, -1, null);
        var keeps = context.KeepsUnpainted;
        if (own.Clip >= 0 || own.Mask >= 0 || own.HasFilter) context = context with { KeepsUnpainted = true };
        Enter();
        var node = name switch
        {
            ElementName.G or ElementName.A => context.InClip ? null : Wrap(Children(element + 1, xml[element].End, style, context), own),
            ElementName.Switch => context.InClip ? null : Wrap(FirstOfSwitch(element, style, context), own),
            ElementName.Svg => NestedSvg(element, style, own, context),
            ElementName.Use => Use(element, style, own, context),
            ElementName.Image => Image(element, style, own, context),
            _ => Shape(element, style, own, context),
        };
        depth--;
        if (node is null || own.Opacity > 0 || keeps) return node;
        Unseen.Add(node);
        return null;
    }

    void Enter(int levels = 1)
    {
        depth += levels;
        Reach(depth);
    }

    void Reach(int level)
    {
        deepest = Math.Max(deepest, level);
        if (level > MaximumDepth)
            throw new SvgException(
                $"Cannot read the SVG: its groups, uses, clips and masks are nested more than {MaximumDepth} deep, or one of them refers to itself.");
    }

    /// <summary>Counts nodes as if nothing were shared, so that no pass over the tree ever sees more than the limit.</summary>
    void Count(int unfolded)
    {
        nodes += unfolded;
        if (nodes > MaximumNodes) throw new SvgException($"Cannot read the SVG: it unfolds to more than {MaximumNodes} nodes.");
    }

    /// <summary>Puts nodes under what an element says of itself: a group, or the one node itself where it can take that on.</summary>
    /// <param name="further">Carried out before the element's own transform.</param>
    Node? Wrap(ImmutableArray<Node> children, in OwnProperties own, Matrix? further = null)
    {
        // A filter can paint where there is nothing.
        if (children.IsEmpty && !own.HasFilter) return null;
        return Finish(children is [Group only] && IsPlain(only) ? only : new Group(children), own, further);
    }

    /// <param name="further">Carried out before the element's own transform.</param>
    Node? Finish(Node node, in OwnProperties own, Matrix? further = null)
    {
        var transform = PlaceOf(node, own);
        if (further is { } inner) transform *= inner;
        if (transform.Determinant == 0) return null;
        var clip = own.Clip < 0 ? null : ClipOf(own.Clip);
        var mask = own.Mask < 0 ? null : MaskOf(own.Mask);
        var filter = own.HasFilter ? FilterOf(own, ref node) : null;
        if (clip is { Children.IsEmpty: true })
        {
            Unseen.Add(node with { Filter = filter });
            return null;
        }
        blends |= own.Blend != BlendMode.Normal;
        var isIsolated = own.IsIsolated && blends;
        var isPlain = own.Blend == BlendMode.Normal && !isIsolated && clip is null && mask is null && filter is null;
        if (isPlain && transform.IsIdentity && own.Opacity == 1) return node;
        if (isPlain && node is Group { Children: [{ Blend: BlendMode.Normal, IsIsolated: false } only], Filter: null }
            && (own.Opacity == 1 || only.Opacity == 1))
            return only with { Transform = transform * only.Transform, Opacity = only.Opacity * own.Opacity };
        return node with
        {
            Transform = transform,
            Opacity = own.Opacity,
            Clip = clip,
            Mask = mask,
            Filter = filter,
            Blend = own.Blend,
            IsIsolated = isIsolated,
        };
    }

    /// <summary>The element's own transform about its origin.</summary>
    Matrix PlaceOf(Node node, in OwnProperties own)
    {
        if (own.Origin is not { } origin || own.Transform.IsIdentity) return own.Transform;
        var reference = own.OriginInBounds ? SvgMeasure.GeometryBounds(node) : Box.At(0, 0, Viewport.Width, Viewport.Height);
        return reference.IsEmpty ? own.Transform : own.Transform.About(origin.In(reference));
    }

    Lengths LengthsOf(int element, in Style style, in OwnProperties own) => new(xml, element, Viewport, style.FontSize, own.Geometry);

    /// <returns>The element that href names, -1 for none.</returns>
    int Referenced(int element)
    {
        var href = xml.Reference(element).Trim();
        return href.Length > 1 && href[0] == '#' ? xml.ElementWithId(href[1..]) : -1;
    }
}
