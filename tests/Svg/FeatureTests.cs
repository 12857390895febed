using System.Text;
using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.Tests.Svg;

/// <summary>Small documents, a folder a feature: librsvg, which knows nothing of our tree, shows each as it shows what we make of
/// it.</summary>
public class FeatureTests
{
    static string Folder => Repository.File("tests", "Svg", "Features");

    public static TheoryData<string> Documents =>
        [.. Directory.EnumerateFiles(Folder, "*.svg", SearchOption.AllDirectories).Select(f => System.IO.Path.GetRelativePath(Folder, f))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_looks_the_same_once_resolved(string file)
    {
        var text = File.ReadAllText(System.IO.Path.Combine(Folder, file));
        var written = SvgWriter.WriteUtf8(SvgReader.ParseDocument(text));

        Pictures.Difference(SvgRenderer.Render(Encoding.UTF8.GetBytes(text), 128, 128), SvgRenderer.Render(written, 128, 128))
            .ShouldBeLessThan(0.3);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void What_was_written_is_written_alike_again(string file)
    {
        var once = SvgWriter.Write(SvgReader.ParseDocument(File.ReadAllText(System.IO.Path.Combine(Folder, file))));

        SvgWriter.Write(SvgReader.ParseDocument(once)).ShouldBe(once);
    }
}
