using System.Globalization;
using System.Text;

namespace EmojiGen.Svg.Reading;

/// <summary>The five entities and the character references of XML; nothing else can be referred to.</summary>
static class XmlEntities
{
    /// <exception cref="SvgException">An unknown entity, or a '&lt;' in the value.</exception>
    public static string Replace(ReadOnlySpan<char> value)
    {
        if (value.Contains('<')) throw new SvgException("Cannot read the SVG: an attribute value holds a '<'.");
        var result = new StringBuilder(value.Length);
        while (true)
        {
            var ampersand = value.IndexOf('&');
            if (ampersand < 0) return result.Append(value).ToString();
            result.Append(value[..ampersand]);
            value = value[(ampersand + 1)..];
            var end = value.IndexOf(';');
            if (end < 0) throw new SvgException("Cannot read the SVG: a '&' begins no entity; write it as &amp;.");
            var name = value[..end];
            value = value[(end + 1)..];
            switch (name)
            {
                case "amp": result.Append('&'); break;
                case "lt": result.Append('<'); break;
                case "gt": result.Append('>'); break;
                case "quot": result.Append('"'); break;
                case "apos": result.Append('\''); break;
                default: result.Append(Character(name)); break;
            }
        }
    }

    static string Character(ReadOnlySpan<char> name)
    {
        var isHex = name.StartsWith("#x");
        var isNumber = isHex
            ? int.TryParse(name[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            : int.TryParse(name.StartsWith("#") ? name[1..] : default, NumberStyles.None, CultureInfo.InvariantCulture, out code);
        if (isNumber && Rune.IsValid(code)) return new Rune(code).ToString();
        var shown = name.Length > 40 ? name[..40] : name;
        throw new SvgException($"Cannot read the SVG: it refers to the entity &{shown};, and no entities but XML's own are allowed.");
    }
}
