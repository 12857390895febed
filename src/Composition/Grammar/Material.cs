using EmojiGen.Svg;

namespace EmojiGen.Composition.Grammar;

public enum MaterialKind
{
    Wood,
    Stone,
    Marble,
    Brick,
    Crystal,
    Ice,
    Glass,
    Metal,
    Lava,
    Paper,
    Candy,
    Chocolate,
    Wool,
    Rubber,
    /// <summary>What only food is made of: its colour, with a light icing.</summary>
    Flavour,
}

/// <summary>What a subject is made of, or tastes of: <em>wooden</em>, <em>strawberry</em>.</summary>
/// <param name="Words">As typed.</param>
/// <param name="Color">Its own.</param>
public sealed record Material(string Words, MaterialKind Kind, Color Color);
