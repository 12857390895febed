using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.ModelEngines;
using EmojiGen.ModelEngines.Settings;

namespace EmojiGen.Cli.Generation;

/// <summary>Which engine a command line is for.</summary>
/// <param name="Because">The option that means it, where no engine was named; null: none does.</param>
sealed record EngineChoice(string Engine, Setting? Because)
{
    /// <summary>The engine asked for. Unless one is, a VQ-VAE on the command line means it, another model or what only a model takes
    /// diffusion, and anything else composing.</summary>
    /// <param name="like">The engine of a picture that is made again; null: none is.</param>
    public static EngineChoice Of(SettingValues values, ModelLibrary models, string? like = null)
    {
        var asked = values.Of(EngineSettings.Engine)!;
        if (asked != EngineSettings.Auto) return new(asked, null);
        if (values.Of(DiffusionSettings.Model) is { } model)
            return new(models.IsVqVae(model) ? VqVaeRequest.EngineName : DiffusionRequest.EngineName, DiffusionSettings.Model);
        return values.Given.FirstOrDefault(it => it.MeansEngine) is { } meant ? new(meant.Engines[0], meant)
            : new(like ?? ComposeRequest.EngineName, null);
    }

    /// <summary>Says what a person may not have expected: that an option chose the engine, and that a model was set for good.</summary>
    /// <param name="set">The model that was set and is used; null: none is.</param>
    public void Tell(string? set, TextWriter error)
    {
        if (Because is not null && Because != DiffusionSettings.Model)
            error.WriteLine($"--{Because.Name} means --engine {Engine}.");
        if (Engine == DiffusionRequest.EngineName && set is not null)
            error.WriteLine($"The model is {set}, as emoji-dev set-model says.");
    }
}
