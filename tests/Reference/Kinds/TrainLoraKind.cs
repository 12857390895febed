using EmojiGen.Diffusion.Schedulers;
using EmojiGen.Models.Lora;
using EmojiGen.Models.Unet;
using EmojiGen.Torch;
using EmojiGen.Training.Loop;
using EmojiGen.Training.Objectives;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>The trainer on an adapter, with the case's latents, noise and timesteps: losses, learning rates, and the adapter as it is in
/// the end.</summary>
sealed class TrainLoraKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var scope = new TensorScope();
        using var task = new GivenBatches(reference);
        var (steps, accumulation) = ((int)Number("steps", task.Count), (int)Number("gradient_accumulation_steps", 1));
        var rate = Number("learning_rate", 1e-4);
        using var trainer = new Trainer(task, new TrainerOptions
        {
            Steps = steps,
            AccumulationSteps = accumulation,
            LearningRate = rate,
            Schedule = new(Text("lr_scheduler", "constant"), (long)Number("lr_warmup_steps", 0), (int)Number("lr_num_cycles", 1),
                Number("lr_power", 1)),
            Beta1 = Number("adam_beta1", 0.9),
            Beta2 = Number("adam_beta2", 0.999),
            WeightDecay = Number("adam_weight_decay", 0.01),
            Epsilon = Number("adam_epsilon", 1e-8),
            MaxGradientNorm = Number("max_grad_norm", 1) is > 0 and var norm ? norm : null,
        });
        List<double> losses = [], rates = [];
        foreach (var step in trainer.Run())
        {
            losses.Add(step.Loss);
            rates.Add(step.LearningRate);
        }
        CompareEnd(reference, task);
        // A case may tell the losses of micro-batches instead of their means.
        var told = reference.Io["out.losses"].Count == task.Losses.Count ? task.Losses : losses;
        return [ReferenceOutput.Of("losses", [told.Count], told.ToArray()),
            ReferenceOutput.Of("learning_rates", [rates.Count], rates.ToArray())];

        double Number(string name, double otherwise) => GivenBatches.Number(reference, name) ?? otherwise;
        string Text(string name, string otherwise) =>
            reference.Args.TryGetProperty(name, out var value) && value.GetString() is { } text ? text : otherwise;
    }

    /// <summary>Every matrix of <c>lora_end.safetensors</c>, at the case's tolerance.</summary>
    static void CompareEnd(ReferenceCase reference, GivenBatches task)
    {
        using var end = SafetensorsFile.Open(reference.File("lora_end.safetensors"));
        using var lora = LoraFile.Read(reference.File("lora_end.safetensors"));
        var adapters = task.Adapters.ToDictionary(it => it.Layer.Replace('.', '_'), it => it.Adapter, StringComparer.Ordinal);
        if (lora.Layers.Count != adapters.Count)
            throw new InvalidDataException($"lora_end has {lora.Layers.Count} layers, trained were {adapters.Count}.");
        foreach (var layer in lora.Layers)
        {
            foreach (var (expected, trained) in new[] { (layer.A, adapters[layer.Path].A), (layer.B, adapters[layer.Path].B) })
            {
                var got = trained.Tensor.To(Device.Cpu);
                if (!got.Reshape(expected.Shape)
                    .IsCloseTo(expected.To(DType.Float32), reference.Tolerance.Relative, reference.Tolerance.Absolute))
                    throw new InvalidDataException(
                        $"lora_end, {layer.Key}: differs by {(got.Reshape(expected.Shape) - expected).Abs().Max().ToDouble():g4}");
            }
        }
    }

    /// <summary>Micro-batches in the order given, whatever order the trainer asks for.</summary>
    sealed class GivenBatches : TrainingTask
    {
        readonly UNet2DConditionModel unet;
        readonly LoraStack stack;
        readonly DiffusionObjective objective;
        readonly SafetensorsFile io;
        readonly double? gamma;
        int next;

        public GivenBatches(ReferenceCase reference)
        {
            io = reference.Io;
            Count = (int)io["in.latents"].Shape[0];
            unet = UNet2DConditionKind.Load(reference);
            stack = new LoraStack(new Dictionary<string, Module> { ["unet"] = unet });
            using var start = LoraFile.Read(reference.File("lora_start.safetensors"),
                Number(reference, "lora_alpha") ?? Number(reference, "alpha"));
            var report = stack.Add(start, "trained");
            if (report.Unmatched.Count > 0) throw new InvalidDataException(report.ToString());
            // What diffusers' training programs load from a Stable Diffusion folder, unless the case has a file of its own.
            var file = reference.File("model", "scheduler_config.json");
            var config = File.Exists(file) ? SchedulerConfig.Read(file)
                : new SchedulerConfig("DDPMScheduler", 1000, 0.00085, 0.012, "scaled_linear");
            objective = DiffusionObjective.Of(
                config with { PredictionType = reference.Args.TryGetProperty("prediction_type", out var type) ? type.GetString() : config.PredictionType });
            gamma = Number(reference, "snr_gamma");
        }

        public int Count { get; }

        public List<double> Losses { get; } = [];

        public IReadOnlyList<(string Component, string Layer, LowRankAdapter Adapter)> Adapters => stack.Adapters("trained");

        public override int ExampleCount => Count;

        public override IReadOnlyList<TrainedGroup> Groups =>
            [new([.. Adapters.SelectMany(it => new[] { ($"{it.Layer}.A", it.Adapter.A), ($"{it.Layer}.B", it.Adapter.B) })])];

        public override Tensor Loss(TrainingBatch batch)
        {
            var i = next++ % Count;
            Tensor latents = Of("latents"), noise = Of("noise"), timesteps = Of("timesteps");
            var answer = unet.Forward(objective.AddNoise(latents, noise, timesteps), timesteps,
                new UNetConditions(Of("encoder_hidden_states")));
            var loss = objective.Loss(answer, latents, noise, timesteps, gamma);
            Losses.Add(loss.Detach().ToDouble());
            return loss;

            Tensor Of(string name) => io.Read($"in.{name}").To(unet.Device).Select(0, i);
        }

        public static double? Number(ReferenceCase reference, string name) =>
            reference.Args.TryGetProperty(name, out var value) && value.ValueKind == System.Text.Json.JsonValueKind.Number
                ? value.GetDouble() : null;

        protected override void Dispose(bool disposing)
        {
            stack.Dispose();
            unet.Dispose();
        }
    }
}
