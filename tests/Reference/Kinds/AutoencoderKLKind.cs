using EmojiGen.Models.Vae;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>A picture through the autoencoder in <c>model/</c>: the latents' distribution, and what its mean decodes to.</summary>
sealed class AutoencoderKLKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var vae = new AutoencoderKL(AutoencoderKLConfig.Read(reference.File("model", "config.json")));
        using var file = SafetensorsFile.Open(reference.File("model", "diffusion_pytorch_model.safetensors"));
        vae.LoadPublished(file.AsWeights().On(reference.Device), DType.Float32);
        var latents = vae.Encode(reference.Read("in.sample"));
        return
        [
            ReferenceOutput.Of("mean", latents.Mean),
            ReferenceOutput.Of("logvar", latents.LogVariance),
            ReferenceOutput.Of("decoded", vae.Decode(latents.Mean)),
        ];
    }
}
