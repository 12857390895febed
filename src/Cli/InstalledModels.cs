using EmojiGen.Generation;
using EmojiGen.Hub;
using EmojiGen.ModelEngines;

namespace EmojiGen.Cli;

/// <summary>The models that a command finds: by name, or by what was set for good.</summary>
static class InstalledModels
{
    public static ModelLibrary Of(Terminal terminal, Installation installation) =>
        new(installation, HubEnvironment.Read(terminal.Variable), terminal.Folder);

    /// <summary>The diffusion model named, or the one that was set, or the one that comes along.</summary>
    /// <inheritdoc cref="ModelLibrary.Diffusion"/>
    public static FoundModel Diffusion(string? name, Terminal terminal, Installation installation) =>
        Of(terminal, installation).Diffusion(name ?? new ModelSettings(terminal).Model);
}
