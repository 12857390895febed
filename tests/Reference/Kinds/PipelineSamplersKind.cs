using System.Text.Json;
using System.Text.Json.Nodes;
using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>The pipeline from <c>model/</c> with one scheduler after the other, from noise and from a picture at several
/// strengths.</summary>
sealed class PipelineSamplersKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var scope = new TensorScope();
        var outputs = new List<ReferenceOutput>();
        var runs = reference.Args.GetProperty("runs").EnumerateArray();
        foreach (var sampler in runs.GroupBy(it => (it.GetProperty("scheduler").GetString()!, it.GetProperty("config").GetRawText())))
        {
            using var folder = new TemporaryFolder();
            Model(folder.Path, reference, sampler.Key.Item1, sampler.Key.Item2);
            using var model = DiffusionModel.Load(folder.Path, new LoadOptions { DType = DType.Float32, Device = reference.Device });
            foreach (var run in sampler)
                outputs.Add(ReferenceOutput.Of(run.GetProperty("output").GetString()!, Latents(model, reference, run)));
        }
        return outputs;
    }

    static Tensor Latents(DiffusionModel model, ReferenceCase reference, JsonElement asked)
    {
        var request = PipelineKind.Request(reference);
        var strength = asked.GetProperty("strength");
        request = strength.ValueKind == JsonValueKind.Null ? request with { Image = null }
            : request with { Strength = strength.GetDouble() };
        using var run = model.Begin(request);
        foreach (var _ in run.Steps()) { }
        return run.Latents.Clone();
    }

    /// <summary>The case's model with another scheduler.</summary>
    static void Model(string folder, ReferenceCase reference, string scheduler, string changes)
    {
        foreach (var part in Directory.EnumerateFileSystemEntries(reference.File("model")).Where(it => Path.GetFileName(it) != "scheduler"))
            Directory.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(part)), Path.GetFullPath(part));
        var config = JsonNode.Parse(File.ReadAllText(reference.File("model", "scheduler", "scheduler_config.json")))!.AsObject();
        config["_class_name"] = scheduler;
        foreach (var (name, value) in JsonNode.Parse(changes)!.AsObject()) config[name] = value?.DeepClone();
        Directory.CreateDirectory(Path.Combine(folder, "scheduler"));
        File.WriteAllText(Path.Combine(folder, "scheduler", "scheduler_config.json"), config.ToJsonString());
    }
}
