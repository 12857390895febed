namespace EmojiGen.Cli.Generation;

/// <summary>What was asked of the VQ-VAE engine, beside the model and the guidance that it shares with diffusion.</summary>
sealed record VqVaeOptions
{
    public const double DefaultTemperature = 1, DefaultTopP = 0.95, DefaultGuidance = 2;

    /// <summary>Stands for no style in particular.</summary>
    public const string AnyStyle = "any";

    /// <summary>Divides the logits: 0 takes the likeliest code always.</summary>
    public double Temperature { get; init; } = DefaultTemperature;

    /// <summary>Codes that are drawn from, the likeliest; 0: all.</summary>
    public int TopK { get; init; }

    /// <summary>The likeliest codes that together have this probability are drawn from.</summary>
    public double TopP { get; init; } = DefaultTopP;

    /// <summary>One of <see cref="Engines.Emotion.Names"/>; null: none in particular.</summary>
    public string? Emotion { get; init; }

    /// <summary>How much the emotion counts beside the prompt.</summary>
    public double EmotionStrength { get; init; } = 1;
}
