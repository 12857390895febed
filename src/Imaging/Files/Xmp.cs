using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace EmojiGen.Imaging;

/// <summary>An XMP packet with what a picture says about itself.</summary>
/// <remarks>XMP specification, part 1 (ISO 16684-1): Dublin Core for title, creator, rights and source; entries of our own as properties.</remarks>
static class Xmp
{
    static readonly XNamespace s_meta = "adobe:ns:meta/", s_rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", s_dc = "http://purl.org/dc/elements/1.1/",
        s_xmp = "http://ns.adobe.com/xap/1.0/", s_own = "urn:emojigen:xmp:";

    internal static string Write(ImageText text)
    {
        var description = new XElement(s_rdf + "Description", new XAttribute(s_rdf + "about", ""),
            new XAttribute(XNamespace.Xmlns + "dc", s_dc), new XAttribute(XNamespace.Xmlns + "xmp", s_xmp), new XAttribute(XNamespace.Xmlns + "emojigen", s_own));
        Add(s_dc + "title", text.Title, "Alt");
        Add(s_dc + "creator", text.Author, "Seq");
        Add(s_dc + "rights", text.License, "Alt");
        Add(s_dc + "source", text.Source);
        Add(s_xmp + "CreatorTool", text.Software);
        Add(s_own + "parameters", text.Parameters);
        foreach (var (key, value) in text.More)
            description.Add(new XElement(s_own + "entry", new XAttribute(s_own + "key", key), Clean(value)));

        var packet = new XElement(s_meta + "xmpmeta", new XAttribute(XNamespace.Xmlns + "x", s_meta),
            new XElement(s_rdf + "RDF", new XAttribute(XNamespace.Xmlns + "rdf", s_rdf), description));
        return $"<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>{packet.ToString(SaveOptions.DisableFormatting)}<?xpacket end=\"r\"?>";

        void Add(XName name, string? value, string? container = null)
        {
            if (string.IsNullOrEmpty(value)) return;
            description.Add(container switch
            {
                null => new XElement(name, Clean(value)),
                "Seq" => new XElement(name, new XElement(s_rdf + "Seq", new XElement(s_rdf + "li", Clean(value)))),
                _ => new XElement(name, new XElement(s_rdf + "Alt", new XElement(s_rdf + "li", new XAttribute(XNamespace.Xml + "lang", "x-default"), Clean(value)))),
            });
        }
    }

    /// <summary>What <see cref="Write"/> wrote; of other programs' packets, the fields that they share with it.</summary>
    internal static ImageText Read(string packet)
    {
        try
        {
            var description = XElement.Parse(packet[packet.IndexOf("<x:xmpmeta", StringComparison.Ordinal)..(packet.IndexOf("</x:xmpmeta>", StringComparison.Ordinal) + 12)])
                .Descendants(s_rdf + "Description").ToList();
            string? Text(XName name) => description.Elements(name).FirstOrDefault()?.Value;

            var text = new ImageText
            {
                Title = Text(s_dc + "title"),
                Author = Text(s_dc + "creator"),
                License = Text(s_dc + "rights"),
                Source = Text(s_dc + "source"),
                Software = Text(s_xmp + "CreatorTool"),
                Parameters = Text(s_own + "parameters"),
            };
            foreach (var entry in description.Elements(s_own + "entry"))
                if (entry.Attribute(s_own + "key")?.Value is { } key) text = text with { More = text.More.SetItem(key, entry.Value) };
            return text;
        }
        catch (Exception e) when (e is XmlException or ArgumentOutOfRangeException)
        {
            return new();
        }
    }

    // XML 1.0 has no way to write most control characters.
    static string Clean(string value)
    {
        var clean = new StringBuilder(value.Length);
        foreach (var rune in value.EnumerateRunes())
            if (rune.Value is '\t' or '\n' or '\r' || (rune.Value >= ' ' && rune.Value is not (0xFFFE or 0xFFFF))) clean.Append(rune.ToString());
        return clean.ToString();
    }
}
