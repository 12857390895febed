namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary>What the words at a token may be: each a number of tokens, 0 where they are no such thing.</summary>
/// <param name="Noun">A name, not a mere keyword.</param>
/// <param name="Adjective">A feeling, a pose, a pattern, a material, or a colour of several words.</param>
readonly record struct WordsAt(
    int At, int Noun, int Adjective, int And, int Function, int Copula, int Role, int Without, int Relation, Sense Related, int Activity, Sense Implied)
{
    /// <summary>The longest of those that say what is seen rather than how it is joined.</summary>
    public int Longest => Math.Max(Noun, Adjective);

    public static WordsAt Of(PromptReading reading, int at)
    {
        var text = reading.Text;
        var noun = text.NounAt(at) is { IsStrong: true } found ? found.Length : 0;
        var mayBeVerb = reading.MayBeVerb;
        var relation = text.Match(at, WordClass.Relation, out var related, mayBeVerb);
        var activity = text.Match(at, WordClass.Activity, out var implied, mayBeVerb);
        var look = Math.Max(Length(WordClass.Ornament), Length(WordClass.Material));
        // "in rainbow colours": the colour begins as a relation does.
        if (Length(WordClass.Colour) is > 1 and var colour) look = Math.Max(look, colour);
        var adjective = Math.Max(Math.Max(Length(WordClass.Emotion), Length(WordClass.Pose)), look);
        return new WordsAt(
            at, noun, adjective, Length(WordClass.And), Length(WordClass.Function), Length(WordClass.Copula), Length(WordClass.Role),
                Length(WordClass.Without),
            relation, related, activity, implied);

        int Length(WordClass wanted) => text.Match(at, wanted, out _);
    }
}
