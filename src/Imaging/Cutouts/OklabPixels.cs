namespace EmojiGen.Imaging.Cutouts;

/// <summary>A picture in Oklab, in which equal distances look equal: lightness 0 to 1, two opponent axes of about -0.3 to 0.3.</summary>
/// <remarks>Ottosson 2020, "A perceptual color space for image processing".</remarks>
sealed class OklabPixels
{
    static readonly float[] linear = [.. Enumerable.Range(0, 256).Select(it => it / 255f)
        .Select(x => x <= 0.04045f ? x / 12.92f : MathF.Pow((x + 0.055f) / 1.055f, 2.4f))];

    readonly (float L, float A, float B)[] pixels;

    public OklabPixels(Raster picture)
    {
        (Width, Height) = (picture.Width, picture.Height);
        pixels = new (float, float, float)[Width * Height];
        var bytes = picture.Span;
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = From(linear[bytes[4 * i]], linear[bytes[(4 * i) + 1]], linear[bytes[(4 * i) + 2]]);
    }

    public int Width { get; }

    public int Height { get; }

    public (float L, float A, float B) this[int index] => pixels[index];

    public float Distance(int a, int b) => Distance(pixels[a], pixels[b]);

    public static float Distance((float L, float A, float B) a, (float L, float A, float B) b)
    {
        var (l, x, y) = (a.L - b.L, a.A - b.A, a.B - b.B);
        return MathF.Sqrt((l * l) + (x * x) + (y * y));
    }

    static (float, float, float) From(float r, float g, float b)
    {
        var l = MathF.Cbrt((0.4122214708f * r) + (0.5363325363f * g) + (0.0514459929f * b));
        var m = MathF.Cbrt((0.2119034982f * r) + (0.6806995451f * g) + (0.1073969566f * b));
        var s = MathF.Cbrt((0.0883024619f * r) + (0.2817188376f * g) + (0.6299787005f * b));
        return ((0.2104542553f * l) + (0.7936177850f * m) - (0.0040720468f * s), (1.9779984951f * l) - (2.4285922050f * m)
            + (0.4505937099f * s), (0.0259040371f * l) + (0.7827717662f * m) - (0.8086757660f * s));
    }
}
