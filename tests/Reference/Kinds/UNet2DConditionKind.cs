using EmojiGen.Models.Unet;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>Sample, timesteps and conditions through the UNet in <c>model/</c>.</summary>
sealed class UNet2DConditionKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var unet = Load(reference);
        return [ReferenceOutput.Of("sample", Forward(unet, reference))];
    }

    public static Tensor Forward(UNet2DConditionModel unet, ReferenceCase reference)
    {
        return unet.Forward(reference.Read("in.sample"), reference.Read("in.timestep"), new UNetConditions(reference.Read("in.encoder_hidden_states"))
        {
            Mask = Optional("in.encoder_attention_mask"),
            TextEmbeds = Optional("in.text_embeds"),
            TimeIds = Optional("in.time_ids"),
            ClassLabels = Optional("in.class_labels"),
            Guidance = Optional("in.timestep_cond"),
        });

        Tensor? Optional(string name) => reference.Io.Contains(name) ? reference.Read(name) : null;
    }

    public static UNet2DConditionModel Load(ReferenceCase reference, string folder = "model")
    {
        var unet = new UNet2DConditionModel(UNet2DConditionConfig.Read(reference.File(folder, "config.json")));
        using var file = SafetensorsFile.Open(reference.File(folder, "diffusion_pytorch_model.safetensors"));
        unet.Load(file.AsWeights().On(reference.Device), dtype: DType.Float32);
        return unet;
    }
}
