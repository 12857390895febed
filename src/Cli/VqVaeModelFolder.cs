using EmojiGen.Models.VqVae;
using EmojiGen.Torch;

namespace EmojiGen.Cli;

/// <summary>An Emoji VQ-VAE on disk: the autoencoder in a folder, its prior in another below.</summary>
static class VqVaeModelFolder
{
    /// <summary>The one that the project carries, of <c>models/</c>.</summary>
    public const string Shipped = "emoji-vqvae";

    /// <summary>The prior's folder.</summary>
    public static string PriorOf(string folder) => Path.Combine(folder, "prior");

    /// <summary>The folder of the model named, or of the project's own.</summary>
    /// <param name="name">A folder, or one of <c>models/</c>; null: the project's own.</param>
    /// <returns>The name as it is spoken of, and where it lies.</returns>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public static (string Name, string Path) Find(string? name, Terminal terminal, Installation installation)
    {
        var wanted = name ?? Shipped;
        foreach (var folder in (ReadOnlySpan<string>)[.. name is null ? Array.Empty<string>() : [Path.GetFullPath(wanted, terminal.Folder)], Path.Combine(installation.Models, wanted)])
            if (File.Exists(Path.Combine(folder, "config.json"))) return (Path.GetFileName(wanted.TrimEnd('/')), folder);
        throw new DirectoryNotFoundException(name is null
            ? $"There is no Emoji VQ-VAE in {Path.Combine(installation.Models, Shipped)}: train one with emoji-dev train vqvae, then emoji-dev train vqvae-prior, and name its folder with --model."
            : $"There is no Emoji VQ-VAE '{name}': name the folder that emoji-dev train vqvae wrote.");
    }

    /// <summary>Whether a folder holds one, with its prior.</summary>
    /// <param name="name">As <see cref="Find"/> takes it; null: no.</param>
    public static bool Is(string? name, Terminal terminal, Installation installation) => name is not null
        && (File.Exists(Path.Combine(PriorOf(Path.GetFullPath(name, terminal.Folder)), "config.json")) || File.Exists(Path.Combine(PriorOf(Path.Combine(installation.Models, name)), "config.json")));

    /// <inheritdoc cref="VqVaeFolder.Load"/>
    public static VqVaeModel LoadAutoencoder(string folder)
    {
        var model = VqVaeFolder.Load(folder);
        model.Encoder.ToChannelsLast();
        model.Decoder.ToChannelsLast();
        return model;
    }

    /// <exception cref="DirectoryNotFoundException">It has none yet.</exception>
    /// <exception cref="InvalidDataException">The prior is of another autoencoder.</exception>
    public static CodePrior LoadPrior(string folder, VqVaeConfig config)
    {
        if (!File.Exists(Path.Combine(PriorOf(folder), "config.json")))
            throw new DirectoryNotFoundException($"The Emoji VQ-VAE {folder} has no prior yet, which draws new pictures: train it with emoji-dev train vqvae-prior --vqvae {folder}.");
        var prior = CodePriorFolder.Load(PriorOf(folder), DType.Float32);
        if ((prior.Config.CodebookSize, prior.Config.CodeCount) == (config.CodebookSize, config.LatentSize * config.LatentSize)) return prior;
        prior.Dispose();
        throw new InvalidDataException($"The prior in {PriorOf(folder)} writes {prior.Config.CodeCount} codes of {prior.Config.CodebookSize}, and the VQ-VAE above it reads {config.LatentSize * config.LatentSize} of {config.CodebookSize}: train the prior anew.");
    }
}
