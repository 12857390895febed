using EmojiGen.Imaging;
using EmojiGen.Language;
using EmojiGen.Models.Lora;
using EmojiGen.Models.VqVae;
using EmojiGen.Tests.Torch;
using EmojiGen.Tests.Training.Data;
using EmojiGen.Torch;
using EmojiGen.Training.Data;
using EmojiGen.Training.FineTuning;
using EmojiGen.Training.Loop;
using EmojiGen.Training.VqVae;

namespace EmojiGen.Tests.Training;

/// <summary>Training on the second device beside training on the CPU: the same losses and gradients, whatever is trained.</summary>
[Collection(nameof(HostDevice))]
public sealed class DeviceTrainingTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("pipeline_sd15", "--method lora --lora-dropout 0.1 --caption-dropout 0.3 --random-flip --snr-gamma 5 --background-weight 0.5")]
    [InlineData("pipeline_sd15", "--method lora --train-text-encoder --gradient-checkpointing --ema-decay 0.9")]
    [InlineData("pipeline_sd15", "--method full --gradient-checkpointing --noise-offset 0.05")]
    [InlineData("pipeline_sd15", "--method full --optimizer muon --offload")]
    [InlineData("pipeline_sd15", "--instance-prompt {caption},sks --class-prompt emoji --num-class-images 1 --lora-rank 2")]
    [InlineData("pipeline_sd15", "--method dreambooth --instance-prompt sks --gradient-accumulation-steps 2 --batch-size 1")]
    [InlineData("pipeline_sdxl", "--method lora --train-text-encoder --gradient-checkpointing")]
    [InlineData("pipeline_sdxl", "--method full --offload")]
    [InlineData("pipeline_sd3", "--method lora --gradient-checkpointing --offload")]
    [InlineData("pipeline_sd3", "--method full")]
    public void Every_kind_of_fine_tuning_has_the_CPUs_losses(string model, string arguments)
    {
        using var threads = TorchThreads.Limit(1);
        Pictures();
        var here = FineTuned("here", Device.Cpu, model, arguments);
        var there = FineTuned("there", HostDevice.Device, model, arguments);
        Agree(there, here);
    }

    [Fact]
    public void A_step_of_a_LoRA_brings_what_was_drawn_and_tells_the_host_loss_and_norm()
    {
        using var threads = TorchThreads.Limit(1);
        Pictures();
        using var tuner = Tuner("out", HostDevice.Device, "pipeline_sd15", "--method lora --max-train-steps 3");
        _ = tuner.Prepare().Count();
        using var steps = tuner.Train().GetEnumerator();
        steps.MoveNext().ShouldBeTrue();
        // Noisy latents, timesteps, what the encoder said of the captions, and what shall be answered; the loss and the gradients' norm.
        HostDevice.Transfers(() => steps.MoveNext()).ShouldBe((4, 2));
    }

    [Fact]
    public void What_a_device_trained_goes_on_on_the_CPU_and_its_LoRA_is_a_file_as_any()
    {
        using var threads = TorchThreads.Limit(1);
        Pictures();
        var whole = FineTuned("whole", Device.Cpu, "pipeline_sd15", "--method lora --max-train-steps 4");
        _ = FineTuned("parts", HostDevice.Device, "pipeline_sd15", "--method lora --max-train-steps 2");
        var rest = FineTuned("parts", Device.Cpu, "pipeline_sd15", "--method lora --max-train-steps 4 --resume-from-checkpoint latest");
        Agree(rest, [.. whole.Skip(2)]);
        using var lora = LoraFile.Read(folder.File("parts"));
        lora.Layers.ShouldAllBe(it => it.A.Device.IsCpu);
    }

    [Fact]
    public void A_recipe_says_what_computes_and_a_card_that_is_not_there_is_refused_before_anything_is_read()
    {
        FineTuneSettings Read(string device) => FineTuneSettings.Read(new Dictionary<string, string>
        {
            ["model"] = "m",
            ["data"] = "d",
            ["device"] = device,
        }, folder.Path, it => it);
        Read("auto").Device.ShouldBeNull();
        Read("cpu").Device.ShouldBe(Device.Cpu);
        Should.Throw<TorchException>(() => Read("cuda:97")).Message.ShouldContain("'cuda:97'");
        Should.Throw<EmojiGen.Generation.RequestException>(() => Read("gpu")).Message.ShouldContain("auto, cpu, cuda or cuda:N");
    }

    [Fact]
    public void Commands_that_run_a_network_ask_what_computes()
    {
        var page = File.ReadAllText(Repository.File("docs", "options.md"));
        foreach (var command in new[] { "emoji-gen", "fine-tune", "search", "train vqvae", "train vqvae-prior", "train emoji-mini",
            "evaluate emoji-mini", "evaluate fine-tuned", "morph", "report vqvae", "prepare" })
        {
            var heading = command == "emoji-gen" ? "## emoji-gen\n" : $"## emoji-dev {command}\n";
            var begin = page.IndexOf(heading, StringComparison.Ordinal);
            begin.ShouldBeGreaterThan(-1, command);
            var end = page.IndexOf("\n## ", begin + 1, StringComparison.Ordinal);
            page[begin..(end < 0 ? page.Length : end)].ShouldContain("| `--device`", customMessage: command);
        }
    }

    [Fact]
    public void A_batch_that_does_not_fit_is_one_sentence_that_says_what_to_set()
    {
        using var threads = TorchThreads.Limit(1);
        Pictures();
        using var tuner = Tuner("out", HostDevice.Device, "pipeline_sd15", "--method lora --max-train-steps 2 --gradient-checkpointing");
        _ = tuner.Prepare().Count();
        using var limit = HostDevice.Limit(1 << 20);
        var error = Should.Throw<TrainingMemoryException>(() => tuner.Train().Count());
        var said = error.Sentence.In(EmojiGen.Cli.Flags.Of);
        said.ShouldStartWith("Step 1 needs more memory than the device has (");
        said.ShouldContain("set --batch-size below 2 (and more --gradient-accumulation-steps), or --mixed-precision bf16, or --offload");
        said.ShouldNotContain("--gradient-checkpointing"); // it is on
        said.ShouldEndWith("a smaller --resolution.");
    }

    /// <summary>As a T4 trains. The CPU does not compute in float16: what is compared with is float32.</summary>
    [Theory]
    [InlineData("pipeline_sd15", "--method lora")]
    [InlineData("pipeline_sdxl", "--method lora --train-text-encoder --gradient-checkpointing")]
    [InlineData("pipeline_sd3", "--method full")]
    public void Training_in_fp16_scales_its_loss_until_nothing_overflows_and_has_nearly_the_losses_of_float32(string model, string arguments)
    {
        using var threads = TorchThreads.Limit(1);
        Pictures();
        var exact = FineTuned("here", Device.Cpu, model, $"{arguments} --max-train-steps 6");
        var half = FineTuned("there", HostDevice.Device, model, $"{arguments} --max-train-steps 6 --mixed-precision fp16");
        half.ShouldAllBe(it => double.IsFinite(it.Loss));
        half.Count(it => !it.Skipped).ShouldBeGreaterThan(0);
        half[0].Loss.ShouldBe(exact[0].Loss, 0.05 * exact[0].Loss);
        var first = half.First(it => !it.Skipped);
        first.GradientNorm.ShouldBe(exact[(int)first.Number - 1].GradientNorm, 0.25 * first.GradientNorm);
    }

    [Fact]
    public void A_card_without_bf16_trains_in_fp16_and_the_CPU_as_it_was_told()
    {
        var asked = new TrainerOptions { Precision = MixedPrecision.BFloat16 };
        asked.On(Device.Cpu).ShouldBe(asked);
        new CudaCard(0, "Tesla T4", 16L << 30, 15L << 30, new Version(7, 5)).HasBFloat16.ShouldBeFalse();
        new CudaCard(0, "NVIDIA L4", 24L << 30, 23L << 30, new Version(8, 9)).HasBFloat16.ShouldBeTrue();
    }

    [Fact]
    public void The_VQ_VAE_has_the_CPUs_losses_resets_and_validations_and_writes_the_same_codes()
    {
        using var threads = TorchThreads.Limit(1);
        using var data = Dataset();
        using var larger = PreparedDataset.Open(folder.File("set"), 32);
        var (here, mine) = Trained(Device.Cpu);
        var (there, theirs) = Trained(HostDevice.Device);
        using (mine)
        using (theirs)
        {
            Agree(there, here);
            there.Select(it => it.Validation?.Loss ?? 0).ToArray().ShouldBe(here.Select(it => it.Validation?.Loss ?? 0).ToArray(), 1e-4);
            there.Count(it => it.Reported.ContainsKey("codes_reset")).ShouldBeGreaterThan(0);
            VqVaeFolder.Save(theirs, folder.File("vqvae"));
            using var loaded = VqVaeFolder.Load(folder.File("vqvae"));
            using var scope = new TensorScope();
            var pictures = EmojiGen.Models.RgbaPictures.FromRgba(data.ReadAll([0, 1, 2]), 16, 4);
            loaded.Encode(pictures).ToArray<long>().ShouldBe(theirs.Encode(pictures.To(HostDevice.Device)).ToArray<long>());
        }

        (List<TrainingStep>, VqVaeModel) Trained(Device device)
        {
            var model = new VqVaeModel(new(SampleSize: 16, Channels: 4, PatchSize: 2, BlockOutChannels: [8, 16], LayersPerBlock: 1,
                LatentChannels: 8, CodebookSize: 24, NormGroups: 4));
            using (var generator = new Generator(2)) model.Initialise(generator);
            model.To(device: device);
            using var task = new VqVaeTask(model, data, new() { ResetEvery = 2, StructureWeight = 0.1, Turned = 0.5 }, larger);
            using var trainer = new Trainer(task, new() { Steps = 12, BatchSize = 4, LearningRate = 1e-3, Seed = 3, ValidateEvery = 6 });
            var steps = trainer.Run().ToList();
            trainer.UseTrained();
            return (steps, model);
        }
    }

    [Fact]
    public void The_prior_over_codes_has_the_CPUs_losses_and_writes_the_same_codes()
    {
        using var threads = TorchThreads.Limit(1);
        using var data = Dataset();
        using var autoencoder = new VqVaeModel(new(SampleSize: 16, Channels: 4, PatchSize: 2, BlockOutChannels: [8, 16], LayersPerBlock: 1,
            LatentChannels: 8, CodebookSize: 24, NormGroups: 4));
        using (var generator = new Generator(4)) autoencoder.Initialise(generator);
        autoencoder.To(device: HostDevice.Device);
        using var encoder = SentenceEncoder.Load(Repository.File("models", "all-MiniLM-L6-v2"));
        _ = CodeDataset.Create(folder.File("codes.safetensors"), "these", autoencoder, data, encoder).Count();
        var codes = CodeDataset.Open(folder.File("codes.safetensors"), "these", data).ShouldNotBeNull();
        var here = Trained(Device.Cpu);
        var there = Trained(HostDevice.Device);
        Agree(there.Steps, here.Steps);
        there.Written.ShouldBe(here.Written);

        (List<TrainingStep> Steps, int[] Written) Trained(Device device)
        {
            using var model = new CodePrior(new CodePriorConfig(24, 16, 4, HiddenSize: 32, NumHiddenLayers: 2, NumAttentionHeads: 2, StyleCount: 1));
            using (var generator = new Generator(6)) model.InitialiseAsGpt(generator);
            model.To(device: device);
            using var shown = new VqVaeModel(autoencoder.Config);
            using (var generator = new Generator(4)) shown.Initialise(generator);
            shown.To(device: device);
            using var task = new CodePriorTask(model, codes, shown);
            using var trainer = new Trainer(task, new() { Steps = 4, BatchSize = 4, LearningRate = 1e-3, Seed = 3, ValidateEvery = 2 });
            var steps = trainer.Run().ToList();
            model.Train(training: false);
            using var chance = new Generator(1);
            var options = new EmojiGen.Models.Generation.GenerationOptions(int.MaxValue, Temperature: 1, TopP: 0.9, Generator: chance);
            return (steps, [.. model.Generate(2, CodeCondition.None, options).SelectMany(it => it)]);
        }
    }

    /// <summary>Losses and gradients agree; what AdamW makes of a gradient that is only rounding is of no meaning.</summary>
    static void Agree(IReadOnlyList<TrainingStep> there, IReadOnlyList<TrainingStep> here)
    {
        there.Count.ShouldBe(here.Count);
        foreach (var (a, b) in there.Zip(here))
        {
            double.IsFinite(b.Loss).ShouldBeTrue();
            a.Loss.ShouldBe(b.Loss, 2e-3 * Math.Abs(b.Loss), $"step {b.Number}");
            a.GradientNorm.ShouldBe(b.GradientNorm, 1e-2 * b.GradientNorm, $"step {b.Number}");
        }
    }

    IReadOnlyList<TrainingStep> FineTuned(string output, Device device, string model, string arguments)
    {
        using var tuner = Tuner(output, device, model, arguments);
        _ = tuner.Prepare().Count();
        var steps = tuner.Train().ToList();
        tuner.Export();
        return steps;
    }

    FineTuner Tuner(string output, Device device, string model, string arguments)
    {
        var values = new Dictionary<string, string>
        {
            ["model"] = Repository.File("tests", "Reference", "cases", model, "model"),
            ["data"] = folder.File("data"),
            ["output-dir"] = folder.File(output),
            ["max-train-steps"] = "2",
            ["batch-size"] = "2",
            ["report-to"] = "none",
        };
        var words = arguments.Split(' ');
        for (var i = 0; i < words.Length; i++)
        {
            var hasValue = i + 1 < words.Length && !words[i + 1].StartsWith("--", StringComparison.Ordinal);
            values[words[i][2..]] = hasValue ? words[i + 1] : "true";
            if (hasValue) i++;
        }
        return new(FineTuneSettings.Read(values, folder.Path, it => it) with { Device = device });
    }

    void Pictures()
    {
        var data = Directory.CreateDirectory(folder.File("data")).FullName;
        for (var i = 0; i < 3; i++)
        {
            ImageFile.Save(Path.Combine(data, $"{i}.png"), Samples.Picture(i, 128));
            File.WriteAllText(Path.Combine(data, $"{i}.txt"), $"thing {i}");
        }
    }

    PreparedDataset Dataset()
    {
        Samples.Prepare(folder.File("set"), Enumerable.Range(0, 24).Select(i => Samples.Sample(i, i < 20 ? Split.Train : Split.Validation)),
            16, 32);
        return PreparedDataset.Open(folder.File("set"), 16);
    }
}
