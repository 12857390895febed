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
        return [ReferenceOutput.Of("sample", Forward(unet, reference.Io))];
    }

    public static Tensor Forward(UNet2DConditionModel unet, SafetensorsFile io)
    {
        return unet.Forward(io.Read("in.sample"), io.Read("in.timestep"), new UNetConditions(io.Read("in.encoder_hidden_states"))
        {
            Mask = Optional("in.encoder_attention_mask"),
            TextEmbeds = Optional("in.text_embeds"),
            TimeIds = Optional("in.time_ids"),
            ClassLabels = Optional("in.class_labels"),
            Guidance = Optional("in.timestep_cond"),
        });

        Tensor? Optional(string name) => io.Contains(name) ? io.Read(name) : null;
    }

    public static UNet2DConditionModel Load(ReferenceCase reference, string folder = "model")
    {
        var unet = new UNet2DConditionModel(UNet2DConditionConfig.Read(reference.File(folder, "config.json")));
        using var file = SafetensorsFile.Open(reference.File(folder, "diffusion_pytorch_model.safetensors"));
        unet.Load(file.AsWeights(), dtype: DType.Float32);
        return unet;
    }
}
