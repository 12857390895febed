using EmojiGen.Models.IpAdapter;
using EmojiGen.Torch;

namespace EmojiGen.Cli.Generation;

/// <summary>What was asked of the diffusion engine; null where the model, or the draft's certainty, decides.</summary>
sealed record DiffusionOptions
{
    public const int DefaultSteps = 30;

    /// <summary>A folder, a file or a name on the hub; null: the one that was set, or the embedded one.</summary>
    public string? Model { get; init; }

    /// <summary><c>FILE[:WEIGHT]</c></summary>
    public IReadOnlyList<string> Loras { get; init; } = [];

    public int Steps { get; init; } = DefaultSteps;
    public double? Guidance { get; init; }
    public string? Scheduler { get; init; }
    public string? Negative { get; init; }
    public int ClipSkip { get; init; } = 1;

    /// <summary>A picture to start from.</summary>
    public string? Image { get; init; }

    /// <summary>White where <see cref="Image"/> is painted anew.</summary>
    public string? Mask { get; init; }

    public double? Strength { get; init; }

    /// <summary>Whether the composed scene is where the picture starts; null: unless a LoRA knows better what the words mean.</summary>
    public bool? Draft { get; init; }

    /// <summary>Picture files or emoji.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    public double? ReferenceScale { get; init; }
    public ReferenceLayers Layers { get; init; }

    /// <summary>An IP-Adapter's file; null: the one that goes with the model, where there is one.</summary>
    public string? IpAdapter { get; init; }

    /// <summary>Whether the ground is cut out where the model paints none.</summary>
    public bool Transparent { get; init; }

    public DType? DType { get; init; }
    public string? Variant { get; init; }
}
