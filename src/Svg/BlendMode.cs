namespace EmojiGen.Svg;

/// <summary>How a node's colours mix with those under it.</summary>
/// <remarks>Compositing and Blending Level 1, section 10.</remarks>
public enum BlendMode : byte
{
    Normal, Multiply, Screen, Overlay, Darken, Lighten, ColorDodge, ColorBurn, HardLight, SoftLight, Difference, Exclusion, Hue, Saturation,
    Color, Luminosity,
}

static class BlendModes
{
    static readonly string[] names =
    [
        "normal", "multiply", "screen", "overlay", "darken", "lighten", "color-dodge", "color-burn", "hard-light", "soft-light",
        "difference", "exclusion", "hue", "saturation", "color", "luminosity",
    ];

    /// <summary>As CSS names it.</summary>
    public static string NameOf(BlendMode mode) => names[(int)mode];

    /// <param name="name">In small letters.</param>
    /// <returns>Null for no blend mode.</returns>
    public static BlendMode? Find(ReadOnlySpan<char> name)
    {
        for (var i = 0; i < names.Length; i++)
            if (name.SequenceEqual(names[i]))
                return (BlendMode)i;
        return null;
    }
}
