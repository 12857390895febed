using System.Reflection;
using EmojiGen.Art;
using EmojiGen.Generation;
using EmojiGen.Imaging;

namespace EmojiGen.Tests.Generation;

/// <summary>The composer as other programs use it.</summary>
public sealed class StudioTests : IDisposable
{
    readonly Studio studio = Studio.Open(new Installation(Repository.Root));

    public void Dispose() => studio.Dispose();

    [Fact]
    public void The_composer_refers_to_no_tensors_and_no_models()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Visit(typeof(Studio).Assembly);
        seen.ShouldContain("EmojiGen.Composition"); // so references are followed
        seen.ShouldNotContain("EmojiGen.Torch");
        seen.ShouldNotContain("EmojiGen.Models");
        seen.ShouldNotContain("EmojiGen.Diffusion");

        void Visit(Assembly assembly)
        {
            foreach (var name in assembly.GetReferencedAssemblies())
                if (name.Name!.StartsWith("EmojiGen.", StringComparison.Ordinal) && seen.Add(name.Name)) Visit(Assembly.Load(name));
        }
    }

    [Fact]
    public void Requests_at_once_give_what_they_give_one_by_one()
    {
        ComposeRequest[] requests =
        [
            new("a cat riding a skateboard"), new("an angry tomato") { Style = "twemoji" }, new("a purple dragon") { Outline = true },
                new("three penguins") { Seed = 5 },
            new("kissa") { Language = "fi" }, new("waving hand") { SkinTone = SkinTone.Dark },
                new("a bear in a top hat") { Style = "fluent", Size = 64 }, new("🥑😍") { Count = 2 },
        ];
        string[][] alone = [.. requests.Select(Draw)];
        var together = new string[requests.Length][];
        Parallel.For(0, requests.Length, i => together[i] = Draw(requests[i]));
        for (var i = 0; i < requests.Length; i++) together[i].ShouldBe(alone[i], requests[i].Prompt);

        string[] Draw(ComposeRequest request) => [.. studio.Draw(request).Pictures.Select(it => Convert.ToHexString(it.Encode(".svg")))];
    }

    [Fact]
    public void Each_of_several_pictures_can_be_made_again_alone()
    {
        var several = studio.Draw(new ComposeRequest("a happy robot") { Count = 3, Seed = 11 });
        several.Pictures.Count.ShouldBe(3);
        foreach (var picture in several.Pictures)
            studio.Draw(new ComposeRequest("a happy robot") { Seed = picture.Seed }).Pictures[0].Encode(".svg")
                .ShouldBe(picture.Encode(".svg"));
    }

    [Theory]
    [InlineData(".svg")]
    [InlineData(".png")]
    [InlineData(".webp")]
    public void Without_parameters_a_file_still_says_whose_work_it_is(string extension)
    {
        var picture = studio.Draw(new ComposeRequest("a cat") { Size = 32, Style = "twemoji" }).Pictures[0];
        byte[] told = picture.Encode(extension), silent = picture.Encode(extension, withParameters: false);
        Text(told).ShouldContain("a cat");
        Text(silent).ShouldNotContain("a cat");
        Text(silent).ShouldContain("CC BY 4.0"); // Twemoji's

        string Text(byte[] file)
        {
            if (extension == ".svg") return System.Text.Encoding.UTF8.GetString(file);
            var text = ImageFile.ReadText(file);
            return $"{text.Title} {text.Parameters} {text.License}";
        }
    }

    [Fact]
    public void A_format_that_holds_no_transparency_is_refused()
    {
        var picture = studio.Draw(new ComposeRequest("a cat") { Size = 32 }).Pictures[0];
        Should.Throw<ArgumentException>(() => picture.Encode(".jpg")).Message.ShouldContain(".webp");
    }

    [Fact]
    public void Whoever_stops_is_heard_between_two_pictures()
    {
        using var stop = new CancellationTokenSource();
        var seen = new List<int>();
        Should.Throw<OperationCanceledException>(() => studio.Draw(new ComposeRequest("a happy robot") { Count = 5 }, new Progress(it =>
        {
            seen.Add(it.Picture);
            if (it.Picture == 2) stop.Cancel();
        }), stop.Token));
        seen.ShouldBe([1, 2]);
    }

    [Fact]
    public void Art_that_leaves_parts_to_another_set_or_takes_no_colour_says_so()
    {
        using var folder = new TemporaryFolder();
        var art = Directory.CreateDirectory(folder.File("build/art")).FullName;
        foreach (var file in (string[])["catalogue.bin", "noto.art", "twemoji.art"])
            File.CreateSymbolicLink(Path.Combine(art, file), Path.Combine(Art.BuiltArt.Folder, file));
        Directory.CreateDirectory(folder.File("drawings"));
        File.WriteAllText(folder.File("drawings/1f431.svg"),
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><circle cx='4' cy='4' r='4'/></svg>");
        using (var library = ArtLibrary.Open(art)) library.Add(folder.File("drawings"), "mine");

        using var own = Studio.Open(new Installation(folder.Path));
        var drawing = own.Draw(new ComposeRequest("a red cat face on a skateboard") { Style = "mine", Size = 32 });
        drawing.NotShown.ShouldBe(["red"]);
        drawing.Notices.Select(it => it.ToString()).ShouldBe(["art: mine, 1 of 2 parts from noto"]);
        drawing.Scenes[0].Parts.Select(it => it.Set.Key).ShouldBe(["mine", "noto"], ignoreOrder: true);
        own.Draw(new ComposeRequest("a red cat face on a skateboard") { Size = 32 }).Notices.ShouldBeEmpty();
    }

    sealed class Progress(Action<GenerationProgress> report) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => report(value);
    }
}
