using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EmojiGen.Art;
using EmojiGen.Art.Packages;
using EmojiGen.Tests.Hub;

namespace EmojiGen.Tests.Art.Packages;

/// <summary>Fetching packages from a registry: a real server on loopback.</summary>
public sealed class ArtPackagesTests : IDisposable
{
    readonly TemporaryFolder project = new();
    readonly ImpatientTime time = new();
    readonly HttpServer registry;
    readonly Dictionary<string, byte[]> archives = new(StringComparer.Ordinal);
    Func<HttpRequest, HttpAnswer?> fault = _ => null;

    public ArtPackagesTests() => registry = new(request => fault(request)
        ?? (archives.TryGetValue(request.Path, out var archive) ? new HttpAnswer(200, archive) : new HttpAnswer(404)));

    string Modules => project.File("node_modules");

    string Installed(params string[] parts) => Path.Combine([Modules, .. parts]);

    // A package with a file that is needed, one that is not, and its description.
    void Publish(string name, string version, params (string Name, string Content)[] more)
    {
        var file = name[(name.LastIndexOf('/') + 1)..];
        archives[$"/{name}/-/{file}-{version}.tgz"] = Archive(
            [("package/package.json", $$"""{"name": "{{name}}", "version": "{{version}}"}"""), ("package/icons.json", "{}"), ("package/index.js", "evil()"), .. more]);
    }

    static byte[] Archive(IEnumerable<(string Name, string Content)> files)
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(new GZipStream(bytes, CompressionLevel.Fastest), TarEntryFormat.Pax))
            foreach (var (name, content) in files)
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
                {
                    DataStream = new MemoryStream(Encoding.UTF8.GetBytes(content))
                });
        return bytes.ToArray();
    }

    void Lock(params (string Name, string Version)[] packages)
    {
        var entries = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            [""] = new { dependencies = packages.ToDictionary(p => p.Name, p => p.Version, StringComparer.Ordinal) },
            // what the art depends on in turn
            ["node_modules/@iconify/types"] = new { version = "2.0.0", integrity = "sha512-nobody-asks" },
        };
        foreach (var (name, version) in packages)
        {
            var archive = archives[$"/{name}/-/{name[(name.LastIndexOf('/') + 1)..]}-{version}.tgz"];
            entries[$"node_modules/{name}"] = new { version, integrity = "sha512-" + Convert.ToBase64String(SHA512.HashData(archive)) };
        }
        File.WriteAllText(project.File("package-lock.json"), JsonSerializer.Serialize(new { lockfileVersion = 3, packages = entries }));
    }

    ArtPackages Packages()
    {
        var variables = new Dictionary<string,
            string>(StringComparer.Ordinal)
        { ["npm_config_registry"] = registry.Address, ["npm_config_globalconfig"] = "/nowhere/npmrc" };
        return new ArtPackages(project.Path, Modules, NpmSettings.Read(variables, project.Path, project.File("home")), time);
    }

    Task<System.Collections.Immutable.ImmutableArray<string>> Install(bool again = false) =>
        Packages().Install(again, CancellationToken.None);

    [Fact]
    public async Task What_is_pinned_is_fetched_and_only_what_is_needed_of_it_is_kept()
    {
        Publish("@iconify-json/noto", "1.2.9", ("package/info.json", "{}"), ("package/LICENSE", "Apache"));
        Publish("emojibase-data", "17.0.0", ("package/en/data.json", "[]"), ("package/en/compact.json", "[]"),
            ("package/en/shortcodes/github.json", "{}"), ("package/meta/groups.json", "{}"));
        Lock(("@iconify-json/noto", "1.2.9"), ("emojibase-data", "17.0.0"));
        (await Install()).ShouldBe(["@iconify-json/noto", "emojibase-data"], ignoreOrder: true);
        Directory.EnumerateFiles(Modules, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(Modules, f))
            .Order(StringComparer.Ordinal).ShouldBe(
        [
            "@iconify-json/noto/LICENSE", "@iconify-json/noto/icons.json", "@iconify-json/noto/info.json",
            "@iconify-json/noto/package.json",
            "emojibase-data/en/data.json", "emojibase-data/en/shortcodes/github.json", "emojibase-data/icons.json",
            "emojibase-data/meta/groups.json", "emojibase-data/package.json",
        ]);
        registry.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_there_is_not_fetched_again_and_another_version_replaces_it()
    {
        Publish("emojibase-data", "1.0.0");
        Lock(("emojibase-data", "1.0.0"));
        (await Install()).ShouldBe(["emojibase-data"]);
        (await Install()).ShouldBeEmpty();
        (await Install(again: true)).ShouldBe(["emojibase-data"]);
        registry.Requests.Count.ShouldBe(2);

        Publish("emojibase-data", "2.0.0");
        Lock(("emojibase-data", "2.0.0"));
        (await Install()).ShouldBe(["emojibase-data"]);
        File.ReadAllText(Installed("emojibase-data", "package.json")).ShouldContain("2.0.0");
        Directory.GetFileSystemEntries(Modules).Select(Path.GetFileName).ShouldBe(["emojibase-data"]); // the old one is gone
    }

    [Fact]
    public async Task An_archive_of_other_bytes_is_refused_and_nothing_of_it_stays()
    {
        Publish("emojibase-data", "1.0.0");
        Lock(("emojibase-data", "1.0.0"));
        Publish("emojibase-data", "1.0.0", ("package/info.json", "{\"changed\": true}"));
        (await Should.ThrowAsync<ArtException>(() => Install())).Message.ShouldContain("SHA-512");
        Directory.Exists(Installed("emojibase-data")).ShouldBeFalse();
    }

    [Fact]
    public async Task An_entry_that_leads_out_of_the_package_is_refused()
    {
        Publish("emojibase-data", "1.0.0", ("package/../../../en/data.json", "[]"));
        Lock(("emojibase-data", "1.0.0"));
        (await Should.ThrowAsync<ArtException>(() => Install())).Message.ShouldContain("leads out");
        Directory.Exists(Installed("emojibase-data")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_cut_connection_and_a_busy_registry_are_tried_again()
    {
        Publish("emojibase-data", "1.0.0");
        Lock(("emojibase-data", "1.0.0"));
        var asked = 0;
        fault = _ => ++asked switch { 1 => new HttpAnswer(503), 2 => new HttpAnswer(200, new byte[1000], CutAfter: 10), _ => null };
        (await Install()).ShouldBe(["emojibase-data"]);
        asked.ShouldBe(3);
    }

    [Fact]
    public async Task A_registry_that_has_no_such_package_is_asked_once_and_named_with_the_remedy()
    {
        Publish("emojibase-data", "1.0.0");
        Lock(("emojibase-data", "1.0.0"));
        archives.Clear();
        var message = (await Should.ThrowAsync<ArtException>(() => Install())).Message;
        message.ShouldContain(registry.Address);
        message.ShouldContain("404");
        message.ShouldContain("./setup");
        message.ShouldNotContain('\n');
        registry.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_registry_that_is_not_there_is_named_after_some_tries()
    {
        Publish("emojibase-data", "1.0.0");
        Lock(("emojibase-data", "1.0.0"));
        registry.Dispose();
        (await Should.ThrowAsync<ArtException>(() => Install())).Message.ShouldContain(registry.Address);
        time.Waits.Count(w => w >= TimeSpan.FromSeconds(0.5) && w <= TimeSpan.FromSeconds(2)).ShouldBe(3);
    }

    [Fact]
    public async Task Art_that_is_a_link_to_elsewhere_is_not_replaced()
    {
        Publish("emojibase-data", "1.0.0");
        Lock(("emojibase-data", "1.0.0"));
        Directory.CreateDirectory(project.File("elsewhere"));
        Directory.CreateSymbolicLink(Modules, project.File("elsewhere"));
        (await Should.ThrowAsync<ArtException>(() => Install())).Message.ShouldContain("link");
        Directory.GetFileSystemEntries(project.File("elsewhere")).ShouldBeEmpty();
    }

    public void Dispose()
    {
        registry.Dispose();
        project.Dispose();
    }
}
