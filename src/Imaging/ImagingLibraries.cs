namespace EmojiGen.Imaging;

/// <summary>The native libraries behind this room, for those who ask what is there.</summary>
public static class ImagingLibraries
{
    /// <exception cref="InvalidOperationException">libvips cannot be loaded; the message has the remedy.</exception>
    public static Version Libvips()
    {
        VipsLibrary.Ensure();
        return new(NetVips.NetVips.Version(0), NetVips.NetVips.Version(1), NetVips.NetVips.Version(2));
    }

    /// <summary>Skia, which draws glyphs.</summary>
    /// <exception cref="InvalidOperationException">Skia or HarfBuzz cannot be loaded; the message has the remedy.</exception>
    public static Version Skia()
    {
        _ = TextOutline.WidthOf("a", 1);
        return SkiaSharp.SkiaSharpVersion.Native;
    }
}
