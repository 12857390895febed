using System.Text;

namespace EmojiGen.Svg.Reading;

/// <summary>Filters are not resolved but passed through as markup, without their id.</summary>
static class FilterText
{
    /// <returns>Null where the filter loads a picture, which is not supported.</returns>
    public static Filter? Read(XmlTree xml, int element, List<string>? warnings)
    {
        for (var i = element + 1; i < xml[element].End; i++)
        {
            if (xml[i].Name == ElementName.FeImage || xml[i].Name == ElementName.Script)
            {
                warnings?.Add("A <filter> was left out: pictures inside filters are not supported.");
                return null;
            }
        }
        var attributes = new StringBuilder();
        foreach (ref readonly var attribute in xml.AttributesOf(element))
        {
            if (attribute.Name is AttributeName.Id) continue;
            var name = xml.NameOf(attribute);
            if (name.Contains(':') || name is "xmlns") continue;
            if (attributes.Length > 0) attributes.Append(' ');
            attributes.Append(name).Append("=\"").Append(Escape(xml.Value(attribute))).Append('"');
        }
        var content = xml.Source.AsSpan(xml[element].ContentStart, xml[element].ContentEnd - xml[element].ContentStart);
        return new Filter(attributes.ToString(), content.Trim().ToString());
    }

    static ReadOnlySpan<char> Escape(ReadOnlySpan<char> value) => value.IndexOfAny("&<\"") < 0
        ? value
        : value.ToString().Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("\"", "&quot;", StringComparison.Ordinal);
}
