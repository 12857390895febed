using EmojiGen.Models.Clip;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>Pictures through the CLIP vision encoder in <c>model/</c>.</summary>
sealed class ClipVisionKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var model = new ClipVisionModel(ClipVisionConfig.Read(reference.File("model", "config.json")));
        using var weights = SafetensorsFile.Open(reference.File("model", "model.safetensors"));
        model.LoadPublished(weights.AsWeights().On(reference.Device), DType.Float32);
        var states = model.Forward(reference.Read("in.pixel_values"));
        List<ReferenceOutput> outputs = [ReferenceOutput.Of("last_hidden_state", states.LastHiddenState),
            ReferenceOutput.Of("pooler_output", states.Pooled)];
        if (states.ImageEmbeds is { } embeds) outputs.Add(ReferenceOutput.Of("image_embeds", embeds));
        outputs.AddRange(HiddenStates.Outputs(states.HiddenStates));
        return outputs;
    }
}
