using EmojiGen.Training.FineTuning;
using EmojiGen.Training.Loop;
using EmojiGen.Training.Recipes;

namespace EmojiGen.Tests.Training.Recipes;

public class RecipeFileTests
{
    public static TheoryData<string> Carried =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "recipes")).Select(it => Path.GetFileName(it)!)
        .Where(it => it is not ("emoji-mini" or "emoji-vqvae"))];

    [Theory, MemberData(nameof(Carried))]
    public void Every_recipe_of_fine_tuning_is_understood(string name) =>
        Read(Path.Combine(Repository.Root, "recipes", name)).Trainer.Validate();

    /// <summary>What the reports say, recipe by recipe: method, rank, side of pictures, pictures of a pass, passes of a step, learning
    /// rate, its course, steps, what is computed in, the sentence of captions. Of StableEmote all values are the report's; of EmojiGen
    /// models, methods and sentences are.</summary>
    [Theory]
    [InlineData("stable-emote", "lora", 4, 256, 8, 1, 1e-4, "cosine", 4500, "bf16", null)]
    [InlineData("stable-emote-10000", "lora", 4, 256, 8, 1, 1e-4, "cosine", 10_000, "bf16", null)]
    [InlineData("stable-emote-sdxl", "lora", 4, 1024, 8, 1, 1e-4, "cosine", 4500, "bf16", null)]
    [InlineData("emojigen-sd15-lora", "lora", 16, 512, 4, 2, 1e-4, "cosine", 2000, "bf16", "{caption} emoji")]
    [InlineData("emojigen-sdxl-lora", "lora", 16, 1024, 1, 4, 1e-4, "cosine", 2000, "bf16", "{caption} emoji")]
    [InlineData("emojigen-sd3-lora", "lora", 16, 512, 1, 4, 1e-4, "cosine", 2000, "bf16", "{caption} emoji")]
    [InlineData("emojigen-sd35-lora", "lora", 16, 512, 1, 4, 1e-4, "cosine", 2000, "bf16", "{caption} emoji")]
    [InlineData("emojigen-sd15-dreambooth", "dreambooth-lora", 4, 512, 4, 1, 1e-4, "constant", 1000, "bf16", "{caption} sks emoji")]
    [InlineData("emojigen-sdxl-dreambooth", "dreambooth-lora", 4, 1024, 1, 4, 1e-4, "constant", 500, "bf16", "{caption} sks emoji")]
    [InlineData("emojigen-sd3-dreambooth", "dreambooth-lora", 4, 512, 1, 4, 1e-4, "constant", 500, "bf16", "{caption} sks emoji")]
    [InlineData("emojigen-sd35-dreambooth", "dreambooth-lora", 4, 512, 1, 4, 1e-4, "constant", 500, "bf16", "{caption} sks emoji")]
    public void A_recipe_has_the_values_of_its_table(string name, string method, int rank, int resolution, int batch, int passes,
        double rate, string schedule, int steps, string precision, string? sentence)
    {
        var settings = Read(Path.Combine(Repository.Root, "recipes", name));
        (settings.Method, settings.Rank, settings.Resolution, settings.InstancePrompt ?? settings.CaptionTemplate)
            .ShouldBe((method, rank, resolution, sentence));
        var trainer = settings.Trainer;
        (trainer.BatchSize, trainer.AccumulationSteps, trainer.LearningRate, trainer.Schedule.Name, trainer.Steps)
            .ShouldBe((batch, passes, rate, schedule, steps));
        TrainerOptions.Precisions.NameOf(trainer.Precision).ShouldBe(precision);
    }

    /// <summary>The networks and the tools that StableEmote was published with, and nothing that its report does not say.</summary>
    [Theory]
    [InlineData("stable-emote")]
    [InlineData("stable-emote-10000")]
    [InlineData("stable-emote-sdxl")]
    public void Stable_emote_is_the_published_one(string name)
    {
        var path = Path.Combine(Repository.Root, "recipes", name);
        var settings = Read(path);
        settings.Targets.ShouldBe(["to_q", "to_k", "to_v", "to_out.0"]);
        settings.TrainTextEncoder.ShouldBeFalse();
        settings.ReportTo.ShouldBe(["wandb"]);
        settings.HubModel.ShouldNotBeNull();
        settings.ValidationPrompts.ShouldBe(["smiling face", "smiling cat", "fairy", "crying face"]);
        RecipeFile.Read(path, [.. FineTuneSettings.All.Select(it => it.Name)]).Keys.Order(StringComparer.Ordinal).ShouldBe(
            ["batch-size", "learning-rate", "lora-rank", "lora-targets", "lr-scheduler", "max-train-steps", "method", "mixed-precision",
            "push-to-hub", "report-to", "resolution", "validation-prompt"]);
    }

    /// <summary>van den Oord's autoencoder on emoji, as its report trained it.</summary>
    [Fact]
    public void Emoji_vqvae_is_the_published_one()
    {
        var path = Path.Combine(Repository.Root, "recipes", "emoji-vqvae");
        string[] keys = ["dataset", "epochs", "batch-size", "optimizer", "learning-rate", "max-grad-norm", "mixed-precision",
            "no-augmentation", "codebook-start", "reset-interval", "reset-unused"];
        var read = RecipeFile.Read(path, keys);
        string[] values = ["valhalla/emoji-dataset", "200", "128", "adamw", "2e-4", "1", "no", "true", "noise", "5", "since-reset"];
        keys.Select(it => read[it]).ShouldBe(values);
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
        if (values.ContainsKey("push-to-hub")) values.TryAdd("hub-model-id", "me/emotes");
        return FineTuneSettings.Read(values, "/", name => name);
    }
}
