using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar;

/// <summary>Brings mistyped words to the nearest that the lexicon or the grammar has: <em>a girafe weering sunglases</em>.</summary>
static class Misspellings
{
    /// <param name="tokens">Mended in place; what was typed stays where the prompt is asked for.</param>
    /// <returns>What was typed and what it was read as.</returns>
    public static IReadOnlyList<Substitute> Mend(List<Token> tokens, string prompt, EmojiSearch search, Vocabulary vocabulary)
    {
        List<Substitute>? mended = null;
        for (var at = 0; at < tokens.Count; at++)
        {
            var token = tokens[at];
            if (!token.IsWord || !MayBeMistyped(token, prompt) || IsKnown(token.Key, search, vocabulary)) continue;
            if (Nearest(token.Key, search, vocabulary) is not { } meant) continue;
            tokens[at] = token with { Key = meant };
            (mended ??= []).Add(new(prompt.Substring(token.Start, token.Length), meant));
        }
        return mended ?? (IReadOnlyList<Substitute>)[];
    }

    // Names and acronyms are written with capitals and mean what they say.
    static bool MayBeMistyped(Token token, string prompt)
    {
        if (token.Length < Spelling.ShortestWord) return false;
        for (var i = token.Start; i < token.End; i++)
            if (!char.IsAsciiLetterLower(prompt[i]) && (i > 0 || !char.IsAsciiLetterUpper(prompt[i]))) return false;
        return true;
    }

    /// <remarks>From what costs least to ask to what costs most.</remarks>
    static bool IsKnown(string word, EmojiSearch search, Vocabulary vocabulary)
    {
        if (search.Terms.Has(word) || vocabulary.HasAny(word) || !search.Catalogue.English.Find(word).IsEmpty) return true;
        if (search.Forms.Singular(word) is { } singular
            && (search.Terms.Has(singular) || !search.Catalogue.English.Find(singular).IsEmpty)) return true;
        if (search.Terms.Flag(word, out _) is not null || search.Forms.Gerunds(word).Any(vocabulary.HasAny)) return true;
        if (LooksWords.IsInPhrase(word) || WornWords.IsInPhrase(word)) return true;
        return vocabulary.IsInPhrase(word) || search.Terms.IsInTerm(word) || search.Kinds.Knows(word) || search.IsWord(word);
    }

    /// <remarks>Of equally near ones the grammar's, which are fewer and more often meant.</remarks>
    static string? Nearest(string word, EmojiSearch search, Vocabulary vocabulary)
    {
        var (grammar, term) = (vocabulary.Nearest(word), search.Terms.Nearest(word));
        return grammar is null || term?.Distance < grammar.Value.Distance ? term?.Word : grammar.Value.Word;
    }
}
