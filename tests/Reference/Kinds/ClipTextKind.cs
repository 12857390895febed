using EmojiGen.Models.Clip;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>Ids through the CLIP text encoder in <c>model/</c>: all hidden states, from the front and from the back.</summary>
sealed class ClipTextKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var model = new ClipTextModel(ClipTextConfig.Read(reference.File("model", "config.json")));
        using var weights = SafetensorsFile.Open(reference.File("model", "model.safetensors"));
        model.LoadPublished(weights.AsWeights().On(reference.Device), DType.Float32);
        var mask = reference.Io.Contains("in.attention_mask") ? reference.Read("in.attention_mask") : null;
        var states = model.Forward(reference.Read("in.input_ids").To(DType.Int64), mask);
        List<ReferenceOutput> outputs = [ReferenceOutput.Of("last_hidden_state", states.LastHiddenState),
            ReferenceOutput.Of("pooler_output", states.Pooled)];
        if (states.TextEmbeds is { } embeds) outputs.Add(ReferenceOutput.Of("text_embeds", embeds));
        outputs.AddRange(HiddenStates.Outputs(states.HiddenStates));
        return outputs;
    }
}
