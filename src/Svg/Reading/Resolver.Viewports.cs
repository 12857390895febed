using System.Collections.Immutable;

namespace EmojiGen.Svg.Reading;

/// <summary>The outermost svg, those inside it, and uses of symbols: each establishes a viewport.</summary>
sealed partial class Resolver
{
    /// <summary>The viewport of a document that says nothing of its size.</summary>
    /// <remarks>CSS 2.2, section 10.3.2.</remarks>
    static readonly Viewport unsaid = new(300, 150);

    /// <summary>Null as long as there is one viewport, as in nearly all icons.</summary>
    Dictionary<Viewport, Definitions>? otherViewports;

    /// <summary>What was read within the viewport that is being read.</summary>
    Definitions known = new(unsaid);

    Viewport Viewport => known.Viewport;

    /// <returns>What to put back afterwards.</returns>
    Definitions Within(Viewport viewport)
    {
        var outer = known;
        if (viewport == outer.Viewport) return outer;
        otherViewports ??= [];
        if (!otherViewports.TryGetValue(viewport, out var inner)) otherViewports[viewport] = inner = new Definitions(viewport);
        known = inner;
        return outer;
    }

    public SvgDocument ResolveFragment(Box viewBox)
    {
        known = new Definitions(new Viewport(viewBox.Width, viewBox.Height));
        return new SvgDocument(viewBox, Isolated(Children(0, xml.Count, Style.Initial, default)));
    }

    public SvgDocument ResolveDocument()
    {
        if (xml[0].Name != ElementName.Svg) throw new SvgException("Cannot read the SVG: its root element is not <svg>.");
        var style = Style.Initial;
        var own = OwnProperties.Initial;
        styles.Apply(0, unsaid, ref style, ref own);
        var size = SizeOf(LengthsOf(0, style, own));
        var viewBox = ViewBox(0);
        if (viewBox is { Area: 0 } || size is { Width: <= 0 } or { Height: <= 0 })
            throw new SvgException("Cannot read the SVG: its view box or size is empty.");
        var (shown, fit, toPixels) = Shown(viewBox, size, xml.Find(0, AttributeName.PreserveAspectRatio));
        var inner = viewBox ?? shown ?? Box.At(0, 0, unsaid.Width, unsaid.Height);
        known = new Definitions(new Viewport(inner.Width, inner.Height));
        // The root's own transform is measured outside of its view box.
        if (!own.Transform.IsIdentity) own.Transform = toPixels.Invert() * own.Transform * toPixels;
        var isShown = !own.IsRemoved && IsForUs(0);
        var context = new Context(InClip: false, KeepsUnpainted: own.Clip >= 0 || own.Mask >= 0 || own.HasFilter);
        var children = isShown ? Children(1, xml[0].End, style, context) : [];
        var root = (isShown ? Wrap(children, own, fit) : null) switch
        {
            null or { Opacity: 0 } => [],
            Group group when IsPlain(group) => group.Children,
            var node => ImmutableArray.Create(node),
        };
        root = Isolated(root);
        // Without a size the picture is as large as what it shows.
        shown ??= SvgMeasure.Bounds(new SvgDocument(default, root)) is { Width: > 0, Height: > 0 } bounds ? bounds : inner;
        return new SvgDocument(shown.Value, root);
    }

    /// <summary>What blends does so within its picture, whatever that is laid on.</summary>
    ImmutableArray<Node> Isolated(ImmutableArray<Node> root) =>
        !blends || root is [Group { IsIsolated: true }] ? root : [new Group(root) { IsIsolated = true }];

    /// <summary>The size that the root says of itself; a side that it does not say is NaN.</summary>
    static Viewport SizeOf(Lengths lengths)
    {
        return new(Side(AttributeName.Width, lengths), Side(AttributeName.Height, lengths));

        static double Side(AttributeName name, Lengths lengths)
        {
            // A percentage is of the page that shows the picture.
            return lengths.TextOf(name).Contains('%') ? double.NaN : lengths[name, Axis.X, double.NaN];
        }
    }

    /// <summary>Which part of the plane a document shows, in units of its view box; what has to be done to its content for that; and the
    /// map from units to pixels that is left.</summary>
    /// <returns>No box where the document says nothing of it.</returns>
    static (Box? Shown, Matrix Fit, Matrix ToPixels) Shown(Box? viewBox, Viewport size, ReadOnlySpan<char> preserve)
    {
        var isSized = !double.IsNaN(size.Width) && !double.IsNaN(size.Height);
        Box? area = isSized ? Box.At(0, 0, size.Width, size.Height) : null;
        if (viewBox is not { } box || area is not { } whole) return (viewBox ?? area, Matrix.Identity, Matrix.Identity);
        var fit = AspectRatio.Fit(box, whole, preserve);
        if (Math.Abs(fit.A - fit.D) > 1e-6 * fit.A) return (whole, fit, Matrix.Identity);
        var isAlike = Math.Abs(box.Width * size.Height - box.Height * size.Width) <= 1e-6 * box.Width * size.Height;
        return (isAlike ? box : fit.Invert().Apply(whole), Matrix.Identity, fit);
    }

    Node? Use(int element, in Style style, in OwnProperties own, Context context)
    {
        var target = Referenced(element);
        if (target < 0)
        {
            if (!xml.Reference(element).IsEmpty && xml.Reference(element).Trim()[0] != '#')
                warnings?.Add("A <use> was left out: it refers to another file, and only what is in the file is drawn.");
            return null;
        }
        var lengths = LengthsOf(element, style, own);
        var place = Matrix.Translation(lengths[AttributeName.X, Axis.X, 0], lengths[AttributeName.Y, Axis.Y, 0]);
        // In a clip a use may show a shape and nothing else, no further use either (CSS Masking, section 6.1), and renderers hold to that.
        if (context.InClip && xml[target].Name is ElementName.Use or ElementName.Symbol or ElementName.Svg or ElementName.Switch)
            return null;
        context = context with { Paints = PaintsOf(style, context) };
        if (xml[target].Name is not (ElementName.Symbol or ElementName.Svg))
            return Resolve(target, style, context) is { } node ? Wrap([node], own, place) : null;
        var inherited = style;
        var symbol = OwnProperties.Initial;
        styles.Apply(target, Viewport, ref inherited, ref symbol);
        if (symbol.IsRemoved || !IsForUs(target)) return null;
        var isSvg = xml[target].Name == ElementName.Svg;
        var targeted = LengthsOf(target, inherited, symbol);
        var placement = Box.At(
            isSvg ? targeted[AttributeName.X, Axis.X, 0] : 0, isSvg ? targeted[AttributeName.Y, Axis.Y, 0] : 0,
            lengths[AttributeName.Width, Axis.X, targeted[AttributeName.Width, Axis.X, Viewport.Width]],
            lengths[AttributeName.Height, Axis.Y, targeted[AttributeName.Height, Axis.Y, Viewport.Height]]);
        return Established(target, placement, inherited, symbol, context) is { } content ? Wrap([content], own, place) : null;
    }

    Node? NestedSvg(int element, in Style style, in OwnProperties own, Context context)
    {
        var lengths = LengthsOf(element, style, own);
        var placement = Box.At(lengths[AttributeName.X, Axis.X, 0], lengths[AttributeName.Y, Axis.Y, 0],
            lengths[AttributeName.Width, Axis.X, Viewport.Width], lengths[AttributeName.Height, Axis.Y, Viewport.Height]);
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
        var outer = Within(new Viewport(box.Width, box.Height));
        var children = Children(element + 1, xml[element].End, style, context);
        known = outer;
        if (children.IsEmpty) return null;
        if (own.ShowsOverflow) return Wrap(children, own, fit);
        var shown = new Shape(Path.Rectangle(fit.Invert().Apply(placement)), new Fill(black), null);
        return Finish(new Group([new Group(children) { Transform = fit, Clip = new ClipPath([shown]) }]), own);
    }

    /// <returns>Null where there is none, or none that can be read.</returns>
    Box? ViewBox(int element)
    {
        var text = xml.Find(element, AttributeName.ViewBox);
        if (text.IsEmpty) return null;
        var reader = new NumberReader(text);
        if (!(reader.TryRead(out var x) && reader.TryRead(out var y) && reader.TryRead(out var width) && reader.TryRead(out var height)))
            return null;
        return width < 0 || height < 0 ? null : Box.At(x, y, width, height);
    }
}
