namespace EmojiGen.Cli.Generation;

/// <summary>Where what is drawn goes, and what is told of it.</summary>
/// <param name="Files">Named with <c>-o</c>; none: a name made from the prompt.</param>
/// <param name="Explain">Whether to tell how the prompt was read.</param>
/// <param name="Preview">Whether to show the picture in a person's terminal.</param>
/// <param name="Strict">Whether a picture that does not show all that the prompt says is a failure.</param>
/// <param name="Parameters">Whether the files say what made them.</param>
sealed record OutputOptions(IReadOnlyList<string> Files, bool Explain, bool Json, bool Quiet, bool Preview, bool Parameters,
    bool Strict)
{
    /// <summary>Whether a person may watch a picture in the making.</summary>
    public bool LivePreview => Preview && !Quiet && !Json;
}
