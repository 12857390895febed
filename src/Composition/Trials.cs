namespace EmojiGen.Composition;

/// <summary>How often each part was drawn in a way that <see cref="Inspection"/> found fault with: the next way is tried then, and when
/// there is none left the part is reported instead of drawn.</summary>
sealed class Trials
{
    readonly Dictionary<(string Words, string Role), int> counts = [];

    /// <summary>0 for what has not failed yet.</summary>
    /// <param name="words">Of the prompt, that ask for the part.</param>
    public int Of(string words, string role) => counts.GetValueOrDefault((words, role));

    public void Failed(Part part) => counts[(part.Match, part.Role)] = Of(part.Match, part.Role) + 1;
}
