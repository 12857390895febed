using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace EmojiGen.Imaging;

/// <summary>An XMP packet with what a picture says about itself.</summary>
/// <remarks>XMP specification, part 1 (ISO 16684-1): Dublin Core for title, creator, rights and source; entries of our own as one bag of
/// structures, since a property stands once and has a text or attributes, not both.</remarks>
static class Xmp
{
    static readonly XNamespace metaNamespace = "adobe:ns:meta/", rdfNamespace = "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        dcNamespace = "http://purl.org/dc/elements/1.1/",
        xmpNamespace = "http://ns.adobe.com/xap/1.0/", ownNamespace = "urn:emojigen:xmp:";

    internal static string Write(ImageText text)
    {
        var description = new XElement(rdfNamespace + "Description", new XAttribute(rdfNamespace + "about", ""),
            new XAttribute(XNamespace.Xmlns + "dc", dcNamespace), new XAttribute(XNamespace.Xmlns + "xmp", xmpNamespace), new XAttribute(XNamespace.Xmlns + "emojigen", ownNamespace));
        Add(dcNamespace + "title", text.Title, "Alt");
        Add(dcNamespace + "creator", text.Author, "Seq");
        Add(dcNamespace + "rights", text.License, "Alt");
        Add(dcNamespace + "source", text.Source);
        Add(xmpNamespace + "CreatorTool", text.Software);
        Add(ownNamespace + "parameters", text.Parameters);
        if (!text.More.IsEmpty)
            description.Add(new XElement(ownNamespace + "entries", new XElement(rdfNamespace + "Bag", text.More.Select(it =>
                new XElement(rdfNamespace + "li", new XAttribute(rdfNamespace + "parseType", "Resource"),
                    new XElement(ownNamespace + "key", Clean(it.Key)), new XElement(ownNamespace + "value", Clean(it.Value)))))));

        var packet = new XElement(metaNamespace + "xmpmeta", new XAttribute(XNamespace.Xmlns + "x", metaNamespace),
            new XElement(rdfNamespace + "RDF", new XAttribute(XNamespace.Xmlns + "rdf", rdfNamespace), description));
        return $"<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>{packet.ToString(SaveOptions.DisableFormatting)}<?xpacket end=\"r\"?>";

        void Add(XName name, string? value, string? container = null)
        {
            if (string.IsNullOrEmpty(value)) return;
            description.Add(container switch
            {
                null => new XElement(name, Clean(value)),
                "Seq" => new XElement(name, new XElement(rdfNamespace + "Seq", new XElement(rdfNamespace + "li", Clean(value)))),
                _ => new XElement(name, new XElement(rdfNamespace + "Alt", new XElement(rdfNamespace + "li",
                    new XAttribute(XNamespace.Xml + "lang", "x-default"), Clean(value)))),
            });
        }
    }

    /// <summary>What <see cref="Write"/> wrote; of other programs' packets, the fields that they share with it.</summary>
    internal static ImageText Read(string packet)
    {
        try
        {
            var description = XElement.Parse(
                packet[packet.IndexOf("<x:xmpmeta", StringComparison.Ordinal)..(packet.IndexOf("</x:xmpmeta>", StringComparison.Ordinal) + 12)])
                .Descendants(rdfNamespace + "Description").ToList();
            string? Text(XName name) => description.Elements(name).FirstOrDefault()?.Value;

            var text = new ImageText
            {
                Title = Text(dcNamespace + "title"),
                Author = Text(dcNamespace + "creator"),
                License = Text(dcNamespace + "rights"),
                Source = Text(dcNamespace + "source"),
                Software = Text(xmpNamespace + "CreatorTool"),
                Parameters = Text(ownNamespace + "parameters"),
            };
            foreach (var entry in description.Elements(ownNamespace + "entries").Descendants(rdfNamespace + "li"))
                if ((entry.Element(ownNamespace + "key"), entry.Element(ownNamespace + "value")) is ({ } key, { } value))
                    text = text with { More = text.More.SetItem(key.Value, value.Value) };
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
            if (rune.Value is '\t' or '\n' or '\r' || (rune.Value >= ' ' && rune.Value is not (0xFFFE or 0xFFFF)))
                clean.Append(rune.ToString());
        return clean.ToString();
    }
}
