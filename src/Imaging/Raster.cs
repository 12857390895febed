namespace EmojiGen.Imaging;

/// <summary>A picture in memory: 8-bit RGBA with straight alpha, rows from the top, no padding.</summary>
public sealed partial class Raster
{
    /// <summary>The longest side that this room makes or reads, in pixels.</summary>
    public const int MaxSide = 16384;

    readonly byte[] data;

    /// <summary>A transparent picture.</summary>
    /// <param name="width">1 to <see cref="MaxSide"/> pixels.</param>
    /// <param name="height">1 to <see cref="MaxSide"/> pixels.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is out of range.</exception>
    public Raster(int width, int height)
        : this(width, height, new byte[Bytes(width, height)]) { }

    /// <summary>A picture over <paramref name="pixels"/>, which it keeps without copying.</summary>
    /// <param name="width">1 to <see cref="MaxSide"/> pixels.</param>
    /// <param name="height">1 to <see cref="MaxSide"/> pixels.</param>
    /// <param name="pixels">height x width x 4 bytes, in the order R, G, B, A.</param>
    /// <exception cref="ArgumentOutOfRangeException">A side is out of range.</exception>
    /// <exception cref="ArgumentException">The number of bytes does not fit the sides.</exception>
    public Raster(int width, int height, byte[] pixels)
    {
        var expected = Bytes(width, height);
        if (pixels.Length != expected)
            throw new ArgumentException($"A picture of {width}x{height} needs {expected} bytes of RGBA, but {pixels.Length} were given.");
        (Width, Height, data) = (width, height, pixels);
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>height x width x 4 bytes, R, G, B, A, straight alpha; writing here changes the picture.</summary>
    public Memory<byte> Pixels => data;

    /// <summary>The same bytes as <see cref="Pixels"/>.</summary>
    public Span<byte> Span => data;

    public Rgba this[int x, int y]
    {
        get
        {
            var p = data.AsSpan(Offset(x, y), 4);
            return new(p[0], p[1], p[2], p[3]);
        }
        set
        {
            var p = data.AsSpan(Offset(x, y), 4);
            (p[0], p[1], p[2], p[3]) = (value.R, value.G, value.B, value.A);
        }
    }

    /// <summary>One row: width x 4 bytes.</summary>
    public Span<byte> Row(int y) => data.AsSpan(y * Width * 4, Width * 4);

    /// <summary>Throws unless both sides can be those of a picture.</summary>
    internal static void CheckSides(int width, int height)
    {
        if (width is < 1 or > MaxSide || height is < 1 or > MaxSide)
            throw new ArgumentOutOfRangeException(null,
                $"A picture must be 1 to {MaxSide} pixels wide and high, but {width}x{height} was asked for.");
    }

    // A side of 16,384 makes exactly 1 GiB, so the product fits in an int's worth of array.
    static int Bytes(int width, int height)
    {
        CheckSides(width, height);
        return width * height * 4;
    }

    int Offset(int x, int y)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(x, Width);
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, Height);
        return (y * Width + x) * 4;
    }
}
