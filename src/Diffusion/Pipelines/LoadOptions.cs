using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Pipelines;

/// <summary>How a model is loaded.</summary>
public sealed record LoadOptions
{
    /// <summary>What computes; null: the first CUDA device where the bridge has one, else the CPU.</summary>
    public Device? Device { get; init; }

    /// <summary>Whether text encoders and autoencoder stay on the CPU and visit the device while they are used. A card then needs room for the
    /// denoising network and its activations alone. Means nothing on the CPU.</summary>
    public bool Offload { get; init; }

    /// <summary>The element type to compute in; null: bfloat16 where the processor or card multiplies it, else float32 on the CPU and
    /// float16 on a card.</summary>
    public DType? DType { get; init; }

    /// <summary>As in <c>diffusion_pytorch_model.fp16.safetensors</c>; null takes the plain files, or the only variant there is.</summary>
    public string? Variant { get; init; }

    /// <summary>A folder in diffusers' layout with the configurations and vocabularies of a single file, which holds none; null: the
    /// published ones.</summary>
    public string? Configuration { get; init; }

    /// <summary>Told of each component before it is loaded.</summary>
    public IProgress<LoadingComponent>? Progress { get; init; }
}

/// <summary>A component that is about to be loaded.</summary>
/// <param name="Name"><c>unet</c></param>
/// <param name="Bytes">Parameters that it has, in bytes of what is computed in.</param>
public readonly record struct LoadingComponent(string Name, long Bytes);
