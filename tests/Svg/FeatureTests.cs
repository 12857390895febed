using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.Tests.Svg;

/// <summary>Small documents, a folder a feature: librsvg, which knows nothing of our tree, shows each as it shows what we make of it. Where
/// librsvg does not know the feature, a document <c>NAME.plain.svg</c> beside it says the same without it.</summary>
public class FeatureTests
{
    static string Folder => Repository.File("tests", "Svg", "Features");

    public static TheoryData<string> Documents =>
        [.. Directory.EnumerateFiles(Folder, "*.svg", SearchOption.AllDirectories).Where(f => !f.EndsWith(Plain, StringComparison.Ordinal))
        .Select(f => System.IO.Path.GetRelativePath(Folder, f)).Order(StringComparer.Ordinal)];

    const string Plain = ".plain.svg";

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_looks_the_same_once_resolved(string file)
    {
        var path = System.IO.Path.Combine(Folder, file);
        var written = SvgWriter.WriteUtf8(SvgReader.ParseDocument(File.ReadAllText(path)));
        var plain = System.IO.Path.ChangeExtension(path, null) + Plain;
        var hasPlain = File.Exists(plain);
        var expected = File.ReadAllBytes(hasPlain ? plain : path);

        // What the plain one says was worked out by hand, colours to a whole number.
        Pictures.Difference(Drawn(expected), Drawn(written)).ShouldBeLessThan(hasPlain ? 0.6 : 0.3);
    }

    /// <summary>Drawn once, since what is drawn larger and scaled down has softer edges.</summary>
    static Raster Drawn(byte[] svg) => SvgRenderer.Render(svg, 128, 128, smoothFilters: false);

    [Theory]
    [MemberData(nameof(Documents))]
    public void What_was_written_is_written_alike_again(string file)
    {
        var once = SvgWriter.Write(SvgReader.ParseDocument(File.ReadAllText(System.IO.Path.Combine(Folder, file))));

        SvgWriter.Write(SvgReader.ParseDocument(once)).ShouldBe(once);
    }
}
