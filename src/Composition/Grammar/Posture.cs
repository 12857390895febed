namespace EmojiGen.Composition.Grammar;

/// <summary>How somebody or something holds its body: <em>a dog jumping</em>.</summary>
/// <param name="Words">As they stand in the prompt.</param>
public sealed record Posture(string Words, PostureKind Kind);

public enum PostureKind
{
    /// <summary>On two legs.</summary>
    Standing,
    Sitting,
    Lying,
    LyingOnBack,
    Curled,
    Jumping,
    Dancing,
    Running,
    Flying,
    Falling,
    Hanging,
}
