using System.Text.Json;
using EmojiGen.Cli.Training;
using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Evaluation;
using EmojiGen.Imaging;
using EmojiGen.Models.VqVae;
using EmojiGen.Tests.Art;
using EmojiGen.Tests.Cli;
using EmojiGen.Training.Data;
using EmojiGen.Training.EmojiMini;

namespace EmojiGen.Tests.Embedded;

/// <summary>The trained models that come with the program, on emoji of the test split, which they never saw.</summary>
public sealed class EmbeddedModelsTests : IDisposable
{
    static readonly string Mini = Repository.File("models", "emoji-mini"), VqVae = Repository.File("models", "emoji-vqvae");

    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Every style's share of the test split.</summary>
    PreparedDataset Unseen(int count, int side)
    {
        var split = new EmojiSplit(BuiltArt.Catalogue.All.Select(it => it.Hexcode), 0); // as emoji-dev prepare splits
        var unseen = IconSamples.Of(BuiltArt.Library, IconSamples.LicensedStyles, split).Where(it => it.Record.Split == Split.Test)
            .ToArray();
        _ = DatasetPreparation.Run(folder.File("unseen"), EvenSpread.Of(unseen, count), new() { Sizes = [side], Seed = 0 }).Count();
        return PreparedDataset.Open(folder.File("unseen"), side);
    }

    [Fact]
    public void Both_are_small_enough_to_come_along_and_say_what_they_are()
    {
        Size(Mini).ShouldBeLessThan(80_000_000);
        Size(VqVae).ShouldBeLessThan(40_000_000);
        foreach (var model in new[] { Mini, VqVae }) File.ReadAllText(Path.Combine(model, "README.md")).ShouldContain("CC-BY-4.0");

        static long Size(string model) => new DirectoryInfo(model).EnumerateFiles("*", SearchOption.AllDirectories)
            .Where(it => !it.FullName.Contains("text_encoder", StringComparison.Ordinal)).Sum(it => it.Length);
    }

    [Fact]
    public void The_autoencoder_gives_unseen_emoji_back()
    {
        using var dataset = Unseen(64, 128);
        using var model = DiffusionModel.Load(Mini);
        AutoencoderQuality.Measure(model.Vae, dataset, Split.Test).Psnr.ShouldBeGreaterThan(30);
    }

    [Fact]
    public void The_vqvae_gives_unseen_emoji_back()
    {
        using var dataset = Unseen(64, 64);
        using var model = VqVaeFolder.Load(VqVae);
        var quality = VqVaeQuality.Measure(model, dataset, Split.Test);
        quality.Psnr.ShouldBeGreaterThan(27);
        quality.Ssim.ShouldBeGreaterThan(0.93);
        quality.CodebookUse.ShouldBeGreaterThan(0.95);
    }

    [Fact]
    public void The_image_encoder_tells_right_captions_from_wrong_ones()
    {
        using var dataset = Unseen(48, 128);
        using var scorer = CaptionScorer.Load(Mini);
        double right = 0, wrong = 0;
        for (var i = 0; i < dataset.Count; i++)
        {
            var picture = new Raster(128, 128, dataset.Read(i));
            right += scorer.Score(picture, dataset.Records[i].Prompt) / dataset.Count;
            wrong += scorer.Score(picture, dataset.Records[(i + 19) % dataset.Count].Prompt) / dataset.Count;
        }
        right.ShouldBeGreaterThan(1.5 * wrong);
    }

    [Theory]
    [InlineData("diffusion", "emoji-mini")]
    [InlineData("vqvae", "emoji-vqvae")]
    public void Each_draws_by_its_engine_where_no_model_is_named(string engine, string model)
    {
        using var run = new Invocation();
        var outcome = run.Generate("--engine", engine, "--seed", "7", "-o", "cat.png", "--json", "a cat");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Out.ShouldContain(model);
        JsonDocument.Parse(outcome.Out).RootElement.GetProperty("engine").GetString().ShouldBe(engine);
        var picture = ImageFile.Load(Path.Combine(run.Folder, "cat.png"));
        picture[0, 0].A.ShouldBe((byte)0);
        Enumerable.Range(0, picture.Width).Count(x => picture[x, picture.Height / 2].A > 200).ShouldBeGreaterThan(picture.Width / 6);
    }

    [Fact]
    public void A_draft_that_is_drawn_anew_is_still_recognised()
    {
        using var run = new Invocation();
        using var judge = EmojiJudge.Load(Repository.File("models", "emoji-judge"));
        string[] prompts = ["pizza", "a red apple", "a cat face", "a penguin", "a rocket", "a soccer ball"];
        string[] hexcodes = ["1F355", "1F34E", "1F431", "1F427", "1F680", "26BD"];
        var found = prompts.Index().Count(it =>
        {
            run.Generate("--engine", "diffusion", "--seed", "1", "-s", "128", "-o", $"{it.Index}.png", it.Item).ExitCode.ShouldBe(0);
            return judge.Best(ImageFile.Load(Path.Combine(run.Folder, $"{it.Index}.png")), 5).Contains(hexcodes[it.Index]);
        });
        found.ShouldBeGreaterThanOrEqualTo(4);
    }
}
