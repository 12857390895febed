using EmojiGen.Models.Clip;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>Pictures and texts through the CLIP in <c>model/</c>, and how well each goes with each.</summary>
sealed class ClipScoreKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var config = reference.File("model", "config.json");
        using var model = new ClipModel(ClipTextConfig.Read(config), ClipVisionConfig.Read(config));
        using var weights = SafetensorsFile.Open(reference.File("model", "model.safetensors"));
        model.LoadPublished(weights.AsWeights().On(reference.Device), DType.Float32);
        var pictures = model.EncodePictures(reference.Read("in.pixel_values"));
        var mask = reference.Io.Contains("in.attention_mask") ? reference.Read("in.attention_mask") : null;
        var texts = model.EncodeTexts(reference.Read("in.input_ids").To(DType.Int64), mask);
        var logits = model.Logits(pictures, texts);
        return [ReferenceOutput.Of("image_embeds", pictures), ReferenceOutput.Of("text_embeds", texts),
            ReferenceOutput.Of("logits_per_image", logits), ReferenceOutput.Of("logits_per_text", logits.Transpose(0, 1))];
    }
}
