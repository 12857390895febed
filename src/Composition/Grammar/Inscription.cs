namespace EmojiGen.Composition.Grammar;

/// <summary>Letters that are to be read in a picture.</summary>
/// <param name="Text">As the prompt writes them, 1 to <see cref="Longest"/> characters.</param>
/// <param name="Words">All that asked for them: <c>that says NO</c>.</param>
/// <param name="On">The word before, which names what they stand on: <c>sign</c>; empty: nothing was named.</param>
public sealed record Inscription(string Text, string Words, string On)
{
    /// <summary>More is not read at the size of an emoji.</summary>
    public const int Longest = 24;

    /// <summary>Whether they are all there is to see.</summary>
    public bool IsAlone { get; init; }
}
