using System.CommandLine;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Training.FineTuning;
using EmojiGen.Training.Recipes;

namespace EmojiGen.Cli.Training;

/// <summary>What fine-tuning is told: options, over those of a recipe.</summary>
static class FineTuneRecipe
{
    public static TextSetting Setting { get; } = new("recipe", "FILE|NAME",
        "A file of overrides, or a name in recipes/: stable-emote. Options win over it.");

    /// <param name="others">Settings of the command that fine-tuning does not know.</param>
    /// <exception cref="IOException">The recipe is missing.</exception>
    /// <exception cref="InvalidDataException">A line of it is none.</exception>
    public static SettingValues Values(ParseResult parsed, Terminal terminal, Installation installation,
        params ReadOnlySpan<Setting> others)
    {
        var typed = SettingOptions.Values(parsed);
        var own = typed.Without([Setting, .. others]);
        if (typed.Of(Setting) is not { } name) return own;
        var path = RecipeOptions.PathOf(name, terminal, installation);
        var read = RecipeFile.Read(path, [.. FineTuneSettings.All.Select(it => it.Name)]);
        return own.Over(SettingValues.Named(read.Where(it => it.Value.Length > 0), FineTuneSettings.All));
    }
}
