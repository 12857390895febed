using System.Text;

namespace EmojiGen.Svg.Reading;

/// <summary>Filters are not resolved but passed through as markup, without their id.</summary>
static class FilterText
{
    /// <returns>Null where the filter loads a picture, which is not supported.</returns>
    public static Filter? Read(XmlTree xml, int element, List<string>? warnings)
    {
        var isPlain = true;
        for (var i = element + 1; i < xml[element].End; i++)
        {
            if (xml[i].Name is ElementName.FeImage or ElementName.Script)
            {
                warnings?.Add("A <filter> was left out: pictures inside filters are not supported.");
                return null;
            }
            isPlain &= !xml.Source.AsSpan(xml[i].NameStart, xml[i].NameLength).Contains(':');
            foreach (ref readonly var attribute in xml.AttributesOf(i)) isPlain &= !IsForeign(xml, attribute);
        }
        var attributes = new StringBuilder();
        foreach (ref readonly var attribute in xml.AttributesOf(element))
            if (attribute.Name is not AttributeName.Id)
                Append(attributes, xml, attribute);
        var content = xml.Source.AsSpan(xml[element].ContentStart, xml[element].ContentEnd - xml[element].ContentStart).Trim();
        // Anything but elements and attributes of SVG (comments, other vocabularies, entities) is not copied.
        if (isPlain && content.IndexOfAny('!', '?', '&') < 0)
            return new Filter(attributes.ToString().TrimStart(), content.ToString());
        var text = new StringBuilder();
        AppendChildren(text, xml, element);
        return new Filter(attributes.ToString().TrimStart(), text.ToString());
    }

    static bool IsForeign(XmlTree xml, in XmlAttribute attribute) => xml.NameOf(attribute) is var name && (name.Contains(':') || name is "xmlns");

    static void AppendChildren(StringBuilder to, XmlTree xml, int element)
    {
        for (var i = element + 1; i < xml[element].End; i = xml[i].End)
        {
            var name = xml.NameOf(i);
            if (name.Contains(':')) continue;
            to.Append('<').Append(name);
            foreach (ref readonly var attribute in xml.AttributesOf(i)) Append(to, xml, attribute);
            to.Append('>');
            AppendChildren(to, xml, i);
            to.Append("</").Append(name).Append('>');
        }
    }

    static void Append(StringBuilder to, XmlTree xml, in XmlAttribute attribute)
    {
        if (IsForeign(xml, attribute)) return;
        to.Append(' ').Append(xml.NameOf(attribute)).Append("=\"");
        var value = xml.Value(attribute);
        if (value.IndexOfAny("&<\"") < 0) to.Append(value);
        else
            foreach (var c in value)
                to.Append(c switch { '&' => "&amp;", '<' => "&lt;", '"' => "&quot;", _ => c.ToString() });
        to.Append('"');
    }
}
