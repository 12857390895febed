using System.Text.Json;
using EmojiGen.Diffusion.Schedulers;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>A whole run of the scheduler in <c>model/scheduler_config.json</c> along given answers of a network, and what it does to a
/// clean sample.</summary>
sealed class SchedulerKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        var config = SchedulerConfig.Read(reference.File("model", "scheduler_config.json"));
        if (config.ClassName.Length == 0) config = config with { ClassName = reference.Args.GetProperty("scheduler").GetString()! };
        using var scheduler = Scheduler.Create(config);
        using var generator = new Generator(reference.Args.TryGetProperty("seed", out var seed) ? seed.GetUInt64() : 0);
        using var scope = new TensorScope();
        if (Number("eta") is { } eta) scheduler.Eta = eta;
        scheduler.SetTimesteps(reference.Args.GetProperty("num_inference_steps").GetInt32(), Number("mu"));

        var (sample, answers) = (reference.Read("in.sample"), reference.Read("in.model_outputs"));
        List<Tensor> inputs = [], samples = [];
        for (var i = 0; i < scheduler.Timesteps.Count; i++)
        {
            inputs.Add(scheduler.ScaleModelInput(sample, i));
            sample = scheduler.Step(answers.Select(0, i), i, sample, generator);
            samples.Add(sample);
        }
        List<ReferenceOutput> outputs =
        [
            ReferenceOutput.Of("timesteps", [scheduler.Timesteps.Count], scheduler.Timesteps.ToArray()),
            ReferenceOutput.Of("sigmas", [scheduler.Sigmas.Count], [.. scheduler.Sigmas.Select(sigma => (double)sigma)]),
            ReferenceOutput.Of("init_noise_sigma", [], [scheduler.InitNoiseSigma]),
            ReferenceOutput.Of("model_inputs", Tensor.Stack([.. inputs])),
            ReferenceOutput.Of("samples", Tensor.Stack([.. samples])),
        ];
        if (reference.Io.Contains("in.clean") && scheduler is DiscreteScheduler discrete)
        {
            var (clean, noise, at) = (reference.Read("in.clean"), reference.Read("in.noise"), reference.Read("in.noise_timestep"));
            outputs.Add(ReferenceOutput.Of("noised", discrete.Noise.AddNoise(clean, noise, at)));
            outputs.Add(ReferenceOutput.Of("velocity", discrete.Noise.Velocity(clean, noise, at)));
        }
        return outputs;

        double? Number(string name) =>
            reference.Args.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
    }
}
