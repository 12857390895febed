namespace EmojiGen.Composition.Grammar;

/// <summary>What two do with each other, which brings them together: <em>two frogs kissing</em>.</summary>
public enum MutualDeed
{
    /// <summary>Cuddling, embracing.</summary>
    Hug,
    Kiss,
    Dance,
    Fight,
    HighFive,
    HoldHands,
}

/// <param name="Words">As typed.</param>
public sealed record Mutual(MutualDeed Deed, string Words);
