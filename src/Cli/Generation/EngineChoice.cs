using EmojiGen.Generation;
using EmojiGen.ModelEngines;

namespace EmojiGen.Cli.Generation;

/// <summary>Which engine a command line is for.</summary>
static class EngineChoice
{
    public const string Auto = "auto";

    public static IReadOnlyList<string> Names
    {
        get;
    } = [Auto, ComposeRequest.EngineName, DiffusionRequest.EngineName, VqVaeRequest.EngineName];

    /// <summary>The engine asked for. Unless one is, a VQ-VAE on the command line means it, another model or what only a model takes
    /// diffusion, and anything else composing.</summary>
    /// <param name="asked">One of <see cref="Names"/>.</param>
    /// <param name="model">As it was named; null: none was.</param>
    /// <param name="wantsDiffusion">Whether something was asked for that only a diffusion model takes.</param>
    /// <exception cref="UsageException">There is no such engine.</exception>
    public static string Of(string asked, string? model, bool wantsDiffusion, ModelLibrary models)
    {
        if (!Names.Contains(asked, StringComparer.Ordinal))
            throw new UsageException($"There is no engine '{asked}'; the engines are {string.Join(", ", Names)}.");
        if (asked != Auto) return asked;
        if (model is not null && models.IsVqVae(model)) return VqVaeRequest.EngineName;
        return model is not null || wantsDiffusion ? DiffusionRequest.EngineName : ComposeRequest.EngineName;
    }
}
