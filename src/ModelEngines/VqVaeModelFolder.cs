using EmojiGen.Models.VqVae;
using EmojiGen.Torch;

namespace EmojiGen.ModelEngines;

/// <summary>An Emoji VQ-VAE on disk: the autoencoder in a folder, its prior in another below.</summary>
public static class VqVaeModelFolder
{
    /// <summary>The file that tells a network's sizes.</summary>
    internal const string Config = "config.json";

    /// <summary>Whether a folder holds an autoencoder, or a prior.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, Config));

    /// <summary>The prior's folder.</summary>
    public static string PriorOf(string folder) => Path.Combine(folder, "prior");

    /// <inheritdoc cref="VqVaeFolder.Load"/>
    public static VqVaeModel LoadAutoencoder(string folder, Device? device = null)
    {
        var model = VqVaeFolder.Load(folder, device: device);
        model.Encoder.ToChannelsLast();
        model.Decoder.ToChannelsLast();
        return model;
    }

    /// <exception cref="DirectoryNotFoundException">It has none yet.</exception>
    /// <exception cref="InvalidDataException">The prior is of another autoencoder.</exception>
    public static CodePrior LoadPrior(string folder, VqVaeConfig config, Device? device = null)
    {
        if (!File.Exists(Path.Combine(PriorOf(folder), Config)))
            throw new DirectoryNotFoundException(
                $"The Emoji VQ-VAE {folder} has no prior yet, which draws new pictures: train it with emoji-dev train vqvae-prior --vqvae {folder}.");
        var prior = CodePriorFolder.Load(PriorOf(folder), DType.Float32, device);
        if ((prior.Config.CodebookSize, prior.Config.CodeCount) == (config.CodebookSize, config.LatentSize * config.LatentSize))
            return prior;
        prior.Dispose();
        throw new InvalidDataException(
            $"The prior in {PriorOf(folder)} writes {prior.Config.CodeCount} codes of {prior.Config.CodebookSize}, and the VQ-VAE above it reads {config.LatentSize * config.LatentSize} of {config.CodebookSize}: train the prior anew.");
    }
}
