using System.Collections.Immutable;

namespace EmojiGen.Svg.Reading;

sealed partial class Resolver
{
    /// <summary>The language that is asked for where a document has several, as renderers do that know of no user.</summary>
    const string Language = "en";

    /// <summary>Whether an element's own conditions hold: it speaks our language, and asks for no extension of SVG.</summary>
    /// <remarks>SVG 2, section 5.8.</remarks>
    bool IsForUs(int element)
    {
        if (!xml.MayHave(element, AttributeName.SystemLanguage) && !xml.MayHave(element, AttributeName.RequiredExtensions)) return true;
        foreach (ref readonly var attribute in xml.AttributesOf(element))
        {
            if (attribute.Name == AttributeName.RequiredExtensions) return false;
            if (attribute.Name == AttributeName.SystemLanguage && !IsOurLanguage(xml.Value(attribute))) return false;
        }
        return true;
    }

    static bool IsOurLanguage(ReadOnlySpan<char> languages)
    {
        foreach (var range in languages.Split(','))
        {
            var tag = languages[range].Trim();
            if (!tag.StartsWith(Language, StringComparison.OrdinalIgnoreCase)) continue;
            if (tag.Length == Language.Length || tag[Language.Length] == '-') return true;
        }
        return false;
    }

    /// <summary>The first child whose conditions hold, and no other. What stands in foreign markup has a stand-in behind it.</summary>
    ImmutableArray<Node> FirstOfSwitch(int element, in Style style, Context context)
    {
        for (var i = element + 1; i < xml[element].End; i = xml[i].End)
        {
            var isDrawn = xml[i].Name is ElementName.Path or ElementName.Rect or ElementName.Circle or ElementName.Ellipse
                or ElementName.Line or ElementName.Polyline or ElementName.Polygon or ElementName.Use or ElementName.Image or ElementName.G or ElementName.A
                or ElementName.Svg or ElementName.Switch or ElementName.Text;
            if (isDrawn && IsForUs(i)) return Resolve(i, style, context) is { } node ? [node] : [];
        }
        return [];
    }
}
