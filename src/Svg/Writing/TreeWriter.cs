using System.Collections.Immutable;

namespace EmojiGen.Svg.Writing;

/// <summary>Writes nodes, and beside them the definitions that they refer to, each once.</summary>
sealed class TreeWriter
{
    /// <summary>Finished definitions, inner ones before those that refer to them.</summary>
    public Markup Definitions { get; } = new();

    // First by instance, which is quick; then by text, so that equal ones share an id whoever made them.
    readonly Dictionary<object, string> idsByInstance = new(ReferenceEqualityComparer.Instance);
    readonly List<Written> written = [];
    readonly Stack<Markup> spare = new();

    /// <summary>A definition that stands in <see cref="Definitions"/>: its text before its id and after it.</summary>
    readonly record struct Written(int Hash, string Id, Range Before, Range After);

    public void Write(ImmutableArray<Node> nodes, Markup to)
    {
        foreach (var node in nodes) Write(node, to);
    }

    void Write(Node node, Markup to)
    {
        if (node.Clip is not null) node = PlainClips.Of(node);
        switch (node)
        {
            case Group group:
                if (group.Children.IsEmpty && group.Filter is null) return;
                to.Raw("<g"u8);
                WriteCommon(node, to);
                to.Raw(">"u8);
                Write(group.Children, to);
                to.Raw("</g>"u8);
                break;
            case Shape { Marks.IsEmpty: false } marked:
                Write(MarkedShapes.AsGroup(marked), to);
                break;
            case Shape shape:
                WriteShape(shape, to);
                break;
            case Picture picture:
                WritePicture(picture, to);
                break;
        }
    }

    void WriteCommon(Node node, Markup to)
    {
        if (!node.Transform.IsIdentity) to.Matrix(" transform"u8, node.Transform);
        if (node.Opacity != 1) to.Attribute(" opacity"u8, node.Opacity);
        if (node.Clip is { } clip) Reference(" clip-path"u8, IdOf(clip, WriteClip), to);
        if (node.Mask is { } mask) Reference(" mask"u8, IdOf(mask, WriteMask), to);
        if (node.Filter is { } filter) Reference(" filter"u8, IdOf(filter, WriteFilter), to);
        if (node.Blend == BlendMode.Normal && !node.IsIsolated) return;
        to.Raw(" style=\""u8);
        if (node.Blend != BlendMode.Normal) to.Raw("mix-blend-mode:"u8).Raw(BlendModes.NameOf(node.Blend));
        if (node.IsIsolated) to.Raw(node.Blend != BlendMode.Normal ? ";isolation:isolate"u8 : "isolation:isolate"u8);
        to.Raw("\""u8);
    }

    void WriteShape(Shape shape, Markup to)
    {
        to.Raw("<path"u8);
        if (shape.Fill is not { } fill) to.Raw(" fill=\"none\""u8);
        else
        {
            if (fill.Paint is not SolidPaint { Color: { R: 0, G: 0, B: 0 } }) WritePaint(" fill"u8, fill.Paint, to);
            if (fill.Opacity != 1) to.Attribute(" fill-opacity"u8, fill.Opacity);
            if (fill.Rule == FillRule.EvenOdd) to.Raw(" fill-rule=\"evenodd\""u8);
        }
        if (shape.Stroke is { } stroke) WriteStroke(stroke, to);
        if (shape.StrokeFirst) to.Raw(" paint-order=\"stroke\""u8);
        if (shape.HasHardEdges) to.Raw(HardEdges);
        WriteCommon(shape, to);
        to.Attribute(" d"u8, shape.Path.Data).Raw("/>"u8);
    }

    static ReadOnlySpan<byte> HardEdges => " shape-rendering=\"crispEdges\""u8;

    void WriteStroke(Stroke stroke, Markup to)
    {
        WritePaint(" stroke"u8, stroke.Paint, to);
        if (stroke.Width != 1) to.Attribute(" stroke-width"u8, stroke.Width);
        if (stroke.Opacity != 1) to.Attribute(" stroke-opacity"u8, stroke.Opacity);
        if (stroke.Cap != LineCap.Butt)
            to.Raw(stroke.Cap == LineCap.Round ? " stroke-linecap=\"round\""u8 : " stroke-linecap=\"square\""u8);
        if (stroke.Join != LineJoin.Miter)
            to.Raw(stroke.Join == LineJoin.Round ? " stroke-linejoin=\"round\""u8 : " stroke-linejoin=\"bevel\""u8);
        else if (stroke.MiterLimit != 4) to.Attribute(" stroke-miterlimit"u8, stroke.MiterLimit);
        if (stroke.Dashes.IsDefaultOrEmpty) return;
        to.Raw(" stroke-dasharray=\""u8);
        for (var i = 0; i < stroke.Dashes.Length; i++)
        {
            if (i > 0) to.Raw(" "u8);
            to.Number(stroke.Dashes[i]);
        }
        to.Raw("\""u8);
        if (stroke.DashOffset != 0) to.Attribute(" stroke-dashoffset"u8, stroke.DashOffset);
    }

    void WritePaint(ReadOnlySpan<byte> name, Paint paint, Markup to)
    {
        if (paint is SolidPaint solid)
        {
            to.Raw(name).Raw("=\""u8).Color(solid.Color).Raw("\""u8);
            return;
        }
        var id = paint is Pattern pattern ? IdOf(pattern, WritePattern) : IdOf((Gradient)paint, WriteGradient);
        Reference(name, id, to);
    }

    void WritePicture(Picture picture, Markup to)
    {
        to.Raw("<image"u8);
        WriteCommon(picture, to);
        if (picture.HasHardPixels) to.Raw(" image-rendering=\"optimizeSpeed\""u8);
        var box = picture.Placement;
        if (box.Left != 0) to.Attribute(" x"u8, box.Left);
        if (box.Top != 0) to.Attribute(" y"u8, box.Top);
        to.Attribute(" width"u8, box.Width).Attribute(" height"u8, box.Height).Raw(" preserveAspectRatio=\"none\" href=\"data:"u8);
        var type = Reading.PictureSize.MediaType(picture.Png.Span);
        to.Raw(type.Length == 0 ? "image/png" : type).Raw(";base64,"u8).Raw(Convert.ToBase64String(picture.Png.Span)).Raw("\"/>"u8);
    }

    static void Reference(ReadOnlySpan<byte> attribute, string id, Markup to) => to.Raw(attribute).Raw("=\"url(#"u8).Raw(id).Raw(")\""u8);

    /// <summary>The id of a definition, which is written when it is met first.</summary>
    /// <param name="write">Writes the element without its opening angle bracket, its id standing as a NUL.</param>
    string IdOf<T>(T definition, Action<T, Markup> write) where T : class
    {
        if (idsByInstance.TryGetValue(definition, out var id)) return id;
        var markup = spare.TryPop(out var reused) ? reused : new Markup();
        write(definition, markup);
        id = IdOf(markup.Written);
        markup.Clear();
        spare.Push(markup);
        return idsByInstance[definition] = id;
    }

    string IdOf(ReadOnlySpan<byte> definition)
    {
        var nul = definition.IndexOf((byte)0);
        var before = definition[..nul];
        var after = definition[(nul + 1)..];
        var mix = new HashCode();
        mix.AddBytes(definition);
        var hash = mix.ToHashCode();
        foreach (var known in written)
            if (known.Hash == hash && Definitions.Written[known.Before].SequenceEqual(before)
                && Definitions.Written[known.After].SequenceEqual(after))
                return known.Id;
        var id = IdAt(written.Count);
        var start = Definitions.Length;
        Definitions.Raw(before).Raw(" id=\""u8).Raw(id).Raw("\""u8);
        var middle = Definitions.Length;
        Definitions.Raw(after);
        written.Add(new Written(hash, id, start..(start + nul), middle..Definitions.Length));
        return id;
    }

    /// <summary>a, b, ... z, A, ... Z, aa, ba, ...</summary>
    static string IdAt(int index)
    {
        Span<char> letters = stackalloc char[8];
        var length = 0;
        for (index++; index > 0; index = (index - 1) / 52)
        {
            var letter = (index - 1) % 52;
            letters[length++] = (char)(letter < 26 ? 'a' + letter : 'A' + letter - 26);
        }
        return new string(letters[..length]);
    }

    void WriteGradient(Gradient gradient, Markup to)
    {
        to.Raw(gradient is LinearGradient ? "<linearGradient\0"u8 : "<radialGradient\0"u8);
        if (!gradient.InBoundingBoxUnits) to.Raw(" gradientUnits=\"userSpaceOnUse\""u8);
        // Those defaults that are fractions mean the same in bounding-box units alone.
        var unit = gradient.InBoundingBoxUnits;
        if (gradient is LinearGradient linear)
        {
            if (linear.Start.X != 0) to.Attribute(" x1"u8, linear.Start.X);
            if (linear.Start.Y != 0) to.Attribute(" y1"u8, linear.Start.Y);
            if (!unit || linear.End.X != 1) to.Attribute(" x2"u8, linear.End.X);
            if (linear.End.Y != 0) to.Attribute(" y2"u8, linear.End.Y);
        }
        else if (gradient is RadialGradient radial)
        {
            if (!unit || radial.Center.X != 0.5) to.Attribute(" cx"u8, radial.Center.X);
            if (!unit || radial.Center.Y != 0.5) to.Attribute(" cy"u8, radial.Center.Y);
            if (!unit || radial.Radius != 0.5) to.Attribute(" r"u8, radial.Radius);
            if (radial.Focus.X != radial.Center.X) to.Attribute(" fx"u8, radial.Focus.X);
            if (radial.Focus.Y != radial.Center.Y) to.Attribute(" fy"u8, radial.Focus.Y);
            if (radial.FocusRadius != 0) to.Attribute(" fr"u8, radial.FocusRadius);
        }
        if (!gradient.Transform.IsIdentity) to.Matrix(" gradientTransform"u8, gradient.Transform);
        if (gradient.Spread != SpreadMethod.Pad)
            to.Raw(gradient.Spread == SpreadMethod.Reflect ? " spreadMethod=\"reflect\""u8 : " spreadMethod=\"repeat\""u8);
        to.Raw(">"u8);
        foreach (var stop in gradient.Stops)
        {
            to.Raw("<stop"u8);
            if (stop.Offset != 0) to.Attribute(" offset"u8, stop.Offset);
            if (stop.Color != default) to.Raw(" stop-color=\""u8).Color(stop.Color).Raw("\""u8);
            if (stop.Opacity != 1) to.Attribute(" stop-opacity"u8, stop.Opacity);
            to.Raw("/>"u8);
        }
        to.Raw(gradient is LinearGradient ? "</linearGradient>"u8 : "</radialGradient>"u8);
    }

    void WritePattern(Pattern pattern, Markup to)
    {
        to.Raw("<pattern\0"u8);
        if (!pattern.InBoundingBoxUnits) to.Raw(" patternUnits=\"userSpaceOnUse\""u8);
        if (pattern.ContentInBoundingBoxUnits) to.Raw(" patternContentUnits=\"objectBoundingBox\""u8);
        var tile = pattern.Tile;
        if (tile.Left != 0) to.Attribute(" x"u8, tile.Left);
        if (tile.Top != 0) to.Attribute(" y"u8, tile.Top);
        to.Attribute(" width"u8, tile.Width).Attribute(" height"u8, tile.Height);
        if (!pattern.Transform.IsIdentity) to.Matrix(" patternTransform"u8, pattern.Transform);
        to.Raw(">"u8);
        Write(pattern.Children, to);
        to.Raw("</pattern>"u8);
    }

    static void WriteClip(ClipPath clip, Markup to)
    {
        to.Raw("<clipPath\0"u8);
        if (clip.InBoundingBoxUnits) to.Raw(" clipPathUnits=\"objectBoundingBox\""u8);
        if (!clip.Transform.IsIdentity) to.Matrix(" transform"u8, clip.Transform);
        to.Raw(">"u8);
        foreach (var child in clip.Children) WriteClipChild(child, Matrix.Identity, to);
        to.Raw("</clipPath>"u8);
    }

    /// <summary>A clip path may hold shapes but no groups, so groups hand their transforms down.</summary>
    static void WriteClipChild(Node node, Matrix outer, Markup to)
    {
        var map = outer * node.Transform;
        if (node is Group group)
            foreach (var child in group.Children)
                WriteClipChild(child, map, to);
        if (node is not Shape shape) return;
        to.Raw("<path"u8);
        if (shape.Fill?.Rule == FillRule.EvenOdd) to.Raw(" clip-rule=\"evenodd\""u8);
        if (shape.HasHardEdges) to.Raw(HardEdges);
        if (!map.IsIdentity) to.Matrix(" transform"u8, map);
        to.Attribute(" d"u8, shape.Path.Data).Raw("/>"u8);
    }

    void WriteMask(Mask mask, Markup to)
    {
        to.Raw("<mask\0"u8);
        if (!mask.RegionInBoundingBoxUnits) to.Raw(" maskUnits=\"userSpaceOnUse\""u8);
        if (mask.ContentInBoundingBoxUnits) to.Raw(" maskContentUnits=\"objectBoundingBox\""u8);
        if (!mask.RegionInBoundingBoxUnits || mask.Region != Box.At(-0.1, -0.1, 1.2, 1.2))
        {
            to.Attribute(" x"u8, mask.Region.Left).Attribute(" y"u8, mask.Region.Top)
                .Attribute(" width"u8, mask.Region.Width).Attribute(" height"u8, mask.Region.Height);
        }
        if (mask.IsAlpha) to.Raw(" style=\"mask-type:alpha\""u8);
        to.Raw(">"u8);
        Write(mask.Children, to);
        to.Raw("</mask>"u8);
    }

    static void WriteFilter(Filter filter, Markup to)
    {
        to.Raw("<filter\0"u8);
        WriteAttributes(filter.Attributes, to);
        to.Raw(">"u8);
        WritePrimitives(filter.Primitives, to);
        to.Raw("</filter>"u8);
    }

    static void WritePrimitives(ImmutableArray<FilterPrimitive> primitives, Markup to)
    {
        foreach (var primitive in primitives)
        {
            to.Raw("<"u8).Raw(primitive.Name);
            WriteAttributes(primitive.Attributes, to);
            if (primitive.Children.IsEmpty)
            {
                to.Raw("/>"u8);
                continue;
            }
            to.Raw(">"u8);
            WritePrimitives(primitive.Children, to);
            to.Raw("</"u8).Raw(primitive.Name).Raw(">"u8);
        }
    }

    static void WriteAttributes(ImmutableArray<FilterAttribute> attributes, Markup to)
    {
        foreach (var (name, value) in attributes) to.Raw(" "u8).Raw(name).Raw("=\""u8).Text(value).Raw("\""u8);
    }
}
