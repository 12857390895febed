using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Evaluation;
using EmojiGen.Tests.Torch;
using EmojiGen.Tests.Training.Data;
using EmojiGen.Torch;
using EmojiGen.Training.Data;
using EmojiGen.Training.EmojiMini;
using EmojiGen.Training.Loop;

namespace EmojiGen.Tests.Training.EmojiMini;

/// <summary>emoji-mini trained on the second device, and what judges it there.</summary>
[Collection(nameof(HostDevice))]
public sealed class DeviceStagesTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public DeviceStagesTests() => Samples.Prepare(folder.File("set"), Enumerable.Range(0, 6).Select(Icon), 128, 64);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Autoencoder_image_encoder_and_classifier_have_the_CPUs_losses()
    {
        using var threads = TorchThreads.Limit(1);
        foreach (var stage in new[] { EmojiMiniStages.Vae, EmojiMiniStages.ImageEncoder, EmojiMiniStages.Classifier })
            Agree(Trained("there", stage, HostDevice.Device), Trained("here", stage, Device.Cpu));

        using var scope = new TensorScope();
        using var data = PreparedDataset.Open(folder.File("set"), 128);
        using (EmojiJudge here = EmojiJudge.Load(folder.File("there/classifier")),
            there = EmojiJudge.Load(folder.File("there/classifier"), HostDevice.Device))
            there.Best(Samples.Picture(3, 90), 5).ShouldBe(here.Best(Samples.Picture(3, 90), 5));
    }

    [Fact]
    public void The_denoising_network_has_the_CPUs_losses_and_draws()
    {
        using var threads = TorchThreads.Limit(1);
        foreach (var stage in new[] { EmojiMiniStages.Vae, EmojiMiniStages.ImageEncoder }) _ = Trained("model", stage, HostDevice.Device, steps: 1);
        var there = Trained("model", EmojiMiniStages.Unet, HostDevice.Device);
        Directory.Delete(folder.File("model/checkpoints/unet"), recursive: true);
        Agree(there, Trained("model", EmojiMiniStages.Unet, Device.Cpu));

        using var scope = new TensorScope();
        using var model = DiffusionModel.Load(folder.File("model"), new LoadOptions { Device = HostDevice.Device });
        using var run = model.Begin(new GenerationRequest { Prompt = "thing", Steps = 1, Seed = 1 });
        run.Steps().Count().ShouldBe(1);
        run.Decode().IsFinite().All().ToDouble().ShouldBe(1);
    }

    [Fact]
    public void Pictures_and_captions_score_as_on_the_CPU()
    {
        var model = Repository.File("models", "emoji-mini");
        using CaptionScorer here = CaptionScorer.Load(model), there = CaptionScorer.Load(model, HostDevice.Device);
        there.Score(Samples.Picture(1, 64), "a cat").ShouldBe(here.Score(Samples.Picture(1, 64), "a cat"), 1e-2);
    }

    /// <summary>In 16 bits, where the processor has them, the last digits are the kernels' own.</summary>
    static void Agree(List<TrainingStep> there, List<TrainingStep> here)
    {
        there.Count.ShouldBe(here.Count);
        foreach (var (a, b) in there.Zip(here)) a.Loss.ShouldBe(b.Loss, 0.02 * Math.Abs(b.Loss), $"step {b.Number}");
    }

    List<TrainingStep> Trained(string name, string stage, Device device, int steps = 2)
    {
        var recipe = new EmojiMiniRecipe
        {
            Vae = new(steps, 2, 1e-4),
            ImageEncoder = new(steps, 3, 1e-4),
            Unet = new(steps, 2, 1e-4, Optimizer: OptimizerKind.Muon),
            Classifier = new(steps, 3, 1e-4),
        };
        using var stages = new EmojiMiniStages(folder.File(name), folder.File("set"), Repository.File("models", "all-MiniLM-L6-v2"), recipe,
            device: device);
        return [.. stages.Run(stage, new(null, 2, 2, null))];
    }

    static DatasetSample Icon(int i) =>
        new(new DatasetRecord(RecordKind.Icon, i == 5 ? Split.Validation : Split.Train, $"thing {i}")
        {
            Style = i % 2 == 0 ? "noto" : "fluent",
            Emoji = $"1F43{i}",
            Parts = [$"1F43{i}"],
            Words = ["animal"],
        }, side => Samples.Picture(i, side), $"{i}");
}
