using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.ModelEngines;

namespace EmojiGen.Cli;

/// <summary>Settings that several commands have.</summary>
static class CommonSettings
{
    public static SwitchSetting Json { get; } = new("json", "Print one JSON object instead of text.");

    public static SwitchSetting NoPreview { get; } = new("no-preview", "Show no picture in the terminal.");

    public static TextSetting VqVae { get; } = new("model", "FOLDER", "The VQ-VAE's folder.")
    {
        Aliases = ["-m"],
        Otherwise = $"models/{ModelLibrary.EmbeddedVqVae}",
    };

    public static WholeRange AnySeed { get; } = new(0, long.MaxValue);

    public static WholeRange OneOrMore(string unit) => new(1, long.MaxValue / 2, unit);

    /// <summary>A number of at least 0, or above it.</summary>
    public static NumberRange Positive(bool isAbove = false) => new(0, double.PositiveInfinity, isAbove);

    public static NumberRange Share { get; } = new(0, 1);
}
