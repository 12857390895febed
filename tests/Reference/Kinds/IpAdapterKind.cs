using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Models.IpAdapter;
using EmojiGen.Torch;
using System.Text.Json;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>The pipeline from <c>model/</c> with an IP-Adapter and given image embeddings, once for each scale or dictionary of
/// scales.</summary>
sealed class IpAdapterKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var scope = new TensorScope();
        using var model = DiffusionModel.Load(reference.File("model"), new LoadOptions { DType = DType.Float32, Device = reference.Device });
        using var file = SafetensorsFile.Open(reference.File("ip_adapter", "ip.safetensors"));
        var embeddings = reference.Read("in.image_embeds");  // (2, pictures, ...): without, with
        List<ReferenceOutput> outputs = [];
        foreach (var scale in reference.Args.GetProperty("scales").EnumerateObject())
        {
            var isNumber = scale.Value.ValueKind == JsonValueKind.Number;
            using var pictures = new ReferencePictures(IpAdapter.Load(model.Unet!, file.AsWeights().On(reference.Device)), embeddings.Select(0, 1),
                embeddings.Select(0, 0),
                isNumber ? scale.Value.GetDouble() : 1, isNumber ? null : LayerScales.Of(Dictionary(scale.Value)));
            using var run = model.Begin(PipelineKind.Request(reference) with { References = pictures });
            foreach (var _ in run.Steps()) { }
            outputs.Add(ReferenceOutput.Of($"latents.{scale.Name}", run.Latents));
        }
        return outputs;
    }

    /// <summary><c>{"up": {"block_1": [0, 1, 0]}, "mid": 1}</c> as <c>up.block_1</c> and <c>mid</c>.</summary>
    static Dictionary<string, double[]> Dictionary(JsonElement scales)
    {
        var flat = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var part in scales.EnumerateObject())
        {
            if (part.Value.ValueKind != JsonValueKind.Object)
            {
                flat[part.Name] = Numbers(part.Value);
                continue;
            }
            foreach (var block in part.Value.EnumerateObject()) flat[$"{part.Name}.{block.Name}"] = Numbers(block.Value);
        }
        return flat;

        static double[] Numbers(JsonElement value) =>
            value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(it => it.GetDouble())] : [value.GetDouble()];
    }
}
