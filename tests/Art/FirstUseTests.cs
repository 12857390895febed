using EmojiGen.Art;

namespace EmojiGen.Tests.Art;

/// <summary>Styles beside the default one are built when they are first used.</summary>
public sealed class FirstUseTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    string Modules => folder.File("node_modules");

    string Art => folder.File("art");

    // The catalogue as it is, and a style of one icon, so that building it takes no time.
    public FirstUseTests()
    {
        Directory.CreateDirectory(Path.Combine(Modules, "@iconify-json", "twemoji"));
        Directory.CreateDirectory(Art);
        File.Copy(Path.Combine(BuiltArt.Folder, "catalogue.bin"), Path.Combine(Art, "catalogue.bin"));
        Publish("1.0.0");
    }

    void Publish(string version)
    {
        var package = Path.Combine(Modules, "@iconify-json", "twemoji");
        File.WriteAllText(Path.Combine(package, "package.json"), $$"""{"name": "@iconify-json/twemoji", "version": "{{version}}"}""");
        File.WriteAllText(Path.Combine(package, "info.json"),
            """{"name": "Twemoji", "license": {"spdx": "CC-BY-4.0", "title": "CC BY 4.0"}, "author": {"name": "Twitter"}}""");
        File.WriteAllText(Path.Combine(package, "icons.json"),
            """{"prefix": "twemoji", "width": 36, "height": 36, "icons": {"rocket": {"body": "<path fill='#f00' d='M4 4h28v28h-28z'/>"}}}""");
    }

    [Fact]
    public void A_style_is_built_when_it_is_first_used_and_says_so_once()
    {
        var told = new Told();
        using (var library = ArtLibrary.Open(Art, Modules, told))
        {
            var description = library.Describe("twemoji"); // asks the package, builds nothing
            (description.Title, description.PackageVersion, description.Count, description.License.Spdx)
                .ShouldBe(("Twemoji", "1.0.0", 1, "CC-BY-4.0"));
            File.Exists(Path.Combine(Art, "twemoji.art")).ShouldBeFalse();
            told.Reports.ShouldBeEmpty();

            library.Find(library.Catalogue.ByCharacters("🚀")!, "twemoji").ShouldNotBeNull().Name.ShouldBe("rocket");
            library.Describe("twemoji").ShouldBe(description);
            told.Reports[0].ShouldBe(new ArtProgress("twemoji", 0, 1));
            told.Reports[^1].ShouldBe(new ArtProgress("twemoji", 1, 1));
        }
        told.Reports.Clear();
        using var again = ArtLibrary.Open(Art, Modules, told);
        again.Set("twemoji").Count.ShouldBe(1);
        told.Reports.ShouldBeEmpty();
    }

    [Fact]
    public void Without_packages_a_style_that_is_not_built_is_missing()
    {
        using var library = ArtLibrary.Open(Art);
        Should.Throw<ArtException>(() => library.Set("twemoji")).Message.ShouldContain("./setup");
    }

    [Fact]
    public async Task Several_that_need_a_style_at_once_build_it_once()
    {
        var told = new Told();
        ArtLibrary[] libraries = [.. Enumerable.Range(0, 4).Select(_ => ArtLibrary.Open(Art, Modules, told))]; // as of four processes
        await Task.WhenAll(libraries.Select(library => Task.Run(() => library.Set("twemoji"))));
        told.Reports.Count(r => r.Done == 0).ShouldBe(1);
        foreach (var library in libraries) library.Dispose();
    }

    sealed class Told : IProgress<ArtProgress>
    {
        public List<ArtProgress> Reports { get; } = [];

        public void Report(ArtProgress value)
        {
            lock (Reports) Reports.Add(value);
        }
    }

    public void Dispose() => folder.Dispose();
}
