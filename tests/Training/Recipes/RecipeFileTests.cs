using EmojiGen.Training.FineTuning;
using EmojiGen.Training.Loop;
using EmojiGen.Training.Recipes;

namespace EmojiGen.Tests.Training.Recipes;

public class RecipeFileTests
{
    public static TheoryData<string> Carried =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "recipes")).Select(it => Path.GetFileName(it)!)
        .Where(it => it != "emoji-mini")];

    [Theory, MemberData(nameof(Carried))]
    public void Every_recipe_of_fine_tuning_is_understood(string name) =>
        Read(Path.Combine(Repository.Root, "recipes", name)).Trainer.Validate();

    /// <summary>The settings that StableEmote was published with.</summary>
    [Fact]
    public void Stable_emote_is_the_published_one()
    {
        var settings = Read(Path.Combine(Repository.Root, "recipes", "stable-emote"));
        (settings.Method, settings.Rank, settings.Resolution, settings.Trainer.BatchSize, settings.Trainer.Steps)
            .ShouldBe(("lora", 4, 256, 8, 4500));
        (settings.Trainer.LearningRate, settings.Trainer.Schedule.Name, settings.Trainer.Precision)
            .ShouldBe((1e-4, "cosine", MixedPrecision.BFloat16));
        settings.Targets.ShouldBe(["to_q", "to_k", "to_v", "to_out.0"]);
        settings.TrainTextEncoder.ShouldBeFalse();
    }

    [Theory]
    [InlineData("lora-rang = 4", "line 1: the key 'lora-rang' is unknown")]
    [InlineData("lora-rank = 4\nlora-rank = 5", "line 2: 'lora-rank' is given twice")]
    [InlineData("# reason\n\nlora-rank", "line 3: it should be key = value")]
    [InlineData("lora-rank = 4\0", "line 1: it holds a control character")]
    public void A_line_that_is_no_override_stops_with_its_number(string text, string problem)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("recipe"), text);
        Should.Throw<InvalidDataException>(() => RecipeFile.Read(folder.File("recipe"), ["lora-rank"])).Message.ShouldContain(problem);
    }

    [Fact]
    public void A_number_sign_in_quotes_is_no_reason()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("recipe"), "prompt = \"team #1\" # a reason");
        RecipeFile.Read(folder.File("recipe"), ["prompt"])["prompt"].ShouldBe("team #1");
    }

    static FineTuneSettings Read(string path)
    {
        var values = RecipeFile.Read(path, [.. FineTuneSettings.All.Select(it => it.Name)]).ToDictionary();
        values.TryAdd("model", "m");
        values.TryAdd("data", "d");
        return FineTuneSettings.Read(values, "/", name => name);
    }
}
