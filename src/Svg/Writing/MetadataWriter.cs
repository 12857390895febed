namespace EmojiGen.Svg.Writing;

/// <summary>Writes metadata as the RDF that vector editors read and show: Dublin Core, Creative Commons' licence, and parameters of our
/// own.</summary>
/// <remarks>RDF 1.1 XML syntax, section 2.11: a property has a text or attributes, not both, so that a parameter is a resource with a name
/// and a value.</remarks>
static class MetadataWriter
{
    public static void Write(SvgMetadata metadata, Markup to)
    {
        if (metadata.Title is { Length: > 0 } title) to.Raw("<title>"u8).Text(title).Raw("</title>"u8);
        to.Raw("<metadata><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:eg=\"urn:emojigen:\"><rdf:Description rdf:about=\"\">"u8);
        if (metadata.Title is { Length: > 0 }) to.Raw("<dc:title>"u8).Text(metadata.Title).Raw("</dc:title>"u8);
        foreach (var creator in metadata.Creators) to.Raw("<dc:creator>"u8).Text(creator).Raw("</dc:creator>"u8);
        foreach (var license in metadata.Licenses) to.Raw("<dc:rights>"u8).Text(license).Raw("</dc:rights>"u8);
        foreach (var source in metadata.Sources) to.Raw("<dc:source>"u8).Text(source).Raw("</dc:source>"u8);
        foreach (var (name, value) in metadata.Parameters)
        {
            to.Raw("<eg:parameter rdf:parseType=\"Resource\"><eg:name>"u8).Text(name).Raw("</eg:name><eg:value>"u8).Text(value)
                .Raw("</eg:value></eg:parameter>"u8);
        }
        to.Raw("</rdf:Description></rdf:RDF></metadata>"u8);
    }
}
