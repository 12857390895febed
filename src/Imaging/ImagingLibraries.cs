using EmojiGen.Imaging.Native;

namespace EmojiGen.Imaging;

/// <summary>The native libraries behind this room, for those who ask what is installed.</summary>
public static class ImagingLibraries
{
    /// <exception cref="InvalidOperationException">librsvg is not installed; the message has the remedy.</exception>
    public static Version Librsvg()
    {
        Rsvg.Ensure();
        return Rsvg.Version();
    }

    /// <exception cref="InvalidOperationException">libvips is not installed or does not start; the message has the remedy.</exception>
    public static Version Libvips()
    {
        Vips.Ensure();
        return new(Vips.Version(0), Vips.Version(1), Vips.Version(2));
    }
}
