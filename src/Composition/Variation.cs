namespace EmojiGen.Composition;

/// <summary>What a seed decides: which of equal choices, the pose's side, a tilt. The same seed decides the same on every
/// machine.</summary>
/// <remarks>SplitMix64, Steele et al. 2014. The first choices are read off the seed's own digits, so that neighbouring seeds
/// differ.</remarks>
public sealed class Variation(long seed)
{
    ulong state = unchecked((ulong)seed * 0x9E3779B97F4A7C15UL);

    /// <summary>Degrees; none for every fifth seed.</summary>
    public double Tilt { get; } = ((seed % 5 + 5) % 5) switch { 0 => 0, 1 => -7, 2 => 7, 3 => -3.5, _ => 4.5 };

    /// <summary>Which side a pose turns to.</summary>
    public bool Mirrored { get; } = (seed / 5 % 2 + 2) % 2 == 1;

    /// <summary>A number that picks among alternatives by its remainder.</summary>
    public int Choice { get; } = (int)((seed / 2 % 1024 + 1024) % 1024);

    /// <summary>Uniform in [0, 1).</summary>
    public double Next()
    {
        state = unchecked(state + 0x9E3779B97F4A7C15UL);
        var z = state;
        z = unchecked((z ^ z >> 30) * 0xBF58476D1CE4E5B9UL);
        z = unchecked((z ^ z >> 27) * 0x94D049BB133111EBUL);
        return ((z ^ z >> 31) >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Uniform in [-reach, reach).</summary>
    public double Around(double reach) => (2 * Next() - 1) * reach;
}
