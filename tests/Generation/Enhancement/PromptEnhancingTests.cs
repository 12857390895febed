using EmojiGen.Generation;
using EmojiGen.Generation.Enhancement;
using EmojiGen.Prompting.Enhancement;

namespace EmojiGen.Tests.Generation.Enhancement;

public sealed class PromptEnhancingTests : IDisposable
{
    readonly Studio studio = Studio.Open(new Installation(Repository.Root));

    public void Dispose() => studio.Dispose();

    [Fact]
    public void An_addition_that_changes_what_is_read_is_refused()
    {
        var enhanced = EnhancedReading.Checked(new("a cat holding a balloon", ["long whiskers", "a curled tail"], "test"), studio, "en", "noto", false);
        enhanced.Added.ShouldBe(["long whiskers", "a curled tail"]);
        EnhancedReading.Checked(new("an exhausted pigeon", ["a cat with a tail", "sagging wings"], "test"), studio, "en", "noto", false)
            .Refused.ShouldBe([new("a cat with a tail", "it names another creature (cat)")]);
        var drawn = EnhancedReading.Checked(enhanced, studio, "en", "noto", mustBeDrawn: true);
        drawn.Refused.ShouldAllBe(it => it.Reason.Contains("drawing") || it.Reason.Contains("read"));
        (drawn.Added.Length + drawn.Refused.Length).ShouldBe(2);
    }

    [Theory]
    [InlineData("hangry", "gripping fork and knife")] // known as a whole, and as nothing else
    [InlineData("nailed it", "chin held high")]
    [InlineData("a software engineer crying", "tears running down the cheeks")]
    [InlineData("seven hearts in rainbow colors", "tiny sparkles around")]
    public void An_addition_that_the_composer_cannot_place_may_be_made_for_models(string prompt, string addition) =>
        EnhancedReading.Checked(new(prompt, [addition], "test"), studio, "en", "noto", mustBeDrawn: false).Added.ShouldBe([addition]);

    [Fact]
    public void Every_scene_that_stands_for_a_word_is_drawn_whole()
    {
        List<string> wrong = [];
        foreach (var scene in SceneBank.All)
        {
            var drawing = studio.Draw(new ComposeRequest(scene) { Size = 32 });
            if (!drawing.ShowsAll)
                wrong.Add($"{scene}: {string.Join(", ", drawing.NotShown.Concat(drawing.Substituted.Concat(drawing.Guessed).Select(it => $"{it.Words} as {it.Name}")))}");
        }
        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Every_described_emoji_is_one()
    {
        using var rules = new RulesEnhancer(() => studio.Search);
        foreach (var line in File.ReadLines(Repository.File("src", "Prompting", "Enhancement", "descriptions.tsv")).Where(it => it[0] != '#'))
        {
            var name = line.Split('\t')[0];
            studio.Search.Catalogue.ByName(name).ShouldNotBeNull(name);
            rules.Enhance(new(studio.Search.Catalogue.ByName(name)!.Characters)).Added.ShouldBe(line.Split('\t')[1..]);
        }
    }

    [Fact]
    public void Rules_know_which_eye_winks_and_what_locked_means()
    {
        using var rules = new RulesEnhancer(() => studio.Search);
        rules.Enhance(new("😉")).Text.ShouldStartWith("😉, the left eye shut in a wink, a small closed smile, ");
        rules.Enhance(new("locked")).Text.ShouldStartWith("locked, a closed padlock");
        rules.Enhance(new("unlocked")).Text.ShouldStartWith("unlocked, an open padlock");
        rules.Enhance(new("a cat emoji")).Text.ShouldBe("a cat emoji, simple bold shapes, centered, plain white background"); // emoji once
    }

    [Fact]
    public void Four_pictures_of_a_word_are_four_scenes()
    {
        using var details = new DetailsEnhancer(studio.Installation.SentenceEncoder, studio.Installation.Details);
        var ways = PromptEnhancing.Of(new ComposeRequest("Love") { Count = 4, Seed = 10 }, details, studio, default);
        ways.Select(it => it.Request.Words).Distinct().Count().ShouldBe(4);
        ways.Select(it => it.Request.Seed).ShouldBe([10, 11, 12, 13]);
        ways.ShouldAllBe(it => it.Request.Prompt == "Love" && it.Request.Count == 1);
        var drawing = DrawingsTogether.Of([.. ways.Select(it => (Drawing)studio.Draw((ComposeRequest)it.Request))]);
        drawing.Pictures.Select(it => it.Seed).ShouldBe([10, 11, 12, 13]);
        drawing.Pictures.Select(it => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(it.Encode(".svg", withParameters: false))))
            .Distinct().Count().ShouldBe(4);
    }

    [Fact]
    public void Where_nothing_is_added_the_request_stays_as_it_was()
    {
        var request = new ComposeRequest("a dragon") { Count = 3, Seed = 4 };
        PromptEnhancing.Of(request, new NoEnhancer(), studio, default).ShouldHaveSingleItem().Request.ShouldBe(request);
    }
}
