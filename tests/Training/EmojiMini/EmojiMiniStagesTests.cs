using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Evaluation;
using EmojiGen.Imaging;
using EmojiGen.Tests.Training.Data;
using EmojiGen.Torch;
using EmojiGen.Training.Data;
using EmojiGen.Training.EmojiMini;
using EmojiGen.Training.Loop;

namespace EmojiGen.Tests.Training.EmojiMini;

public sealed class EmojiMiniStagesTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>A few pictures and a step or two each: that everything fits together, not that it draws.</summary>
    [Fact]
    public void All_stages_train_resume_and_make_a_model_that_draws()
    {
        using var threads = TorchThreads.Limit(1); // small layers, and another test runs beside it
        Samples.Prepare(folder.File("set"), Enumerable.Range(0, 6).Select(Icon).Append(Scene()), 128, 64);
        var recipe = new EmojiMiniRecipe
        {
            Vae = new(2, 2, 1e-4),
            ImageEncoder = new(2, 3, 1e-4),
            Unet = new(2, 2, 1e-4, Optimizer: OptimizerKind.Muon),
            Classifier = new(2, 3, 1e-4),
        };
        var model = folder.File("model");
        using (var stages = new EmojiMiniStages(model, folder.File("set"), Repository.File("models", "all-MiniLM-L6-v2"), recipe))
        {
            Should.Throw<FileNotFoundException>(() => stages.Run(EmojiMiniStages.Unet, Run()).Count()).Message.ShouldContain("needs vae");
            foreach (var stage in EmojiMiniStages.Names)
            {
                stages.IsDone(stage).ShouldBeFalse();
                var steps = stages.Run(stage, Run()).ToList();
                steps.Count.ShouldBe(2);
                steps.ShouldAllBe(it => double.IsFinite(it.Loss) && !it.Skipped);
                stages.IsDone(stage).ShouldBeTrue();
            }
            stages.Run(EmojiMiniStages.Vae, Run() with { Steps = 3, Resume = "latest" }).Count().ShouldBe(1);
        }

        // What validation drew can be looked at: three rows of the one emoji kept apart.
        var unseen = ImageFile.Load(Path.Combine(model, "checkpoints", "unet", "pictures", "step-00000002-unseen.png"));
        (unseen.Width, unseen.Height).ShouldBe((128, 3 * 128));
        File.Exists(Path.Combine(model, "checkpoints", "vae", "pictures", "step-00000002-reconstructions.png")).ShouldBeTrue();

        using var scope = new TensorScope();
        using var dataset = PreparedDataset.Open(folder.File("set"), 128);
        using var loaded = DiffusionModel.Load(model);
        loaded.ShouldBeOfType<EmojiGen.Diffusion.Pipelines.EmojiMini>();
        loaded.DefaultSize.ShouldBe(128);
        loaded.PaintsAlpha.ShouldBeTrue();
        loaded.Network.ParameterCount.ShouldBeInRange(20_000_000, 30_000_000);
        Directory.EnumerateFiles(model, "*.safetensors", SearchOption.AllDirectories)
            .Where(it => !it.Contains("checkpoints") && !it.Contains("text_encoder")).Sum(it => new FileInfo(it).Length)
            .ShouldBeLessThan(80_000_000);
        var plain = Draw(loaded, "noto");
        Draw(loaded, "noto").ShouldBe(plain);
        Draw(loaded, "fluent").ShouldNotBe(plain); // the style is a class

        // A picture has one set of latents, whatever is drawn beside.
        using var image = Samples.Picture(3, 128).ToTensor();
        using Generator one = new(1), other = new(2);
        loaded.EncodeImage(image, one).ToArray<float>().ShouldBe(loaded.EncodeImage(image, other).ToArray<float>());

        var adapter = IpAdapterFile.Find(loaded, null, new(new Uri("http://localhost"), folder.File("hub")))!;
        using (var references = adapter.Refer(loaded, [Samples.Picture(3, 128)], 1, default))
            Draw(loaded, "noto", references).ShouldNotBe(plain);
        Draw(loaded, "noto").ShouldBe(plain); // they were that run's alone

        AutoencoderQuality.Measure(loaded.Vae, dataset, Split.Validation).Psnr.ShouldBeInRange(1, 60);

        using var judge = EmojiJudge.Load(Path.Combine(model, "classifier"));
        judge.Best(Samples.Picture(3, 90), 5).Distinct().Count().ShouldBe(5);
    }

    static byte[] Draw(DiffusionModel model, string style, ReferencePictures? references = null)
    {
        using var scope = new TensorScope();
        using var run = model.Begin(new GenerationRequest
        {
            Prompt = "a cat",
            Style = style,
            Steps = 2,
            GuidanceScale = 2,
            Seed = 1,
            References = references,
        });
        foreach (var _ in run.Steps()) { }
        return run.Decode().ToRaster().Span.ToArray();
    }

    static EmojiMiniRun Run() => new(null, 2, 2, null);

    static DatasetSample Icon(int i) =>
        new(new DatasetRecord(RecordKind.Icon, i == 5 ? Split.Validation : Split.Train, $"thing {i}")
        {
            Style = i % 2 == 0 ? "noto"
        : "fluent",
            Emoji = $"1F43{i}",
            Parts = [$"1F43{i}"],
            Words = ["animal"]
        },
        side => Samples.Picture(i, side), $"{i}");

    static DatasetSample Scene() =>
        new(new DatasetRecord(RecordKind.Scene, Split.Train, "thing 1 with thing 2") { Style = "noto", Parts = ["1F431", "1F432"] },
        side => Samples.Picture(9, side), "scene");
}
