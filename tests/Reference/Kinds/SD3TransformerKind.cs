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
        transformer.Load(file.AsWeights(), dtype: DType.Float32);
        var io = reference.Io;
        return [ReferenceOutput.Of("sample",
            transformer.Forward(io.Read("in.hidden_states"), io.Read("in.timestep"), io.Read("in.encoder_hidden_states"), io.Read("in.pooled_projections")))];
    }
}
