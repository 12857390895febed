namespace EmojiGen.Composition.Grammar;

/// <summary>Reads colours and what they are of: <em>red-coloured</em>, <em>red and white</em>, <em>blue-eyed</em>.</summary>
static class ColourReader
{
    /// <summary>Gives a noun phrase the colour at a token.</summary>
    /// <param name="length">Of the colour's words.</param>
    /// <param name="nounFollows">Whether a noun comes next at a token, past adjectives.</param>
    /// <returns>The tokens taken.</returns>
    public static int Read(PromptTokens text, NounPhrase phrase, int at, int length, Sense sense, Func<int, bool> nounFollows)
    {
        var colour = Colour(text, at, length, sense);
        if (text.Is(at + length, WordClass.EyeWord) && text[at + length].Key.EndsWith("ed", StringComparison.Ordinal))
        {
            phrase.EyeColour ??= colour;
            return length + 1;
        }
        if (text.Is(at + length, WordClass.Tinted)) length++;
        if (SecondAt(text, at + length, nounFollows) is not var (second, end))
        {
            phrase.Paint(colour);
            return length;
        }
        phrase.Adorn(new Ornament(text.Typed(at, end), OrnamentKind.TwoTone, [colour, second]), hasOwnColours: false);
        return end - at;
    }

    /// <summary>Whether a pattern is named by what it is made of, so that a colour before it is its own: <em>red stripes</em>.</summary>
    public static bool IsNoun(ReadOnlySpan<char> pattern)
    {
        foreach (var range in pattern.Split(' '))
            if (pattern[range] is { Length: > 3 } word && word[^1] == 's') return true;
        return false;
    }

    // "red and white", "red-white": of what comes behind, or of what was named before.
    static (Recolour Colour, int End)? SecondAt(PromptTokens text, int at, Func<int, bool> nounFollows)
    {
        var and = text.IsWord(at) ? text.Match(at, WordClass.And, out _) : 0;
        if (and == 0) return null;
        var length = text.Match(at + and, WordClass.Colour, out var sense);
        var end = at + and + length;
        if (length == 0) return null;
        // "red and orange" with a noun behind are colours; at the end of the prompt the orange is no fruit either, where nothing else is
        // named.
        var isOver = end >= text.Count || text[end].Kind is TokenKind.Stop or TokenKind.Joint;
        return isOver || nounFollows(end) || text.Is(end, WordClass.Ornament) || text.Is(end, WordClass.Tinted)
            ? (Colour(text, at + and, length, sense), text.Is(end, WordClass.Tinted) ? end + 1 : end) : null;
    }

    static Recolour Colour(PromptTokens text, int at, int length, Sense sense) =>
        sense.Recolour! with { Words = text.Typed(at, at + length) };
}
