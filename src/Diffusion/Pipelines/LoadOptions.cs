using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Pipelines;

/// <summary>How a model is loaded.</summary>
public sealed record LoadOptions
{
    /// <summary>The element type to compute in; null: bfloat16 where the processor has it, else float32.</summary>
    public DType? DType { get; init; }

    /// <summary>As in <c>diffusion_pytorch_model.fp16.safetensors</c>; null takes the plain files, or the only variant there is.</summary>
    public string? Variant { get; init; }

    /// <summary>A folder in diffusers' layout with the configurations and vocabularies of a single file, which holds none; null: the published ones.</summary>
    public string? Configuration { get; init; }
}
