using EmojiGen.Svg;

namespace EmojiGen.Art;

/// <summary>A colour as lightness and two opponent axes, in which equal steps look equal.</summary>
/// <param name="L">Lightness, 0 (black) to 1 (white).</param>
/// <param name="A">Green to red, about -0.3 to 0.3.</param>
/// <param name="B">Blue to yellow, about -0.3 to 0.3.</param>
/// <remarks>Ottosson 2020, "A perceptual color space for image processing".</remarks>
public readonly record struct Oklab(double L, double A, double B)
{
    public double Chroma => Math.Sqrt(A * A + B * B);

    /// <summary>Radians, -pi to pi.</summary>
    public double Hue => Math.Atan2(B, A);

    public static Oklab Of(double lightness, double chroma, double hue) => new(lightness, chroma * Math.Cos(hue), chroma * Math.Sin(hue));

    public static Oklab From(Color color)
    {
        var (r, g, b) = (Linear(color.R), Linear(color.G), Linear(color.B));
        var l = Math.Cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
        var m = Math.Cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
        var s = Math.Cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
        return new(
            0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
            1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
            0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s);
    }

    /// <summary>The nearest sRGB colour of the same lightness and hue: chroma is lowered until it fits.</summary>
    public Color ToColor()
    {
        var lightness = Math.Clamp(L, 0, 1);
        for (var scale = 1.0; scale > 0; scale -= 0.05)
        {
            var (r, g, b) = ToLinear(lightness, A * scale, B * scale);
            if (Fits(r) && Fits(g) && Fits(b)) return new Color(Encode(r), Encode(g), Encode(b));
        }

        var grey = ToLinear(lightness, 0, 0);
        return new Color(Encode(grey.R), Encode(grey.G), Encode(grey.B));

        static bool Fits(double value) => value is > -0.002 and < 1.002;
    }

    static (double R, double G, double B) ToLinear(double lightness, double a, double b)
    {
        var l = Cube(lightness + 0.3963377774 * a + 0.2158037573 * b);
        var m = Cube(lightness - 0.1055613458 * a - 0.0638541728 * b);
        var s = Cube(lightness - 0.0894841775 * a - 1.2914855480 * b);
        return (
            4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
            -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
            -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s);
    }

    static double Cube(double x) => x * x * x;

    static double Linear(byte value)
    {
        var x = value / 255.0;
        return x <= 0.04045 ? x / 12.92 : Math.Pow((x + 0.055) / 1.055, 2.4);
    }

    static byte Encode(double x)
    {
        x = Math.Clamp(x, 0, 1);
        return (byte)Math.Round(255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * Math.Pow(x, 1 / 2.4) - 0.055));
    }
}
