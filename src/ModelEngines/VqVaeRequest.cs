using EmojiGen.Generation;

namespace EmojiGen.ModelEngines;

/// <summary>What is asked of the Emoji VQ-VAE.</summary>
/// <param name="Prompt">Empty: it draws what it likes.</param>
public sealed record VqVaeRequest(string Prompt = "") : EmojiRequest(Prompt)
{
    public const string EngineName = "vqvae";

    public const double DefaultTemperature = 1, DefaultTopP = 0.95, DefaultGuidance = 2, DefaultEmotionStrength = 1;

    /// <summary>Stands for no style in particular.</summary>
    public const string AnyStyle = "any";

    public static NumberRange GuidanceRange => DiffusionRequest.GuidanceRange;
    public static NumberRange TemperatureRange { get; } = new(0, 10);
    public static WholeRange TopKRange { get; } = new(0, 1_000_000, "codes");
    public static NumberRange TopPRange { get; } = new(0, 1, IsAbove: true);
    public static NumberRange EmotionStrengthRange { get; } = new(0, 10);

    public override string Engine => EngineName;

    /// <summary>How much the prompt counts, 0 to 100; 2 by default.</summary>
    public double Guidance { get; init; } = DefaultGuidance;

    /// <summary>Divides the logits, 0 to 10: 0 takes the likeliest code always; 1 by default.</summary>
    public double Temperature { get; init; } = DefaultTemperature;

    /// <summary>Codes that are drawn from, the likeliest; 0, the default: all.</summary>
    public int TopK { get; init; }

    /// <summary>The likeliest codes that together have this probability are drawn from, above 0 to 1; 0.95 by default.</summary>
    public double TopP { get; init; } = DefaultTopP;

    /// <summary>One of <see cref="ModelEngines.Emotion.Names"/>; null: none in particular.</summary>
    public string? Emotion { get; init; }

    /// <summary>How much the emotion counts beside the prompt, 0 to 10; 1 by default.</summary>
    public double EmotionStrength { get; init; } = DefaultEmotionStrength;

    /// <inheritdoc/>
    protected override bool NeedsPrompt => false;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        GuidanceRange.Check(nameof(Guidance), Guidance);
        TemperatureRange.Check(nameof(Temperature), Temperature);
        TopKRange.Check(nameof(TopK), TopK);
        TopPRange.Check(nameof(TopP), TopP);
        EmotionStrengthRange.Check(nameof(EmotionStrength), EmotionStrength);
        if (Emotion is { } name) _ = ModelEngines.Emotion.Named(name);
    }
}
