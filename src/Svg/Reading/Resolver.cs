using System.Collections.Immutable;

namespace EmojiGen.Svg.Reading;

/// <summary>Resolves the elements of one text into nodes. Paints, clips, masks and filters are in the other part of the class.</summary>
sealed partial class Resolver(XmlTree xml, List<string>? warnings)
{
    /// <summary>How many nodes all uses together may unfold to.</summary>
    public const int MaximumNodes = 100_000;

    /// <summary>How deep groups and uses may nest once unfolded.</summary>
    public const int MaximumDepth = 256;

    /// <summary>A clip or mask is painted by itself first, so each counts as so many of <see cref="MaximumDepth"/>: 300 masks in masks took
    /// 9 GB to draw.</summary>
    const int DepthOfLayer = 8;

    /// <summary>Pixels that all pictures inside the text may have together; 4 bytes each once they are decoded.</summary>
    const long MaximumPictureArea = 64_000_000;

    readonly record struct Context(Viewport Viewport, bool InClip);

    Viewport rootViewport;
    Stylesheet? sheet;
    int nodes, depth, deepest;
    long pictureArea;

    public SvgDocument ResolveFragment(Box viewBox)
    {
        ReadStylesheets();
        rootViewport = new Viewport(viewBox.Width, viewBox.Height);
        var context = new Context(rootViewport, InClip: false);
        return new SvgDocument(viewBox, Children(0, xml.Count, Style.Initial(default), context));
    }

    public SvgDocument ResolveDocument()
    {
        if (xml[0].Name != ElementName.Svg) throw new SvgException("Cannot read the SVG: its root element is not <svg>.");
        ReadStylesheets();
        var size = new Viewport(
            Read(0, AttributeName.Width, 300, Style.Initial(default), new Viewport(300, 150), Axis.X),
            Read(0, AttributeName.Height, 150, Style.Initial(default), new Viewport(300, 150), Axis.Y));
        var box = ViewBox(0) ?? Box.At(0, 0, size.Width, size.Height);
        if (!(box.Width > 0 && box.Height > 0)) throw new SvgException("Cannot read the SVG: its view box or size is empty.");
        var style = Style.Initial(default);
        var own = OwnProperties.Initial;
        var viewport = rootViewport = new Viewport(box.Width, box.Height);
        StyleReader.Apply(xml, 0, sheet, viewport, ref style, ref own);
        var children = Children(1, xml[0].End, style, new Context(viewport, InClip: false));
        var root = Wrap(children, own, Matrix.Identity);
        return new SvgDocument(box, root switch
        {
            null => [],
            Group group when IsPlain(group) => group.Children,
            _ => [root],
        });
    }

    void ReadStylesheets()
    {
        if (!xml.Source.Contains("<style", StringComparison.Ordinal)) return;
        for (var i = 0; i < xml.Count; i++)
            if (xml[i].Name == ElementName.Style)
                (sheet ??= new Stylesheet()).Add(xml.Source.AsSpan(xml[i].ContentStart, xml[i].ContentEnd - xml[i].ContentStart), warnings);
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
        group.Transform.IsIdentity && group.Opacity == 1 && group.Clip is null && group.Mask is null && group.Filter is null;

    Node? Resolve(int element, in Style inherited, Context context)
    {
        var name = xml[element].Name;
        switch (name)
        {
            case ElementName.Path or ElementName.Rect or ElementName.Circle or ElementName.Ellipse or ElementName.Line
                or ElementName.Polyline
                or ElementName.Polygon or ElementName.Use or ElementName.Image or ElementName.G or ElementName.A or ElementName.Svg
                    or ElementName.Switch:
                break;
            case ElementName.Animate or ElementName.AnimateMotion or ElementName.AnimateTransform or ElementName.Set
                or ElementName.ForeignObject
                or ElementName.Script or ElementName.Text:
                warnings?.Add(
                    $"A <{char.ToLowerInvariant(name.ToString()[0])}{name.ToString()[1..]}> element was left out: it is not supported.");
                return null;
            default:
                return null;
        }
        Count(1);
        var style = inherited;
        var own = OwnProperties.Initial;
        StyleReader.Apply(xml, element, sheet, context.Viewport, ref style, ref own);
        if (own.IsRemoved || own.Opacity == 0) return null;
        Enter();
        var node = name switch
        {
            ElementName.G or ElementName.A =>
                context.InClip ? null : Wrap(Children(element + 1, xml[element].End, style, context), own, own.Transform),
            ElementName.Switch => Wrap(FirstOfSwitch(element, style, context), own, own.Transform),
            ElementName.Svg => NestedSvg(element, style, own, context),
            ElementName.Use => Use(element, style, own, context),
            ElementName.Image => Image(element, style, own, context),
            _ => Shape(element, style, own, context),
        };
        depth--;
        return node;
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

    ImmutableArray<Node> FirstOfSwitch(int element, in Style style, Context context)
    {
        for (var i = element + 1; i < xml[element].End; i = xml[i].End)
            if (xml[i].Name is not (ElementName.Unknown or ElementName.ForeignObject)
                && xml.Find(i, AttributeName.SystemLanguage) is var languages
                && (languages.IsEmpty || languages.StartsWith("en")))
                return Resolve(i, style, context) is { } node ? [node] : [];
        return [];
    }

    /// <summary>Puts nodes under what an element says of itself: a group, or the one node itself where it can take that on.</summary>
    Node? Wrap(ImmutableArray<Node> children, in OwnProperties own, Matrix transform)
    {
        if (children.IsEmpty) return null;
        return Finish(children is [Group only] && IsPlain(only) ? only : new Group(children), own, transform);
    }

    Node? Finish(Node node, in OwnProperties own, Matrix transform)
    {
        var clip = own.Clip < 0 ? null : ClipOf(own.Clip);
        // What is clipped to nothing is not there.
        if (clip is { Children.IsEmpty: true }) return null;
        if (transform.Determinant == 0) return null;
        var mask = own.Mask < 0 ? null : MaskOf(own.Mask);
        var filter = own.Filter < 0 ? null : FilterOf(own.Filter);
        if (transform.IsIdentity && own.Opacity == 1 && clip is null && mask is null && filter is null) return node;
        if (node is Group { Children: [var only] } && clip is null && mask is null && filter is null
            && only.Opacity * own.Opacity is var opacity
            && (own.Opacity == 1 || only.Opacity == 1))
            return only with { Transform = transform * only.Transform, Opacity = opacity };
        return node with { Transform = transform, Opacity = own.Opacity, Clip = clip, Mask = mask, Filter = filter };
    }

    Node? Shape(int element, in Style style, in OwnProperties own, Context context)
    {
        if (style.IsHidden) return null;
        if (context.InClip)
        {
            if (PathOf(element, style, context.Viewport) is not { } outline) return null;
            return Finish(new Shape(outline, new Fill(black, Rule: style.ClipRule), null), own, own.Transform);
        }
        var fill = FillOf(style);
        var stroke = StrokeOf(style);
        if (fill is null && stroke is null) return null;
        if (PathOf(element, style, context.Viewport) is not { } path) return null;
        return Finish(new Shape(path, fill, stroke) { StrokeFirst = style.StrokeFirst && fill is not null && stroke is not null }, own,
            own.Transform);
    }

    Node? Use(int element, in Style style, in OwnProperties own, Context context)
    {
        var target = Referenced(element);
        if (target < 0) return null;
        var viewport = context.Viewport;
        var transform = own.Transform * Matrix.Translation(
            Read(element, AttributeName.X, 0, style, viewport, Axis.X), Read(element, AttributeName.Y, 0, style, viewport, Axis.Y));
        // In a clip a use may show a shape and nothing else, no further use either (CSS Masking, section 6.1), and renderers hold to that.
        if (context.InClip && xml[target].Name is ElementName.Use or ElementName.Symbol or ElementName.Svg or ElementName.Switch)
            return null;
        if (xml[target].Name is not (ElementName.Symbol or ElementName.Svg))
            return Resolve(target, style, context) is { } node ? Wrap([node], own, transform) : null;
        var inherited = style;
        var symbol = OwnProperties.Initial;
        StyleReader.Apply(xml, target, sheet, viewport, ref inherited, ref symbol);
        if (symbol.IsRemoved) return null;
        var placement = Box.At(
            xml[target].Name == ElementName.Svg ? Read(target, AttributeName.X, 0, style, viewport, Axis.X) : 0,
            xml[target].Name == ElementName.Svg ? Read(target, AttributeName.Y, 0, style, viewport, Axis.Y) : 0,
            SideOf(AttributeName.Width, viewport.Width, Axis.X, style), SideOf(AttributeName.Height, viewport.Height, Axis.Y, style));
        return Established(target, placement, inherited, symbol, context) is { } content ? Wrap([content], own, transform) : null;

        double SideOf(AttributeName side, double whole, Axis axis, in Style style) =>
            Read(element, side, Read(target, side, whole, style, viewport, axis), style, viewport, axis);
    }

    Node? NestedSvg(int element, in Style style, in OwnProperties own, Context context)
    {
        var viewport = context.Viewport;
        var placement = Box.At(
            Read(element, AttributeName.X, 0, style, viewport, Axis.X), Read(element, AttributeName.Y, 0, style, viewport, Axis.Y),
            Read(element, AttributeName.Width, viewport.Width, style, viewport, Axis.X), Read(element, AttributeName.Height, viewport.Height, style, viewport, Axis.Y));
        return Established(element, placement, style, own, context);
    }

    /// <summary>The children of an svg or a symbol, fitted into the viewport that it establishes and cut to it.</summary>
    Node? Established(int element, Box placement, in Style style, in OwnProperties own, Context context)
    {
        if (!(placement.Width > 0 && placement.Height > 0)) return null;
        var viewBox = ViewBox(element);
        if (viewBox is { Area: 0 }) return null;
        var box = viewBox ?? Box.At(0, 0, placement.Width, placement.Height);
        var fit = AspectRatio.Fit(box, placement, xml.Find(element, AttributeName.PreserveAspectRatio));
        var children = Children(element + 1, xml[element].End, style, context with { Viewport = new Viewport(box.Width, box.Height) });
        if (children.IsEmpty) return null;
        if (own.ShowsOverflow) return Wrap(children, own, own.Transform * fit);
        var shown = new Shape(Path.Rectangle(fit.Invert().Apply(placement)), new Fill(black), null);
        return Finish(new Group([new Group(children) { Transform = fit, Clip = new ClipPath([shown]) }]), own, own.Transform);
    }

    Node? Image(int element, in Style style, in OwnProperties own, Context context)
    {
        if (style.IsHidden || context.InClip) return null;
        var viewport = context.Viewport;
        if (!DataUri.TryRead(xml.Find(element, AttributeName.Href), out var bytes))
        {
            warnings?.Add("An <image> was left out: only pictures inside the document, as base64 data, are supported.");
            return null;
        }
        var size = PictureSize.Of(bytes);
        if (size is not { } natural)
        {
            warnings?.Add("An <image> was left out: its data is neither PNG nor JPEG, GIF or WebP.");
            return null;
        }
        pictureArea += (long)natural.Width * natural.Height;
        if (pictureArea > MaximumPictureArea)
            throw new SvgException(
                $"Cannot read the SVG: the pictures in it have more than {MaximumPictureArea / 1_000_000} million pixels.");
        var width = Read(element, AttributeName.Width, double.NaN, style, viewport, Axis.X);
        var height = Read(element, AttributeName.Height, double.NaN, style, viewport, Axis.Y);
        if (double.IsNaN(width)) width = double.IsNaN(height) ? natural.Width : height * natural.Width / natural.Height;
        if (double.IsNaN(height)) height = width * natural.Height / natural.Width;
        if (!(width > 0 && height > 0)) return null;
        var area = Box.At(Read(element, AttributeName.X, 0, style, viewport, Axis.X),
            Read(element, AttributeName.Y, 0, style, viewport, Axis.Y), width, height);
        var aspect = xml.Find(element, AttributeName.PreserveAspectRatio);
        var placement = AspectRatio.Fit(Box.At(0, 0, natural.Width, natural.Height), area, aspect)
            .Apply(Box.At(0, 0, natural.Width, natural.Height));
        Node picture = new Picture(placement, bytes);
        // A sliced picture is larger than its area, which cuts it.
        if (placement.Width > area.Width * 1.000001 || placement.Height > area.Height * 1.000001)
            picture = new Group([picture]) { Clip = new ClipPath([new Shape(Path.Rectangle(area), new Fill(black), null)]) };
        return Finish(picture is Group ? new Group([picture]) : picture, own, own.Transform);
    }

    Box? ViewBox(int element)
    {
        var text = xml.Find(element, AttributeName.ViewBox);
        if (text.IsEmpty) return null;
        var reader = new NumberReader(text);
        if (!(reader.TryRead(out var x) && reader.TryRead(out var y) && reader.TryRead(out var width) && reader.TryRead(out var height)))
            return null;
        return width < 0 || height < 0 ? null : Box.At(x, y, width, height);
    }

    double Read(int element, AttributeName name, double otherwise, in Style style, Viewport viewport, Axis axis)
    {
        var text = xml.Find(element, name);
        return !text.IsEmpty && Length.TryRead(text, viewport.Side(axis), style.FontSize, out var value) ? value : otherwise;
    }

    /// <returns>The element that href names, -1 for none.</returns>
    int Referenced(int element)
    {
        var href = xml.Find(element, AttributeName.Href).Trim();
        return href.Length > 1 && href[0] == '#' ? xml.ElementWithId(href[1..]) : -1;
    }
}
