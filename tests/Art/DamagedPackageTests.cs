using EmojiGen.Art;

namespace EmojiGen.Tests.Art;

/// <summary>An installed package that is missing or cut short stops the build in one sentence with the remedy; nothing is
/// half-written.</summary>
public sealed class DamagedPackageTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    string Modules => folder.File("node_modules");

    string Target => folder.File("art");

    // The installed packages, each reached by a link, but one that is the test's own.
    string PackageOfItsOwn(string name)
    {
        foreach (var package in new[] { "emojibase-data", "@iconify-json/noto", "@iconify-json/twemoji" })
        {
            var link = Path.Combine(Modules, package);
            Directory.CreateDirectory(Path.GetDirectoryName(link)!);
            if (package != name) Directory.CreateSymbolicLink(link, Path.Combine(BuiltArt.Modules, package));
        }
        return Directory.CreateDirectory(Path.Combine(Modules, name)).FullName;
    }

    string Refusal()
    {
        var message = Should.Throw<ArtException>(() => ArtIndexBuilder.BuildAll(Modules, Target)).Message;
        message.ShouldContain("./setup --rebuild");
        message.ShouldNotContain('\n');
        if (Directory.Exists(Target)) Directory.GetFiles(Target, "*.tmp").ShouldBeEmpty();
        return message;
    }

    [Fact]
    public void An_art_package_cut_short_is_refused_by_its_file()
    {
        var package = PackageOfItsOwn("@iconify-json/noto");
        using (var whole = File.OpenRead(Path.Combine(BuiltArt.Modules, "@iconify-json/noto/icons.json")))
        {
            var part = new byte[1_000_000];
            whole.ReadExactly(part);
            File.WriteAllBytes(Path.Combine(package, "icons.json"), part);
        }
        Refusal().ShouldContain(Path.Combine(package, "icons.json"));
        File.Exists(Path.Combine(Target, "noto.art")).ShouldBeFalse();
        File.Exists(Path.Combine(Target, "catalogue.bin")).ShouldBeTrue(); // it was built before
    }

    [Fact]
    public void An_art_package_that_is_not_there_is_refused_by_its_file()
    {
        var package = PackageOfItsOwn("@iconify-json/noto");
        Refusal().ShouldContain(Path.Combine(package, "icons.json"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[{")]
    [InlineData("{}")]
    [InlineData("[{\"group\": 1}]")]
    public void A_catalogue_package_that_is_not_what_it_should_be_is_refused_by_its_file(string data)
    {
        var package = PackageOfItsOwn("emojibase-data");
        File.WriteAllText(Path.Combine(package, "package.json"), "{\"version\": \"1.0.0\"}");
        Directory.CreateDirectory(Path.Combine(package, "en"));
        File.WriteAllText(Path.Combine(package, "en", "data.json"), data);
        Refusal().ShouldContain(Path.Combine(package, "en", "data.json"));
        Directory.Exists(Target).ShouldBeFalse();
    }

    [Fact]
    public void A_language_of_the_catalogue_cut_short_is_refused_by_its_file()
    {
        var package = PackageOfItsOwn("emojibase-data");
        var installed = new DirectoryInfo(Path.Combine(BuiltArt.Modules, "emojibase-data"));
        foreach (var folder in installed.GetDirectories().Where(d => d.Name != "fi"))
            Directory.CreateSymbolicLink(Path.Combine(package, folder.Name), folder.FullName);
        File.Copy(Path.Combine(installed.FullName, "package.json"), Path.Combine(package, "package.json"));
        Directory.CreateDirectory(Path.Combine(package, "fi"));
        File.WriteAllText(Path.Combine(package, "fi", "data.json"),
            File.ReadAllText(Path.Combine(installed.FullName, "fi", "data.json"))[..100_000]);
        Refusal().ShouldContain(Path.Combine(package, "fi", "data.json"));
    }

    [Fact]
    public void A_drawing_that_is_no_SVG_is_refused_by_its_name()
    {
        var package = PackageOfItsOwn("@iconify-json/noto");
        File.WriteAllText(Path.Combine(package, "icons.json"),
            """{"prefix": "noto", "icons": {"cat-face": {"body": "<path d='M0 0h1"}}}""");
        Should.Throw<ArtException>(() => ArtIndexBuilder.BuildAll(Modules, Target)).Message.ShouldContain("'cat-face'");
        Directory.GetFiles(Target).Select(Path.GetFileName).ShouldBe(["catalogue.bin"]);
    }

    [Fact]
    public void What_is_up_to_date_is_not_built_again() => ArtIndexBuilder.BuildAll(BuiltArt.Modules, BuiltArt.Folder).ShouldBeEmpty();

    public void Dispose() => folder.Dispose();
}
