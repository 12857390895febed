namespace EmojiGen.Composition.Grammar;

/// <summary>What the prompt says a subject has not, or is not.</summary>
/// <param name="Words">As typed: <c>without a hat</c>, <c>not angry</c>.</param>
/// <param name="Thing">The word for a part that is to be missing, as <see cref="Prompting.TermKey"/> writes it: <c>hat</c>; empty where an
/// attribute is denied.</param>
public sealed record Denial(string Words, string Thing)
{
    /// <summary>The emoji of that part, where there is one.</summary>
    public Found? Emoji { get; init; }

    /// <summary>The feeling that it has not.</summary>
    public Found? Expression { get; init; }

    /// <summary>The colour that it has not.</summary>
    public Recolour? Colour { get; init; }
}
