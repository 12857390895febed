using EmojiGen.Models.MMDiT;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>Sample, timesteps and prompt through the multimodal transformer in <c>model/</c>.</summary>
sealed class SD3TransformerKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var transformer = new SD3Transformer2DModel(SD3TransformerConfig.Read(reference.File("model", "config.json")));
        using var file = SafetensorsFile.Open(reference.File("model", "diffusion_pytorch_model.safetensors"));
        transformer.Load(file.AsWeights().On(reference.Device), dtype: DType.Float32);
        return [ReferenceOutput.Of("sample",
            transformer.Forward(reference.Read("in.hidden_states"), reference.Read("in.timestep"), reference.Read("in.encoder_hidden_states"), reference.Read("in.pooled_projections")))];
    }
}
