using System.Text;
using System.Xml;
using System.Xml.Linq;
using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.Fuzz.Targets;

/// <summary>A stranger's SVG: read, measured, written, drawn as a style's icon is. What was written is read again without complaint, and
/// nothing in it could run or fetch.</summary>
sealed class SvgTarget : FuzzTarget
{
    const int Side = 64;

    /// <summary>What runs, fetches, or is no drawing.</summary>
    static readonly string[] foreign = ["script", "foreignObject", "style", "iframe", "a", "animate", "set", "feImage", "text"];

    public override IReadOnlyList<byte[]> Seeds
    {
        get;
    } = [.. Directory.EnumerateFiles(Tests.Repository.File("tests", "Svg", "Features"), "*.svg",
        SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    public override byte[] Spoil(byte[] input, byte[] other, Random random) => SvgEdits.Spoil(input, other, random);

    public override void Read(byte[] input, string folder)
    {
        using var stream = new MemoryStream(input);
        List<string> warnings = [];
        var document = SvgReader.ParseDocument(stream, warnings);
        var written = SvgWriter.WriteUtf8(document);
        Check(written);
        SvgRenderer.Render(written, Side, Side);
    }

    static void Check(byte[] written)
    {
        var text = Encoding.UTF8.GetString(written);
        using (var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit }))
            foreach (var element in XDocument.Load(reader).Descendants()) Check(element);
        List<string> warnings = [];
        SvgReader.ParseDocument(text, warnings); // may be refused, as add-art does: written, it may be nested deeper than is read
        if (warnings is [var first, ..]) throw new FuzzFault($"what was written is read with a warning: {Words(first)}");
    }

    static void Check(XElement element)
    {
        if (foreign.Contains(element.Name.LocalName)) throw new FuzzFault($"what is written holds <{element.Name.LocalName}>");
        foreach (var attribute in element.Attributes().Where(it => !it.IsNamespaceDeclaration))
        {
            var (name, value) = (attribute.Name.LocalName, attribute.Value.Trim());
            if (name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || (name == "style" && value != "mask-type:alpha"))
                throw new FuzzFault($"what is written holds {name}=");
            if (name == "href" && value is not ['#', ..] && !value.StartsWith("data:image/", StringComparison.Ordinal))
                throw new FuzzFault("what is written refers to something outside");
            if (name != "d" && value.StartsWith("url(", StringComparison.OrdinalIgnoreCase)
                && !value.StartsWith("url(#", StringComparison.Ordinal))
                throw new FuzzFault("what is written refers to something outside");
        }
    }

    /// <summary>A message without what it says of this one input.</summary>
    static string Words(string message) =>
        string.Join(' ', message.Split(' ').Where(it => it.All(c => char.IsAsciiLetter(c) || c is '.' or ',' or ':')));
}
