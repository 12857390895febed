using EmojiGen.Models.Generation;
using EmojiGen.Models.T5;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>Answers of the T5 in <c>model/</c>, always the likeliest token; and logits of a given answer.</summary>
/// <remarks>
/// Logits are computed in float64. T5's attention has no scale, so that rounding in float32 grows to 1.8e-4 here, in the published
/// library's numbers as in ours
/// (both measured against float64): nearly the whole tolerance by itself. Answers come from float32, as anybody's do.
/// </remarks>
sealed class T5GenerateKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var model = new T5ForConditionalGeneration(T5Config.Read(reference.File("model", "config.json")));
        using var weights = SafetensorsFile.Open(reference.File("model", "model.safetensors"));
        model.LoadPublished(weights.AsWeights().On(reference.Device), DType.Float32);
        var ids = reference.Read("in.input_ids").To(DType.Int64);
        var mask = reference.Io.Contains("in.attention_mask") ? reference.Read("in.attention_mask") : null;
        List<ReferenceOutput> outputs = [];
        var most = reference.Args.TryGetProperty("max_new_tokens", out var given) ? given.GetInt32() : 20;
        var start = Enumerable.Repeat(model.Config.DecoderStartTokenId, (int)ids.Size(0)).ToArray();
        outputs.Add(Sequences.Output([start, .. model.GenerateBatch(ids, new GenerationOptions(most), mask)]));
        if (reference.Io.Contains("in.decoder_input_ids"))
        {
            model.To(DType.Float64);
            outputs.Add(ReferenceOutput.Of("logits", model.Decode(model.Encode(ids, mask),
                reference.Read("in.decoder_input_ids").To(DType.Int64), mask)));
        }
        return outputs;
    }
}
