using EmojiGen.Models.T5;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>Ids through the T5 encoder in <c>model/</c>: as if all were tokens, and with what the mask hides hidden.</summary>
sealed class T5EncoderKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var model = new T5Encoder(T5Config.Read(reference.File("model", "config.json")));
        using var weights = SafetensorsFile.Open(reference.File("model", "model.safetensors"));
        model.LoadPublished(weights.AsWeights().On(reference.Device), DType.Float32);
        var ids = reference.Read("in.input_ids").To(DType.Int64);
        List<ReferenceOutput> outputs = [ReferenceOutput.Of("last_hidden_state", model.Forward(ids))];
        if (reference.Io.Contains("in.attention_mask"))
            outputs.Add(ReferenceOutput.Of("last_hidden_state_masked", model.Forward(ids, reference.Read("in.attention_mask"))));
        return outputs;
    }
}
