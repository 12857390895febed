using EmojiGen.Art;

namespace EmojiGen.Tests.Art;

/// <summary>Whatever happens to a built file, what comes is an <see cref="ArtException"/> that names the file and the remedy: no crash, no
/// wrong picture.</summary>
public sealed class DamagedArtTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly byte[] whole;
    readonly string[] drawings;

    public DamagedArtTests()
    {
        // A set of two icons, small enough to damage each of its bytes.
        File.WriteAllText(folder.File("small.json"), """
            {"prefix": "small", "width": 10, "height": 10, "info": {"name": "Small", "author": {"name": "A"}, "license": {"title": "MIT", "spdx": "MIT"}},
             "icons": {"cat-face": {"body": "<path d=\"M0 0h9v9z\"/>"}, "pizza": {"body": "<circle cx=\"5\" cy=\"5\" r=\"4\" fill=\"red\"/>"}},
             "aliases": {"kitty": {"parent": "cat-face"}}, "chars": {"1f431": "cat-face"}}
            """);
        File.Copy(Path.Combine(BuiltArt.Folder, "catalogue.bin"), folder.File("catalogue.bin"));
        using (var library = ArtLibrary.Open(folder.Path)) library.Add(folder.File("small.json"), "small");
        whole = File.ReadAllBytes(Target);
        drawings = Read();
    }

    string Target => folder.File("small.art");

    // Everything that the file says.
    string[] Read()
    {
        using var set = ArtSet.Open(Target);
        return [set.Key, set.Title, set.License.ToString(), set.ByCharacters("🐱")?.Name ?? "", set.ByName("kitty")?.Name ?? "",
            set.ByCharacters("🍕")?.Name ?? "",
            .. set.Icons.SelectMany(i => new[] { i.Name, i.Body, i.ViewBox.ToString(), i.Characters ?? "", i.Kind.ToString(), i.Document.Children.Length.ToString() })];
    }

    void ShouldBeWholeOrRefused(string how)
    {
        try
        {
            Read().ShouldBe(drawings, how);
        }
        catch (ArtException e)
        {
            e.Message.ShouldContain(Target, customMessage: how);
            e.Message.ShouldContain("./setup --rebuild", customMessage: how);
            e.Message.ShouldNotContain('\n');
        }
    }

    [Fact]
    public void A_file_cut_at_any_length_is_refused()
    {
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(Target, whole[..length]);
            Should.Throw<ArtException>(() => Read(), $"cut at {length}").Message.ShouldContain("./setup --rebuild");
        }
    }

    [Fact]
    public void Any_byte_changed_is_noticed_or_does_not_matter()
    {
        for (var place = 0; place < whole.Length; place++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[place] ^= (byte)(1 << (place % 8));
            File.WriteAllBytes(Target, damaged);
            ShouldBeWholeOrRefused($"byte {place}");
        }
    }

    [Fact]
    public void Bytes_appended_are_noticed()
    {
        File.WriteAllBytes(Target, [.. whole, 0]);
        Should.Throw<ArtException>(() => Read());
    }

    [Fact]
    public void A_file_of_noise_is_refused()
    {
        var random = new Random(7);
        for (var i = 0; i < 300; i++)
        {
            var noise = new byte[random.Next(1, 4000)];
            random.NextBytes(noise);
            if (i % 2 == 0) whole.AsSpan(0, Math.Min(24, noise.Length)).CopyTo(noise); // the right beginning
            File.WriteAllBytes(Target, noise);
            Should.Throw<ArtException>(() => Read());
        }
    }

    [Fact]
    public void A_missing_file_and_a_folder_in_its_place_are_refused()
    {
        File.Delete(Target);
        Should.Throw<ArtException>(() => Read()).Message.ShouldBe($"The art file {Target} is missing: build it with ./setup --rebuild.");
        Directory.CreateDirectory(Target);
        Should.Throw<ArtException>(() => Read());
    }

    [Fact]
    public void A_file_of_another_format_version_asks_to_be_built_anew()
    {
        var other = (byte[])whole.Clone();
        other[8]++;
        File.WriteAllBytes(Target, other);
        Should.Throw<ArtException>(() => Read()).Message.ShouldContain("format");
    }

    [Fact]
    public void A_damaged_catalogue_is_noticed_where_it_is_damaged()
    {
        var path = folder.File("catalogue.bin");
        var catalogue = File.ReadAllBytes(path);
        var random = new Random(7);
        var noticed = 0;
        for (var i = 0; i < 60; i++)
        {
            var damaged = (byte[])catalogue.Clone();
            damaged[random.Next(i < 30 ? 1200 : damaged.Length)] ^= 0x10;
            File.WriteAllBytes(path, damaged);
            try
            {
                using var opened = Catalogue.Open(folder.Path);
                foreach (var language in opened.Languages) opened.Localized(language).NameOf(opened[0]).ShouldNotBeEmpty();
                opened.ByShortcode("cat").ShouldNotBeNull();
            }
            catch (ArtException e)
            {
                e.Message.ShouldContain("./setup --rebuild");
                noticed++;
            }
        }
        noticed.ShouldBeGreaterThan(50); // the header leaves room between its sections
        for (var length = 0; length < catalogue.Length; length += 1 + catalogue.Length / 40)
        {
            File.WriteAllBytes(path, catalogue[..length]);
            Should.Throw<ArtException>(() => Catalogue.Open(folder.Path));
        }
    }

    [Fact]
    public void A_rebuild_leaves_no_temporary_file_and_replaces_the_set_for_who_opens_it_next()
    {
        using var library = ArtLibrary.Open(folder.Path);
        var old = library.Set("small");
        File.WriteAllText(folder.File("other.json"), """{"prefix": "other", "icons": {"dog": {"body": "<path d=\"M0 0h9v9z\"/>"}}}""");
        library.Add(folder.File("other.json"), "small").Title.ShouldBe("other");
        old.ByName("pizza").ShouldNotBeNull().Body.ShouldContain("circle"); // still mapped
        Directory.GetFiles(folder.Path, "*.tmp").ShouldBeEmpty();
    }

    [Fact]
    public void What_a_killed_build_left_behind_goes_after_an_hour_and_what_another_writes_stays()
    {
        File.WriteAllText(folder.File("fluent.art.1.tmp"), "old");
        File.SetLastWriteTimeUtc(folder.File("fluent.art.1.tmp"), DateTime.UtcNow.AddHours(-2));
        File.WriteAllText(folder.File("fluent.art.2.tmp"), "new");
        using var library = ArtLibrary.Open(folder.Path);
        library.Add(folder.File("small.json"), "small");
        Directory.GetFiles(folder.Path, "*.tmp").Select(Path.GetFileName).ShouldBe(["fluent.art.2.tmp"]);
    }

    [Fact]
    public void A_package_that_is_cut_short_is_refused_and_the_built_set_stays()
    {
        var package = File.ReadAllBytes(folder.File("small.json"));
        using var library = ArtLibrary.Open(folder.Path);
        for (var length = 0; length < package.Length; length++)
        {
            File.WriteAllBytes(folder.File("cut.json"), package[..length]);
            if (length >= package.AsSpan().TrimEnd((byte)'\n').Length) continue;
            Should.Throw<ArtException>(() => library.Add(folder.File("cut.json"), "small")).Message.ShouldContain("cut.json");
        }
        File.ReadAllBytes(Target).ShouldBe(whole);
    }

    public void Dispose() => folder.Dispose();
}
