using System.Collections.Immutable;

namespace EmojiGen.Svg.Reading;

/// <summary>Clips, masks and filters: read once, and referred to.</summary>
sealed partial class Resolver
{
    /// <summary>Counts a definition that was read before as if it were read here.</summary>
    void CountAgain(Extent extent)
    {
        Count(extent.Nodes);
        Reach(depth + extent.Height);
    }

    /// <summary>Reads a definition one layer further down, and tells how much it unfolds to.</summary>
    T OneLayerDown<T>(Func<T> read, out Extent extent)
    {
        var (nodesBefore, deepestBefore) = (nodes, deepest);
        deepest = depth;
        Enter(DepthOfLayer);
        var result = read();
        depth -= DepthOfLayer;
        extent = new(nodes - nodesBefore, deepest - depth);
        deepest = Math.Max(deepest, deepestBefore);
        return result;
    }

    /// <summary>Reads a definition when it is first used; then counts it as if it were read again.</summary>
    /// <param name="definitions">Those of its kind that are known.</param>
    T? ReadOnce<T>(Dictionary<int, Definition<T>> definitions, int element, Func<int, T?> read) where T : class
    {
        if (definitions.TryGetValue(element, out var definition))
        {
            CountAgain(definition.Extent);
            return definition.Value;
        }
        // While it is being read it is none to itself: a clip that refers to itself.
        definitions[element] = new(null, default);
        var value = OneLayerDown(() => read(element), out var extent);
        definitions[element] = new(value, extent);
        return value;
    }

    /// <summary>What an element inherits where it stands, which for a definition differs from where it is used.</summary>
    Style StyleAbove(int element) => xml[element].Parent is >= 0 and var parent ? StyleOf(parent, out _) : Style.Initial;

    Style StyleOf(int element, out OwnProperties own)
    {
        var style = StyleAbove(element);
        own = OwnProperties.Initial;
        styles.Apply(element, Viewport, ref style, ref own);
        return style;
    }

    ClipPath? ClipOf(int element) =>
        xml[element].Name == ElementName.ClipPath ? ReadOnce(known.Clips, element, ReadClip) : null;

    ClipPath ReadClip(int element)
    {
        var style = StyleOf(element, out var own);
        var isFraction = CssText.Keyword(xml.Find(element, AttributeName.ClipPathUnits)) is "objectboundingbox";
        if (own.Origin is { } origin) own.Transform = own.Transform.About(origin.In(Box.At(0, 0, Viewport.Width, Viewport.Height)));
        var children = Children(element + 1, xml[element].End, style, new Context(InClip: true));
        return new ClipPath(children, isFraction)
        {
            Transform = own.Transform,
            Clip = own.Clip < 0 ? null : ClipOf(own.Clip),
        };
    }

    Mask? MaskOf(int element) => xml[element].Name == ElementName.Mask ? ReadOnce(known.Masks, element, ReadMask) : null;

    Mask ReadMask(int element)
    {
        var style = StyleOf(element, out var own);
        var isFraction = CssText.Keyword(xml.Find(element, AttributeName.MaskUnits)) is not "userspaceonuse";
        var lengths = new Lengths(xml, element, isFraction ? new Viewport(1, 1) : Viewport, style.FontSize);
        var region = Box.At(
            lengths[AttributeName.X, Axis.X, isFraction ? -0.1 : -0.1 * Viewport.Width],
            lengths[AttributeName.Y, Axis.Y, isFraction ? -0.1 : -0.1 * Viewport.Height],
            lengths[AttributeName.Width, Axis.X, isFraction ? 1.2 : 1.2 * Viewport.Width],
            lengths[AttributeName.Height, Axis.Y, isFraction ? 1.2 : 1.2 * Viewport.Height]);
        var children = Children(element + 1, xml[element].End, style, default);
        return new Mask(CutBy(own, children), region, isFraction,
            CssText.Keyword(xml.Find(element, AttributeName.MaskContentUnits)) is "objectboundingbox", own.IsAlphaMask);
    }

    /// <summary>A mask that is clipped or masked itself: what it holds is, where both are measured in the same space.</summary>
    ImmutableArray<Node> CutBy(in OwnProperties own, ImmutableArray<Node> children)
    {
        var clip = own.Clip < 0 ? null : ClipOf(own.Clip);
        var mask = own.Mask < 0 ? null : MaskOf(own.Mask);
        if (clip is null && mask is null) return children;
        if (clip is { InBoundingBoxUnits: true } || mask is { RegionInBoundingBoxUnits: true } or { ContentInBoundingBoxUnits: true })
            warnings?.Add("A clip or mask on a <mask> is measured by what the mask holds, not by what it is used on.");
        return children.IsEmpty || clip is { Children.IsEmpty: true } ? [] : [new Group(children) { Clip = clip, Mask = mask }];
    }

    Filter? FilterAt(int element)
    {
        if (known.Filters.TryGetValue(element, out var read)) return read;
        // Read again within each viewport that uses it.
        if (otherViewports is not null) Count(xml[element].End - element);
        var filter = new FilterReader(xml, sheet, styles, Viewport, warnings).Read(element, StyleAbove(element));
        return known.Filters[element] = filter;
    }

    Filter? NamedFilter(int element)
    {
        if (element >= 0 && xml[element].Name == ElementName.Filter) return FilterAt(element);
        warnings?.Add("A filter was left out: it refers to none that is there.");
        return null;
    }

    /// <summary>The filter of an element. Where it has several, the node gets groups with all but the last.</summary>
    Filter? FilterOf(in OwnProperties own, ref Node node)
    {
        if (own.FilterList is not { } list) return NamedFilter(own.Filter);
        if (FilterList.Read(list, own, styles) is not { } steps)
        {
            warnings?.Add($"The filter '{(list.Length > 40 ? list[..40] : list)}' was left out: it is no list of filters.");
            return null;
        }
        Filter? last = null;
        foreach (var step in steps)
        {
            if (last is not null)
            {
                Count(1);
                Reach(depth + 1);
                node = new Group([node]) { Filter = last };
            }
            last = step.Functions.IsEmpty ? NamedFilter(step.Element) : step.FilterOn(node);
        }
        // The last is the element's own: what has the others is put into a group for it.
        if (node.Filter is not null) node = new Group([node]);
        return last;
    }
}
