namespace EmojiGen.Imaging;

/// <summary>A colour with straight (not premultiplied) alpha, 0 to 255 a channel.</summary>
public readonly record struct Rgba(byte R, byte G, byte B, byte A = 255)
{
    public static readonly Rgba Transparent = new(0, 0, 0, 0);
    public static readonly Rgba White = new(255, 255, 255);
    public static readonly Rgba Black = new(0, 0, 0);
}
