using EmojiGen.Models.VqVae;
using EmojiGen.Tests.Training.Data;
using EmojiGen.Torch;
using EmojiGen.Training.Data;
using EmojiGen.Training.Loop;
using EmojiGen.Training.VqVae;

namespace EmojiGen.Tests.Training.VqVae;

public sealed class VqVaeTaskTests : IDisposable
{
    static readonly VqVaeConfig tiny = new(SampleSize: 16, Channels: 4, PatchSize: 2, BlockOutChannels: [8, 16], LayersPerBlock: 1,
        LatentChannels: 8, CodebookSize: 24, NormGroups: 4);

    readonly TemporaryFolder folder = new();
    readonly PreparedDataset dataset;

    public VqVaeTaskTests()
    {
        Samples.Prepare(folder.File("set"), Enumerable.Range(0, 24).Select(i => Samples.Sample(i, i < 20 ? Split.Train : Split.Validation)),
            16);
        dataset = PreparedDataset.Open(folder.File("set"));
    }

    public void Dispose()
    {
        dataset.Dispose();
        folder.Dispose();
    }

    static VqVaeModel Model()
    {
        using var generator = new Generator(2);
        var model = new VqVaeModel(tiny);
        model.Initialise(generator);
        return model;
    }

    TrainerOptions Options(string run, long steps, MixedPrecision precision = MixedPrecision.No) =>
        new()
        {
            Steps = steps,
            BatchSize = 4,
            LearningRate = 3e-3,
            Schedule = new("cosine"),
            Folder = folder.File(run),
            CheckpointEvery = 7,
            Seed = 3,
            Precision = precision
        };

    static Dictionary<string, byte[]> Everything(VqVaeModel model) => model.NamedParameters().ToDictionary(it => it.Name, it =>
    {
        using var scope = new TensorScope();
        return it.Parameter.Tensor.Detach().To(DType.Float32).Contiguous().AsBytes().ToArray();
    });

    [Theory]
    [InlineData(MixedPrecision.No)]
    [InlineData(MixedPrecision.BFloat16)]
    public void A_run_that_was_stopped_goes_on_bit_for_bit_codebook_included(MixedPrecision precision)
    {
        using var threads = TorchThreads.Limit(1); // small layers, and another test runs beside it
        // 5 steps an epoch, codes reset every 2 epochs: at steps 10, 20 and 30, before and after the interruption at 17.
        using var whole = Model();
        using (var task = new VqVaeTask(whole, dataset, new() { ResetEvery = 2 }))
        using (var trainer = new Trainer(task, Options("whole", 33, precision))) _ = trainer.Run().Count();

        using (var stopped = Model())
        using (var task = new VqVaeTask(stopped, dataset, new() { ResetEvery = 2 }))
        using (var trainer = new Trainer(task, Options("parts", 33, precision))) _ = trainer.Run().Take(17).Count();
        using var resumed = Model();
        using (var task = new VqVaeTask(resumed, dataset, new() { ResetEvery = 2 }))
        using (var trainer = new Trainer(task, Options("parts", 33, precision)))
        {
            trainer.Resume("latest").ShouldBeTrue();
            trainer.Step.ShouldBe(14);
            _ = trainer.Run().Count();
        }

        var (expected, got) = (Everything(whole), Everything(resumed));
        foreach (var (name, bytes) in expected) got[name].ShouldBe(bytes, name);
    }

    [Fact]
    public void It_learns_and_tells_how_the_codebook_is_used()
    {
        using var threads = TorchThreads.Limit(1); // small layers, and another test runs beside it
        using var model = Model();
        using var task = new VqVaeTask(model, dataset, new() { ResetEvery = 3 });
        using var trainer = new Trainer(task, Options("run", 150) with { ValidateEvery = 75 });
        var steps = trainer.Run().ToList();
        var errors = steps.Select(it => it.Reported["mse"]).ToList();
        errors.TakeLast(5).Average().ShouldBeLessThan(errors.Take(5).Average() / 2);

        var uses = steps.Where(it => it.Reported.ContainsKey("codebook_use")).ToList();
        uses.Select(it => it.Number).ShouldBe(Enumerable.Range(1, 30).Select(epoch => 5L * epoch)); // once an epoch
        uses.ShouldAllBe(it => it.Reported["codebook_use"] > 0 && it.Reported["codebook_use"] <= 1);
        steps.Where(it => it.Reported.ContainsKey("codes_reset")).Select(it => it.Number)
            .ShouldBe(Enumerable.Range(1, 10).Select(nth => 15L * nth));
        var validation = steps[74].Validation.ShouldNotBeNull();
        validation.Loss.ShouldNotBeNull().ShouldBeGreaterThan(0);
        validation.Pictures.Single().Picture.Width.ShouldBe(4 * 16); // the four pictures of validation
    }

    /// <summary>A code that is used in the first epoch after a reset only is unused in the last epoch, and not since the reset.</summary>
    [Theory]
    [InlineData(UnusedCodes.InTheLastEpoch)]
    [InlineData(UnusedCodes.SinceTheLastReset)]
    public void Codes_are_reset_that_were_unused_in_the_time_that_counts(UnusedCodes unused)
    {
        using var threads = TorchThreads.Limit(1);
        using var generator = new Generator(2);
        using var model = new VqVaeModel(tiny with { CodebookSize = 400 }); // an epoch has 320 latents, which cannot use them all
        model.Initialise(generator);
        using var task = new VqVaeTask(model, dataset, new() { ResetEvery = 2, Unused = unused, Augments = false });
        using var trainer = new Trainer(task, Options($"run-{unused}", 10) with { LearningRate = 1e-9 });
        foreach (var step in trainer.Run())
        {
            if (step.Number == 4) model.Codebook.Usage.Fill_(1); // as if all had been used in the first epoch
            if (step.Number != 10) continue;
            if (unused == UnusedCodes.SinceTheLastReset) step.Reported["codes_reset"].ShouldBe(0);
            else step.Reported["codes_reset"].ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void A_codebook_that_begins_with_noise_has_dead_codes_that_a_reset_brings_back()
    {
        using var threads = TorchThreads.Limit(1);
        using var model = Model();
        using var task = new VqVaeTask(model, dataset, new() { ResetEvery = 2, Start = CodebookStart.Noise, Augments = false });
        using var trainer = new Trainer(task, Options("run-noise", 20));
        var uses = trainer.Run().Where(it => it.Reported.ContainsKey("codebook_use")).Select(it => it.Reported["codebook_use"]).ToList();
        uses[1].ShouldBeLessThan(0.9);
        uses[2].ShouldBeGreaterThan(uses[1]);
    }

    [Fact]
    public void A_perceptual_weight_without_a_network_is_refused()
    {
        using var model = Model();
        Should.Throw<ArgumentException>(() => new VqVaeTask(model, dataset, new() { PerceptualWeight = 1 })).Message
            .ShouldContain("a network that looks");
    }

    [Fact]
    public void A_dataset_of_another_size_is_refused()
    {
        using var model = new VqVaeModel(tiny with { SampleSize = 32 });
        Should.Throw<ArgumentException>(() => new VqVaeTask(model, dataset)).Message.ShouldContain("32 pixels");
    }
}
