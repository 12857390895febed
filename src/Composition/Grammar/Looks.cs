using EmojiGen.Art;

namespace EmojiGen.Composition.Grammar;

/// <summary>How somebody looks, as far as the prompt says it: each part with the words that ask for it.</summary>
public sealed record Looks
{
    public static readonly Looks None = new();

    public Skin? Skin { get; init; }

    /// <summary>The colour of the hair alone.</summary>
    public Recolour? HairColour { get; init; }

    public Hairstyle? Hair { get; init; }

    /// <summary>All that is said of the hair, as typed: <em>long red hair</em>.</summary>
    public string? HairWords { get; init; }

    /// <summary>Whether the hair is long or short, beside what else is said of it.</summary>
    public Hairstyle? Length { get; init; }

    public Beard? Beard { get; init; }

    /// <summary>Words that ask for freckles.</summary>
    public string? Freckles { get; init; }

    public Aged? Age { get; init; }

    public Built? Build { get; init; }

    /// <summary>The colour of the clothes: <em>a woman in red</em>.</summary>
    public Recolour? Clothes { get; init; }

    /// <summary>Both, what was said before first.</summary>
    public Looks With(Looks later) => new()
    {
        Skin = Skin ?? later.Skin,
        HairColour = HairColour ?? later.HairColour,
        Hair = Hair ?? later.Hair,
        HairWords = HairWords ?? later.HairWords,
        Length = Length ?? later.Length,
        Beard = Beard ?? later.Beard,
        Freckles = Freckles ?? later.Freckles,
        Age = Age ?? later.Age,
        Build = Build ?? later.Build,
        Clothes = Clothes ?? later.Clothes,
    };

    /// <summary>What is said beside the skin, each as it was typed: for what nobody can show.</summary>
    public IEnumerable<string> WordsBesideSkin => new[]
    {
        HairWords ?? HairColour?.Words ?? Hair?.Words, Beard?.Words, Freckles, Age?.Words, Build?.Words, Clothes?.Words,
    }.OfType<string>().Distinct();
}

/// <param name="Words">As typed.</param>
public sealed record Skin(SkinTone Tone, string Words);

/// <param name="Words">As typed.</param>
public sealed record Hairstyle(HairShape Shape, string Words);

/// <param name="Colour">Null: the hair's.</param>
/// <param name="IsLong">Down to the chest.</param>
/// <param name="Words">As typed.</param>
public sealed record Beard(BeardShape Shape, Recolour? Colour, bool IsLong, string Words);

/// <param name="Words">As typed.</param>
public sealed record Aged(Age Age, string Words);

/// <param name="Words">As typed.</param>
public sealed record Built(Build Build, string Words);

public enum HairShape
{
    /// <summary>As the art draws it.</summary>
    Plain, Curly, Wavy, Straight, Long, Short, Spiky, Afro, Braids, Pigtails, Ponytail, Bun, SpaceBuns, Bob, Dreadlocks, Mohawk, Bald, Fringe,
}

public enum BeardShape { Beard, Goatee, Stubble, Moustache }

public enum Age { Old, Young }

public enum Build { Muscular, Chubby, Thin }
