using EmojiGen.Generation;
using EmojiGen.Imaging;
using EmojiGen.ModelEngines;

namespace EmojiGen.Tests.Generation;

/// <summary>The code of <c>docs/library.md</c>, word for word, compiled and run.</summary>
public class LibraryPageTests
{
    [Fact]
    public void A_call_is_three_lines_and_tells_what_it_made()
    {
        try
        {
            using var studio = Studio.Open();
            var drawing = studio.Draw(new ComposeRequest("a cat riding a skateboard") { Style = "fluent", Seed = 7 });
            File.WriteAllBytes("cat.png", drawing.Pictures[0].Encode(".png"));

            var file = File.ReadAllBytes("cat.png");
            ImageFile.ReadText(file).Parameters!.ShouldContain("Seed: 7");
            ImageFile.Load(file).Width.ShouldBe(512);

            string[] shown = [.. drawing.Scenes[0].Parts.Select(it => it.Name)];
            var (missing, licence, notices) = (drawing.NotShown, drawing.Attribution.Spdx, drawing.Notices);
            var sheet = ImageFile.Encode(ImageFormat.Png, drawing.Sheet(), drawing.SheetText());

            shown.ShouldContain("skateboard");
            licence.ShouldBe("MIT"); // Fluent Emoji's
            missing.ShouldBeEmpty();
            notices.ShouldBeEmpty();
            ImageFile.Load(sheet).Width.ShouldBeGreaterThan(0);
        }
        finally
        {
            File.Delete("cat.png");
        }
    }

    [Fact]
    public void A_model_draws_and_tells_its_steps()
    {
        var told = new List<string>();
        var (progress, cancel) = (new Steps(told), CancellationToken.None);
        using var studio = Studio.Open();
        using var engine = DiffusionEngine.Load(studio);
        var fox = engine.Draw(new DiffusionRequest("a purple fox") { Steps = 4, Seed = 7 }, progress, cancel);

        fox.Pictures.ShouldHaveSingleItem().Size.ShouldBe(128); // what emoji-mini was trained at
        told[^1].ShouldStartWith($"{told.Count} of {told.Count}: ");
    }

    [Fact]
    public void What_is_wrong_is_said_in_the_callers_words()
    {
        using var studio = Studio.Open();
        string? message = null, property = null, inJson = null;
        try
        {
            studio.Draw(new ComposeRequest("a cat") { Size = 5 });
        }
        catch (RequestException e)
        {
            (message, property) = (e.Message, e.Property);      // Size is 5; it must be a whole number of pixels from 16 to 4096.
            inJson = e.Sentence.In(name => $"\"{name.ToLowerInvariant()}\""); // "size" is 5; ...
        }
        message.ShouldBe("Size is 5; it must be a whole number of pixels from 16 to 4096.");
        property.ShouldBe("Size");
        inJson.ShouldBe("\"size\" is 5; it must be a whole number of pixels from 16 to 4096.");
    }

    [Fact]
    public void Every_block_of_the_page_stands_in_these_tests()
    {
        var here = Lines(File.ReadAllText(Repository.File("tests", "Generation", "LibraryPageTests.cs")));
        var blocks = File.ReadAllText(Repository.File("docs", "library.md")).Split("```csharp\n").Skip(1)
            .Select(it => it[..it.IndexOf("```", StringComparison.Ordinal)]).ToArray();
        blocks.Length.ShouldBeGreaterThan(3);
        foreach (var block in blocks) here.ShouldContain(Lines(block), Case.Sensitive);

        static string Lines(string code) => string.Join('\n', code.Split('\n').Select(it => it.Trim()).Where(it => it.Length > 0));
    }

    sealed class Steps(List<string> told) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => told.Add($"{value.Step} of {value.Steps}: {value.Preview().Width} pixels");
    }
}
