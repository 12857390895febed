using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Models.Lora;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>The whole pipeline from <c>model/</c> with a LoRA of network and text encoders, at each of several weights.</summary>
sealed class LoraPipelineKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var scope = new TensorScope();
        using var model = DiffusionModel.Load(reference.File("model"), new LoadOptions { DType = DType.Float32, Device = reference.Device });
        using var lora = LoraFile.Read(reference.File(reference.Args.GetProperty("file").GetString()!));
        var report = model.Fit(lora, "it");
        if (report.Matched != reference.Args.GetProperty("modules").GetInt32() || report.Unmatched.Count + report.Unknown.Count > 0)
            throw new InvalidDataException(report.ToString());
        var outputs = new List<ReferenceOutput>();
        foreach (var scale in reference.Args.GetProperty("scales").EnumerateObject())
        {
            using var run = model.Begin(PipelineKind.Request(reference) with { Loras = [new(lora, scale.Value.GetDouble())] });
            foreach (var _ in run.Steps()) { }
            outputs.Add(ReferenceOutput.Of($"latents.{scale.Name}", run.Latents));
        }
        return outputs;
    }
}
