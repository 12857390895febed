using EmojiGen.Composition.Grammar;
using EmojiGen.Svg;

namespace EmojiGen.Composition;

/// <summary>What one of several pictures of the same words does otherwise than the plain one: pose, companion, head or whole, the colour of
/// what has none. The first is the plain one.</summary>
/// <remarks>It is a part of the seed, so that a seed alone makes each picture again: 30,000,000,007 is the third alternative of
/// seed 7. Seeds below <see cref="Step"/> are plain.</remarks>
public sealed class Alternative
{
    /// <summary>Alternatives of one seed, the plain one with them.</summary>
    public const int Count = 64;

    /// <summary>Above every seed that nobody chose, which are below 2^32.</summary>
    const long Step = 10_000_000_000;

    /// <summary>Catalogue names of what may stand beside a subject and says nothing of its own, most cheerful first.</summary>
    static readonly string[] companions =
        ["sparkles", "butterfly", "red heart", "musical note", "star", "balloon", "four leaf clover"];

    /// <summary>Colours that are told apart at a glance.</summary>
    static readonly Color[] tints =
        [new(42, 111, 219), new(63, 163, 77), new(142, 68, 173), new(245, 130, 32), new(233, 88, 150), new(18, 143, 139)];

    /// <summary>Degrees; apart from one another and from a seed's own tilt.</summary>
    static readonly double[] leans = [0, -12, 0, 10, -6];

    readonly int number;

    /// <param name="seed">A picture's.</param>
    public Alternative(long seed) => number = seed < 0 ? 0 : (int)(seed / Step % Count);

    /// <summary>A picture's seed.</summary>
    /// <param name="seed">What was asked for.</param>
    /// <param name="number">Of the picture, 0 for the first.</param>
    public static long SeedOf(long seed, int number) => unchecked(seed + number * Step) & long.MaxValue;

    /// <summary>The seed that decides all else.</summary>
    public static long PlainSeed(long seed) => seed < 0 ? seed : seed % Step;

    /// <summary>Whether an animal that is there as a head and whole is the other of the two.</summary>
    public bool IsOtherBody => number % 2 == 1;

    public bool IsMirrored => number % 4 is 1 or 2;

    /// <summary>Degrees.</summary>
    public double Lean => leans[number % leans.Length];

    /// <summary>The catalogue's name of a small thing beside the picture; null: none.</summary>
    public string? Companion => number > 0 && number % 2 == 0 ? companions[(number / 2 - 1) % companions.Length] : null;

    /// <summary>Of a subject that the prompt gives no colour; null: its own.</summary>
    public Recolour? Tint => number > 0 && number % 3 == 0
        ? new Recolour("free", RecolourKind.Hue, tints[(number / 3 - 1) % tints.Length]) : null;
}
