using System.Collections.Immutable;

namespace EmojiGen.Composition.Grammar;

/// <summary>How colours are laid over a thing.</summary>
public enum OrnamentKind
{
    /// <summary>Two colours: the first on what is large, the second on what is beside it.</summary>
    TwoTone,
    Stripes,
    Dots,
    Checks,
    Hearts,
    Stars,
    /// <summary>From the first colour above to the last below.</summary>
    Gradient,
}

/// <summary>A pattern on a whole subject: <em>red and white striped</em>.</summary>
/// <param name="Words">As typed.</param>
/// <param name="Colours">Those that the prompt names, in its order; none: shades of the subject's own.</param>
public sealed record Ornament(string Words, OrnamentKind Kind, ImmutableArray<Recolour> Colours)
{
    /// <summary>As parts and evaluations call it.</summary>
    public string Name => Kind switch
    {
        OrnamentKind.TwoTone => "two colours",
        OrnamentKind.Stripes => "stripes",
        OrnamentKind.Dots => "dots",
        OrnamentKind.Checks => "checks",
        OrnamentKind.Hearts => "hearts",
        OrnamentKind.Stars => "stars",
        _ => "gradient",
    };
}
