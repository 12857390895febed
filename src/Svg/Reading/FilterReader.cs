using System.Buffers;
using System.Collections.Immutable;

namespace EmojiGen.Svg.Reading;

/// <summary>Reads one filter into the tree: known primitives with known attributes whose values are numbers, colours and words.</summary>
/// <param name="viewport">What percentages in user space are of.</param>
sealed class FilterReader(XmlTree xml, Stylesheet? sheet, StyleReader styles, Viewport viewport, List<string>? warnings)
{
    static readonly SearchValues<char> plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 \t\r\n.,+-#%()_");

    /// <summary>Names of results that are not plain words get others.</summary>
    Dictionary<string, string>? renamed;

    /// <summary>What the primitives inherit.</summary>
    Style style;

    /// <inheritdoc cref="style"/>
    ImmutableArray<FilterAttribute> ofFilter = [];

    /// <param name="above">What the filter inherits where it stands.</param>
    /// <returns>Null where the filter loads a picture, which is not supported.</returns>
    public Filter? Read(int element, in Style above)
    {
        for (var i = element + 1; i < xml[element].End; i++)
        {
            if (xml[i].Name != ElementName.FeImage) continue;
            warnings?.Add("A <filter> was left out: pictures inside filters are not supported.");
            return null;
        }
        if (!xml.Reference(element).IsEmpty) warnings?.Add("What a <filter> takes from another was left out.");
        style = above;
        var own = OwnProperties.Initial;
        styles.Apply(element, viewport, ref style, ref own);
        var attributes = ofFilter = Attributes(element);
        if (style.FiltersInSrgb && Filter.Find(attributes, "color-interpolation-filters").IsEmpty)
            attributes = attributes.Add(new("color-interpolation-filters", "sRGB"));
        var inFractions = Filter.Find(attributes, "primitiveUnits") is "objectBoundingBox";
        if (Filter.Find(attributes, "filterUnits") is "userSpaceOnUse") attributes = WithRegion(attributes);
        return new Filter(attributes, Primitives(element, inFractions));
    }

    /// <summary>The region in user units, unsaid sides too: percentages would be of another viewport where the filter is written.</summary>
    ImmutableArray<FilterAttribute> WithRegion(ImmutableArray<FilterAttribute> attributes)
    {
        foreach (var (name, whole, otherwise) in (ReadOnlySpan<(string, double, double)>)[("x", viewport.Width, -0.1),
            ("y", viewport.Height, -0.1), ("width", viewport.Width, 1.2), ("height", viewport.Height, 1.2)])
        {
            if (!Length.TryRead(Filter.Find(attributes, name), whole, style.FontSize, out var value)) value = otherwise * whole;
            var side = new FilterAttribute(name, FilterStep.Text(value));
            var at = 0;
            while (at < attributes.Length && attributes[at].Name != name) at++;
            attributes = at < attributes.Length ? attributes.SetItem(at, side) : attributes.Add(side);
        }
        return attributes;
    }

    ImmutableArray<FilterPrimitive> Primitives(int element, bool inFractions)
    {
        var primitives = ImmutableArray.CreateBuilder<FilterPrimitive>();
        for (var i = element + 1; i < xml[element].End; i = xml[i].End)
        {
            if (FilterNames.Primitive(xml.NameOf(i)) is { } name)
            {
                var attributes = Attributes(i);
                if (!inFractions) attributes = InUserUnits(attributes);
                primitives.Add(new(name, attributes, Primitives(i, inFractions)));
            }
            // What moves or acts is named wherever it stands.
            else if (!xml[i].IsForeign && xml[i].Name is not (ElementName.Desc or ElementName.Title or ElementName.Metadata
                or ElementName.Animate or ElementName.Set or ElementName.Script))
                warnings?.Add($"A <{Excerpt.Of(xml.NameOf(i))}> inside a <filter> was left out: it is no filter primitive.");
        }
        return primitives.DrainToImmutable();
    }

    /// <summary>The region of a primitive without percentages and units.</summary>
    ImmutableArray<FilterAttribute> InUserUnits(ImmutableArray<FilterAttribute> attributes)
    {
        for (var i = 0; i < attributes.Length; i++)
        {
            var (name, text) = attributes[i];
            if (name is not ("x" or "y" or "width" or "height") || char.IsAsciiDigit(text[^1])) continue;
            var side = name is "x" or "width" ? viewport.Width : viewport.Height;
            if (Length.TryRead(text, side, style.FontSize, out var value))
                attributes = attributes.SetItem(i, new(name, FilterStep.Text(value)));
        }
        return attributes;
    }

    ImmutableArray<FilterAttribute> Attributes(int element)
    {
        var found = ImmutableArray.CreateBuilder<FilterAttribute>();
        foreach (ref readonly var attribute in xml.AttributesOf(element))
            if (FilterNames.Attribute(xml.NameOf(attribute)) is { } name)
                Set(element, found, name, xml.Value(attribute).Trim());
        var inline = xml.Find(element, AttributeName.Style);
        if (sheet is null && inline.IsEmpty) return found.DrainToImmutable();
        var rules = sheet?.Matching(xml, element) ?? [];
        foreach (var isImportant in (ReadOnlySpan<bool>)[false, true])
        {
            foreach (var rule in rules) Declare(element, found, rule, isImportant);
            Declare(element, found, inline, isImportant);
        }
        return found.DrainToImmutable();
    }

    void Declare(int element, ImmutableArray<FilterAttribute>.Builder to, ReadOnlySpan<char> css, bool isImportant)
    {
        var declarations = new Declarations(css);
        while (declarations.Next())
            if (declarations.IsImportant == isImportant && FilterNames.Property(declarations.Name) is { } name)
                Set(element, to, name, declarations.Value);
    }

    void Set(int element, ImmutableArray<FilterAttribute>.Builder to, string name, ReadOnlySpan<char> value)
    {
        if (value.IsEmpty) return;
        var isPlain = !value.ContainsAnyExcept(plain) && !value.Contains("url(", StringComparison.OrdinalIgnoreCase);
        string kept;
        if (FilterNames.Property(name) is not null && Resolved(element, name, value) is { } resolved) kept = resolved;
        else if (isPlain) kept = value.ToString();
        else if (name is "in" or "in2" or "result") kept = Renamed(value.ToString());
        else
        {
            warnings?.Add($"The {name} of a part of a <filter> was left out: it is no number, colour or word.");
            return;
        }
        if (name is "in" or "in2" && kept is "BackgroundImage" or "BackgroundAlpha" or "FillPaint" or "StrokePaint")
            warnings?.Add($"The input {kept} of a <filter> is not supported.");
        for (var i = 0; i < to.Count; i++)
        {
            if (to[i].Name != name) continue;
            to[i] = new(name, kept);
            return;
        }
        to.Add(new(name, kept));
    }

    /// <returns>A property whose value depends on where the filter stands as one that does not; null for all others.</returns>
    string? Resolved(int element, string name, ReadOnlySpan<char> value)
    {
        switch (CssText.Keyword(value))
        {
            case "currentcolor":
                var (at, own) = (style, OwnProperties.Initial);
                styles.Apply(element, viewport, ref at, ref own);
                return FilterColors.Hex(at.Color);
            case "inherit" when Filter.Find(ofFilter, name) is { IsEmpty: false } inherited:
                return inherited.ToString();
            default:
                return null;
        }
    }

    string Renamed(string name)
    {
        renamed ??= new(StringComparer.Ordinal);
        if (!renamed.TryGetValue(name, out var other)) renamed[name] = other = $"__{renamed.Count}";
        return other;
    }
}
