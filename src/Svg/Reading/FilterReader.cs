using System.Buffers;
using System.Collections.Immutable;

namespace EmojiGen.Svg.Reading;

/// <summary>Reads one filter into the tree: known primitives with known attributes whose values are numbers, colours and words.</summary>
sealed class FilterReader(XmlTree xml, Stylesheet? sheet, List<string>? warnings)
{
    static readonly SearchValues<char> plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 \t\r\n.,+-#%()_");

    /// <summary>Names of results that are not plain words get others.</summary>
    Dictionary<string, string>? renamed;

    /// <returns>Null where the filter loads a picture, which is not supported.</returns>
    public Filter? Read(int element)
    {
        for (var i = element + 1; i < xml[element].End; i++)
        {
            if (xml[i].Name != ElementName.FeImage) continue;
            warnings?.Add("A <filter> was left out: pictures inside filters are not supported.");
            return null;
        }
        return new Filter(Attributes(element), Primitives(element));
    }

    ImmutableArray<FilterPrimitive> Primitives(int element)
    {
        var primitives = ImmutableArray.CreateBuilder<FilterPrimitive>();
        for (var i = element + 1; i < xml[element].End; i = xml[i].End)
        {
            if (FilterNames.Primitive(xml.NameOf(i)) is { } name) primitives.Add(new(name, Attributes(i), Primitives(i)));
            else if (xml[i].Name is not (ElementName.Desc or ElementName.Title or ElementName.Metadata))
                warnings?.Add($"A <{Shown(xml.NameOf(i))}> inside a <filter> was left out: it is no filter primitive.");
        }
        return primitives.DrainToImmutable();
    }

    ImmutableArray<FilterAttribute> Attributes(int element)
    {
        var found = ImmutableArray.CreateBuilder<FilterAttribute>();
        var style = default(ReadOnlySpan<char>);
        foreach (ref readonly var attribute in xml.AttributesOf(element))
        {
            if (attribute.Name == AttributeName.Style) style = xml.Value(attribute);
            else if (FilterNames.Attribute(xml.NameOf(attribute)) is { } name) Set(found, name, xml.Value(attribute).Trim());
        }
        if (sheet is not null)
            foreach (var declarations in sheet.Matching(xml, element)) Declarations(found, declarations);
        Declarations(found, style);
        return found.DrainToImmutable();
    }

    void Declarations(ImmutableArray<FilterAttribute>.Builder to, ReadOnlySpan<char> declarations)
    {
        foreach (var range in declarations.Split(';'))
        {
            var declaration = declarations[range];
            var colon = declaration.IndexOf(':');
            if (colon < 0 || FilterNames.Property(declaration[..colon].Trim()) is not { } name) continue;
            var value = declaration[(colon + 1)..].Trim();
            Set(to, name, value.LastIndexOf('!') is >= 0 and var bang ? value[..bang].Trim() : value);
        }
    }

    void Set(ImmutableArray<FilterAttribute>.Builder to, string name, ReadOnlySpan<char> value)
    {
        var isPlain = !value.ContainsAnyExcept(plain) && !value.Contains("url(", StringComparison.OrdinalIgnoreCase);
        string kept;
        if (isPlain) kept = value.ToString();
        else if (name is "in" or "in2" or "result") kept = Renamed(value.ToString());
        else
        {
            warnings?.Add($"The {name} of a part of a <filter> was left out: it is no number, colour or word.");
            return;
        }
        for (var i = 0; i < to.Count; i++)
        {
            if (to[i].Name != name) continue;
            to[i] = new(name, kept);
            return;
        }
        to.Add(new(name, kept));
    }

    string Renamed(string name)
    {
        renamed ??= new(StringComparer.Ordinal);
        if (!renamed.TryGetValue(name, out var other)) renamed[name] = other = $"__{renamed.Count}";
        return other;
    }

    static string Shown(ReadOnlySpan<char> name) => name.Length > 40 ? $"{name[..40]}..." : name.ToString();
}
