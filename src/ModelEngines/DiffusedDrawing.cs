using EmojiGen.Generation;
using EmojiGen.Torch;

namespace EmojiGen.ModelEngines;

/// <summary>What a diffusion model drew, and all that was decided on the way.</summary>
public sealed record DiffusedDrawing(DiffusionRequest Request, IReadOnlyList<Picture> Pictures, Attribution Attribution)
    : Drawing(Pictures, Attribution)
{
    /// <summary>The model, as it was named.</summary>
    public required string Model { get; init; }

    /// <summary>Its kind: <c>Stable Diffusion 1</c>.</summary>
    public required string Family { get; init; }

    /// <summary>The guidance scale that was used.</summary>
    public required double Guidance { get; init; }

    /// <summary>The sampler that was used.</summary>
    public required string Scheduler { get; init; }

    /// <summary>Pixels of a side that the model drew.</summary>
    public required int Side { get; init; }

    /// <summary>How much of the picture or draft was drawn anew; null: all, from noise.</summary>
    public required double? Strength { get; init; }

    /// <summary>Null: it did not begin from one.</summary>
    public required Draft? Draft { get; init; }

    /// <summary>What it referred to, by name; none where there was nothing to refer to.</summary>
    public required IReadOnlyList<string> References { get; init; }

    public required double ReferenceScale { get; init; }

    public required IReadOnlyList<UsedLora> Loras { get; init; }

    /// <summary>How the pictures came by it: <c>decoder</c>, <c>input</c>, <c>cut-out</c> or <c>none</c>.</summary>
    public required string Transparency { get; init; }

    /// <summary>What was computed in.</summary>
    public required DType DType { get; init; }

    /// <summary>What computed.</summary>
    public required Device Device { get; init; }

    /// <summary>The version of libtorch.</summary>
    public required string Libtorch { get; init; }

    /// <summary><c>bfloat16</c></summary>
    public static string NameOf(DType type) => type switch { DType.BFloat16 => "bfloat16", DType.Float16 => "float16", _ => "float32" };
}
