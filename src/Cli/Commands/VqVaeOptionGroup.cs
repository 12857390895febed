using System.CommandLine;
using System.Globalization;
using EmojiGen.Cli.Generation;
using EmojiGen.Cli.Generation.Engines;

namespace EmojiGen.Cli.Commands;

/// <summary>The options of <c>emoji-gen</c> that are about the VQ-VAE alone.</summary>
sealed class VqVaeOptionGroup
{
    readonly Option<double> temperature = new("--temperature") { Description = "How boldly codes are drawn, 0 to 10; 0 takes the likeliest.", HelpName = "T", DefaultValueFactory = _ => VqVaeOptions.DefaultTemperature };
    readonly Option<long?> topK = IntegerOption.Create(["--top-k"], 0, 1_000_000, 0, "codes", "Draws from so many of the likeliest codes; 0: from all.");
    readonly Option<double> topP = new("--top-p") { Description = "Draws from the likeliest codes of this probability together, above 0 to 1.", HelpName = "P", DefaultValueFactory = _ => VqVaeOptions.DefaultTopP };
    readonly Option<string?> emotion = new("--emotion") { Description = $"What the emoji feels: {string.Join(", ", Emotion.Names)}.", HelpName = "NAME" };
    readonly Option<double> strength = new("--emotion-strength") { Description = "How much the emotion counts beside the prompt, 0 to 10.", HelpName = "SCALE", DefaultValueFactory = _ => 1 };

    public IEnumerable<Option> All => [temperature, topK, topP, emotion, strength];

    public VqVaeOptions Read(ParseResult parsed) => new()
    {
        Temperature = Within(parsed, temperature, it => it is >= 0 and <= 10, "0 to 10"),
        TopK = (int)parsed.GetValue(topK)!,
        TopP = Within(parsed, topP, it => it is > 0 and <= 1, "above 0 to 1"),
        Emotion = parsed.GetValue(emotion) is { } name ? Emotion.Known(name) : null,
        EmotionStrength = Within(parsed, strength, it => it is >= 0 and <= 10, "0 to 10"),
    };

    static double Within(ParseResult parsed, Option<double> option, Func<double, bool> holds, string range) => parsed.GetValue(option) is var value && holds(value) ? value
        : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is {value}; it must be {range}."));
}
