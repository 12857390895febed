namespace EmojiGen.Cli;

/// <summary>Where the parts of an Emoji VQ-VAE lie: the autoencoder in a folder, its prior below.</summary>
static class VqVaeModelFolder
{
    /// <summary>The prior's folder.</summary>
    public static string PriorOf(string folder) => Path.Combine(folder, "prior");
}
