using NetVips;

namespace EmojiGen.Imaging;

/// <summary>From the colours that a file means, which its ICC profile tells, to sRGB.</summary>
static class ColorManagement
{
    const string Profile = "icc-profile-data";

    /// <summary>How far a profile's colours may lie from sRGB's, of 255, to count as sRGB: what tables and rounding make of the same
    /// curves.</summary>
    const int SameColors = 2;

    /// <returns>A new picture in sRGB. A profile that is damaged or of another kind of picture is passed over, as browsers do.</returns>
    internal static Image ToSrgb(Image image)
    {
        if (image.Contains(Profile) && !IsSrgb(image))
        {
            try
            {
                return image.IccTransform("srgb", embedded: true, intent: Enums.Intent.Relative, blackPointCompensation: true);
            }
            catch (VipsException)
            {
                // The picture is still one without a profile.
            }
        }
        return image.Interpretation == Enums.Interpretation.Srgb ? image.Copy() : image.Colourspace(Enums.Interpretation.Srgb);
    }

    /// <summary>
    /// Whether the profile leaves colours as they are, tried on a cube of them. Most profiles are sRGB's, under many names, and
    /// what they are in shall come out to the bit.
    /// </summary>
    static bool IsSrgb(Image image)
    {
        if (image.Interpretation != Enums.Interpretation.Srgb) return false;
        const int Steps = 6; // 0, 51, ..., 255
        var cube = new byte[Steps * Steps * Steps * 3];
        for (var i = 0; i < cube.Length / 3; i++)
        {
            var (r, g, b) = (i / Steps / Steps, i / Steps % Steps, i % Steps);
            (cube[i * 3], cube[i * 3 + 1], cube[i * 3 + 2]) = ((byte)(r * 51), (byte)(g * 51), (byte)(b * 51));
        }
        try
        {
            using var bare = Image.NewFromMemoryCopy<byte>(cube, Steps * Steps * Steps, 1, 3, Enums.BandFormat.Uchar);
            using var colors = bare.Copy(interpretation: Enums.Interpretation.Srgb);
            using var meant = colors.Mutate(copy => copy.Set(GValue.BlobType, Profile, image.Get(Profile)));
            using var seen = meant.IccTransform("srgb", embedded: true, intent: Enums.Intent.Relative, blackPointCompensation: true);
            return cube.Zip(seen.WriteToMemory<byte>()).All(static pair => Math.Abs(pair.First - pair.Second) <= SameColors);
        }
        catch (VipsException)
        {
            return true; // it cannot be used
        }
    }
}
