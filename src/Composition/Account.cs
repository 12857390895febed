using EmojiGen.Composition.Grammar;

namespace EmojiGen.Composition;

/// <summary>What became of the prompt's words while its picture was made: each is shown, shown as something else, guessed at, or not
/// shown.</summary>
/// <remarks>Whoever draws something that was asked for either draws it, and says so with <see cref="Shows"/>, or says here that it is not
/// drawn. A word that is neither is a fault.</remarks>
sealed class Account
{
    readonly List<string> notShown;
    readonly List<Substitute> substituted, guessed;
    readonly Dictionary<Part, SortedDictionary<string, string>> attributes = new(ReferenceEqualityComparer.Instance);

    public Account(SceneDescription description)
    {
        notShown = [.. description.NotShown];
        substituted = [.. description.Substituted];
        guessed = [.. description.Guessed];
    }

    /// <param name="words">As typed.</param>
    public void NotShown(string words) => notShown.Add(words);

    /// <summary>Another thing of the same kind stands for it: a beaver for a platypus.</summary>
    /// <param name="words">As typed.</param>
    /// <param name="name">What is seen.</param>
    public void ShownAs(string words, string name) => substituted.Add(new(words, name));

    /// <summary>It is drawn by us after all: nothing stands for it.</summary>
    /// <param name="words">As typed.</param>
    public void IsDrawn(string words)
    {
        substituted.RemoveAll(it => it.Words == words);
        guessed.RemoveAll(it => it.Words == words);
    }

    /// <summary>Nothing says what the words mean; this may be it.</summary>
    /// <param name="words">As typed.</param>
    /// <param name="name">What is seen.</param>
    public void Guessed(string words, string name) => guessed.Add(new(words, name));

    /// <summary>That a part is drawn so: <c>hair</c>, <c>red</c>. The names stand in docs/compose.md.</summary>
    public void Shows(Part part, string attribute, string value)
    {
        if (!attributes.TryGetValue(part, out var known)) attributes[part] = known = new(StringComparer.Ordinal);
        known[attribute] = value;
    }

    readonly Dictionary<Part, Part> settled = new(ReferenceEqualityComparer.Instance);

    /// <summary>The part with all that is drawn of it; the same one each time.</summary>
    public Part Of(Part part)
    {
        if (!attributes.TryGetValue(part, out var known)) return part;
        if (!settled.TryGetValue(part, out var told)) settled[part] = told = part with { Attributes = known };
        return told;
    }

    /// <summary>What was left out stands for nothing.</summary>
    bool IsSeen(Substitute it) => !notShown.Contains(it.Words);

    /// <summary>The scene with what it does not show.</summary>
    public Scene Settle(Scene scene) => scene with
    {
        NotShown = [.. notShown.Distinct()],
        Substituted = [.. substituted.Distinct().Where(IsSeen)],
        Guessed = [.. guessed.Distinct().Where(IsSeen)],
    };
}
