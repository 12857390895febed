using System.CommandLine;
using EmojiGen.ModelEngines;

namespace EmojiGen.Cli.Commands;

/// <summary>The options of <c>emoji-gen</c> that are about the VQ-VAE alone.</summary>
sealed class VqVaeOptionGroup
{
    readonly Option<double> temperature = new("--temperature")
    {
        Description = "How boldly codes are drawn, 0 to 10; 0 takes the likeliest.",
        HelpName = "T",
        DefaultValueFactory = _ => VqVaeRequest.DefaultTemperature
    };
    readonly Option<long?> topK =
        IntegerOption.Create(["--top-k"], VqVaeRequest.TopKRange, 0, "Draws from so many of the likeliest codes; 0: from all.");
    readonly Option<double> topP = new("--top-p")
    {
        Description = "Draws from the likeliest codes of this probability together, above 0 to 1.",
        HelpName = "P",
        DefaultValueFactory = _ => VqVaeRequest.DefaultTopP
    };
    readonly Option<string?> emotion = new("--emotion")
    {
        Description = $"What the emoji feels: {string.Join(", ", EmojiGen.ModelEngines.Emotion.Names)}.",
        HelpName = "NAME"
    };
    readonly Option<double> strength = new("--emotion-strength")
    {
        Description = "How much the emotion counts beside the prompt, 0 to 10.",
        HelpName = "SCALE",
        DefaultValueFactory = _ => VqVaeRequest.DefaultEmotionStrength
    };

    public IEnumerable<Option> All => [temperature, topK, topP, emotion, strength];

    /// <exception cref="UsageException">Something was given that no other engine takes.</exception>
    public void Refuse(ParseResult parsed)
    {
        if (parsed.GetValue(emotion) is { } name)
            throw new UsageException(
                $"--emotion is for --engine vqvae; for the others say it in the prompt, as in: {EmojiGen.ModelEngines.Emotion.Named(name).Of("a cat")}");
    }

    /// <param name="guidance">Null: not said.</param>
    public VqVaeRequest Read(ParseResult parsed, string prompt, double? guidance) => new(prompt)
    {
        Guidance = guidance ?? VqVaeRequest.DefaultGuidance,
        Temperature = parsed.GetValue(temperature),
        TopK = (int)parsed.GetValue(topK)!,
        TopP = parsed.GetValue(topP),
        Emotion = parsed.GetValue(emotion),
        EmotionStrength = parsed.GetValue(strength),
    };
}
