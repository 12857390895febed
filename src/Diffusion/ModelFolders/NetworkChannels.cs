namespace EmojiGen.Diffusion.ModelFolders;

/// <summary>What the input channels of a denoising network tell of its kind.</summary>
static class NetworkChannels
{
    /// <summary>Of a UNet that is shown the picture that it shall edit, beside the latent.</summary>
    public const int OfEditing = 8;

    /// <summary>The sentence for a network whose input is of no kind that is known here.</summary>
    /// <param name="latent">Channels of a latent.</param>
    public static string Unknown(string location, long channels, int latent) =>
        $"Model '{location}' is of a kind that is not known here: its network takes {channels} channels{(channels == 2 * latent ? ", a picture to edit beside the latent, as InstructPix2Pix" : "")}; known are those that take {latent}, or {2 * latent + 1} to paint into a mask.";
}
