namespace EmojiGen.Cli.Generation;

/// <summary>What was asked of <c>emoji-gen</c>, checked as far as that goes without opening the art.</summary>
sealed record GenerateOptions
{
    public const string DefaultStyle = "noto", NoSkinTone = "none", DefaultLanguage = "en";
    public const int MinSize = 16, MaxSize = 4096, DefaultSize = 512, MaxCount = 100;

    /// <summary>Below 2^32, so that a random seed is short enough to type again.</summary>
    public const long RandomSeedRange = 1L << 32;

    /// <summary>Empty for the VQ-VAE alone: then it draws what it likes.</summary>
    public required string Prompt { get; init; }

    /// <summary>Files named with <c>-o</c>; none: a name made from the prompt.</summary>
    public required IReadOnlyList<string> Outputs { get; init; }

    /// <summary>One of <see cref="Engines.EngineChoice.Names"/>.</summary>
    public required string Engine { get; init; }

    /// <summary>Side in pixels; null: <see cref="DefaultSize"/>, or what the model was trained at.</summary>
    public required int? Size { get; init; }

    /// <summary>0 to 2^63 - 1.</summary>
    public required long Seed { get; init; }

    /// <summary>How many different pictures.</summary>
    public required int Count { get; init; }

    public required string Style { get; init; }
    public required string SkinTone { get; init; }
    public required string Language { get; init; }
    public required bool Outline { get; init; }
    public required bool Explain { get; init; }
    public required bool Json { get; init; }
    public required bool Quiet { get; init; }
    public required bool Preview { get; init; }
    public required bool Metadata { get; init; }

    /// <summary>For the diffusion engine.</summary>
    public required DiffusionOptions Diffusion { get; init; }

    public required VqVaeOptions VqVae { get; init; }
}
