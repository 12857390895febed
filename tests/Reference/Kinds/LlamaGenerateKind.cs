using EmojiGen.Models.Generation;
using EmojiGen.Models.Llama;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>Texts continued by the LLaMA in <c>model/</c>, always with the likeliest token; and the logits of the texts
/// themselves.</summary>
sealed class LlamaGenerateKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var model = new LlamaForCausalLM(LlamaConfig.Read(reference.File("model", "config.json")));
        using var weights = SafetensorsFile.Open(reference.File("model", "model.safetensors"));
        model.LoadPublished(weights.AsWeights().On(reference.Device), DType.Float32);
        var ids = reference.Read("in.input_ids").To(DType.Int64);
        var mask = reference.Io.Contains("in.attention_mask") ? reference.Read("in.attention_mask") : null;
        var most = reference.Args.TryGetProperty("max_new_tokens", out var given) ? given.GetInt32() : 20;
        var texts = ids.Transpose(0, 1).ToArray<int>().Chunk((int)ids.Size(0)); // token by token
        return [ReferenceOutput.Of("logits", model.Forward(ids, mask)),
            Sequences.Output([.. texts, .. model.GenerateBatch(ids, new GenerationOptions(most), mask)])];
    }
}
