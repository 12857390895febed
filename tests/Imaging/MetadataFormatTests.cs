using System.Collections.Immutable;
using System.Text;
using System.Xml.Linq;
using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.Tests.Imaging;

/// <summary>What files say of themselves, as their formats' specifications have it.</summary>
public class MetadataFormatTests
{
    static readonly XNamespace rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";

    static readonly ImageText text = new()
    {
        Parameters = "a cat\nSteps: 20, Seed: 0, Size: 64x64",
        Title = "猫 & \"cat\"",
        Author = "Noto Emoji",
        License = "Apache-2.0",
        Software = "EmojiGen",
        More = ImmutableSortedDictionary<string, string>.Empty.Add("Parts", "🐱 & 🛹").Add("Other", "1"),
    };

    static List<(string Name, byte[] Content)> Chunks(byte[] webp)
    {
        var chunks = new List<(string, byte[])>();
        for (var at = 12; at < webp.Length;)
        {
            var length = (int)BitConverter.ToUInt32(webp, at + 4);
            chunks.Add((Encoding.ASCII.GetString(webp, at, 4), webp[(at + 8)..(at + 8 + length)]));
            at += 8 + length + (length & 1);
        }
        return chunks;
    }

    /// <summary>WebP container specification, "Extended File Format": EXIF is the TIFF alone, and an animation's canvas is as large as a
    /// frame.</summary>
    [Theory]
    [InlineData(1, null)]
    [InlineData(1, 80)]
    [InlineData(3, null)]
    public void The_chunks_of_a_WebP_are_what_its_header_says(int frames, int? quality)
    {
        var pictures = Enumerable.Range(0, frames)
            .Select(it => Raster.Filled(40, 24, new((byte)(60 * it), 90, 30, (byte)(255 - (60 * it))))).ToArray();
        var file = frames == 1 ? ImageFile.Encode(ImageFormat.WebP, pictures[0], text, quality)
            : ImageFile.EncodeAnimation(ImageFormat.WebP, pictures, Animation.Even(frames, 100), text);
        BitConverter.ToUInt32(file, 4).ShouldBe((uint)file.Length - 8);
        var chunks = Chunks(file);
        chunks[0].Name.ShouldBe("VP8X");
        var header = chunks[0].Content;
        (header[0] & 0x0C).ShouldBe(0x0C); // EXIF and XMP
        (header[0] & 0x02).ShouldBe(frames > 1 ? 0x02 : 0); // animation
        (1 + header[4] + (header[5] << 8) + (header[6] << 16), 1 + header[7] + (header[8] << 8) + (header[9] << 16)).ShouldBe((40, 24));
        chunks.Single(it => it.Name == "EXIF").Content[..4].ShouldBe("MM\0*"u8.ToArray());
        chunks.Count(it => it.Name == "XMP ").ShouldBe(1);
        var (read, timing) = ImageFile.LoadAnimation(file);
        (read.Length, timing?.Delays.Length ?? 1).ShouldBe((frames, frames));
        if (quality is null) for (var i = 0; i < frames; i++) read[i].Pixels.ToArray().ShouldBe(pictures[i].Pixels.ToArray());
        ImageFile.ReadText(file).Parameters.ShouldBe(text.Parameters);
        ImageFile.ReadText(file).More.ShouldBe(text.More);
    }

    /// <summary>GIF89a specification, section 23: the disposal method stands in bits 2 to 4 of a frame's graphic control.</summary>
    [Fact]
    public void All_frames_of_a_GIF_make_room_in_the_same_way()
    {
        var pictures = Enumerable.Range(0, 4).Select(it =>
        {
            var picture = new Raster(32, 32);
            picture.Fill(6 * it, 8, 8, 8, new(200, (byte)(50 * it), 0));
            return picture;
        }).ToArray();
        var file = ImageFile.EncodeAnimation(ImageFormat.Gif, pictures, Animation.Even(4, 100));
        var disposals = new List<int>();
        for (var i = 0; i + 7 < file.Length; i++)
            if (file[i] == 0x21 && file[i + 1] == 0xF9 && file[i + 2] == 4 && file[i + 7] == 0) disposals.Add((file[i + 3] >> 2) & 7);
        disposals.ShouldBe([2, 2, 2, 2]);
    }

    [Fact]
    public void Metadata_of_an_SVG_and_of_a_WebP_is_RDF()
    {
        var square = SvgReader.ParseDocument("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><rect width='1' height='1'/></svg>");
        var metadata = new SvgMetadata
        {
            Title = "a <cat>",
            Creators = ["A", "B"],
            Licenses = ["MIT"],
            Parameters = [new("CFG scale", "7 & 5"), new("Seed", "0")],
        };
        var parameters = ShouldBeRdf(XDocument.Parse(SvgWriter.Write(square, metadata)));
        parameters.Where(it => it.Name.LocalName == "parameter").Select(it => string.Join('=', it.Elements().Select(part => part.Value)))
            .ShouldBe(["CFG scale=7 & 5", "Seed=0"]);
        var chunks = Chunks(ImageFile.Encode(ImageFormat.WebP, new Raster(4, 4), text));
        var xmp = Encoding.UTF8.GetString(chunks.Single(it => it.Name == "XMP ").Content);
        var (first, last) = (xmp.IndexOf("<x:", StringComparison.Ordinal), xmp.IndexOf("</x:xmpmeta>", StringComparison.Ordinal));
        ShouldBeRdf(XDocument.Parse(xmp[first..(last + "</x:xmpmeta>".Length)]));
    }

    /// <summary>RDF 1.1 XML syntax, section 7.2: nodes and properties by turns; a property has a text, or a node, or attributes (beside a
    /// language), and no two of them; a name and its namespace make an address, so that the namespace ends in '/', '#' or ':'.</summary>
    static List<XElement> ShouldBeRdf(XDocument document)
    {
        var all = document.Descendants(rdf + "RDF").Single().Elements().SelectMany(it => it.DescendantsAndSelf()).ToList();
        foreach (var element in all)
        {
            element.Name.NamespaceName[^1].ShouldBeOneOf('/', '#', ':');
            var isNode = ((string[])["Description", "Seq", "Bag", "Alt"]).Any(it => element.Name == rdf + it);
            var attributes = element.Attributes().Where(it => !it.IsNamespaceDeclaration && it.Name.Namespace != XNamespace.Xml).ToList();
            var hasText = element.Nodes().OfType<XText>().Any(it => it.Value.Trim().Length > 0);
            if (hasText) attributes.ShouldBeEmpty($"{element}");
            (hasText && element.HasElements).ShouldBeFalse($"{element}");
            if (!isNode && element.Elements().Any() && element.Attribute(rdf + "parseType") is null) element.Elements().Count().ShouldBe(1);
            foreach (var attribute in attributes) attribute.Name.Namespace.ShouldBe(rdf);
        }
        return all;
    }
}
