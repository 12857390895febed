namespace EmojiGen.Prompting;

/// <summary>English inflection, both ways the parser needs it: a noun's singular, a verb's -ing form.</summary>
/// <remarks>Regular endings by rule, the rest from <c>Lexicon/irregular.tsv</c>. A rule may name several bases (<c>riding</c>: <c>rid</c>,
/// <c>ride</c>); which one is a word, the caller's vocabulary decides.</remarks>
public sealed class EnglishForms
{
    // An irregular form's value is its base's place among the lemmas.
    readonly PhraseTable irregular = new(256);
    readonly List<string> lemmas = new(160);

    public EnglishForms()
    {
        ReadOnlySpan<char> file = LexiconFile.Read(typeof(EnglishForms).Assembly, "irregular.tsv");
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var forms = LexiconFile.Cut(ref cells, "\t");
            while (!forms.IsEmpty) irregular.Add(LexiconFile.Cut(ref forms, ", "), lemmas.Count, out _);
            lemmas.Add(cells.ToString());
        }
    }

    string? Irregular(ReadOnlySpan<char> word) => irregular.Find(word) is >= 0 and var place ? lemmas[irregular[place]] : null;

    /// <summary>The singular of a plural noun, or null where the word does not look like a plural.</summary>
    public string? Singular(ReadOnlySpan<char> word)
    {
        if (Irregular(word) is { } lemma) return lemma;
        if (word.Length < 3 || word[^1] != 's' || word.EndsWith("ss") || word.EndsWith("us") || word.EndsWith("is")) return null;
        if (word.EndsWith("ies") && word.Length > 4) return string.Concat(word[..^3], "y");
        if (EndsInSibilant(word)) return word[..^2].ToString();
        return word[..^1].ToString();
    }

    // glasses, foxes, benches, dishes, waltzes, octopuses; but horses and houses stand among the irregular ones.
    static bool EndsInSibilant(ReadOnlySpan<char> word) =>
        word.EndsWith("sses") || word.EndsWith("xes") || word.EndsWith("ches") || word.EndsWith("shes") || word.EndsWith("zes")
            || word.EndsWith("oes") || word.EndsWith("uses");

    /// <summary>Whether a word, or the last of several, ends as an -ing form does.</summary>
    public static bool IsGerund(ReadOnlySpan<char> words) => words.EndsWith("ing", StringComparison.OrdinalIgnoreCase);

    /// <summary>The -ing forms that a verb's form may have, likeliest first: <c>rides</c>, <c>ride</c>, <c>rode</c> give
    /// <c>riding</c>.</summary>
    public IEnumerable<string> Gerunds(string word)
    {
        foreach (var lemma in Bases(word))
        {
            if (lemma.Length < 2) continue;
            if (lemma.EndsWith("ie", StringComparison.Ordinal)) yield return lemma[..^2] + "ying";
            else if (lemma[^1] == 'e' && lemma[^2] != 'e') yield return lemma[..^1] + "ing";
            else
            {
                if (DoublesItsEnd(lemma)) yield return lemma + lemma[^1] + "ing";
                yield return lemma + "ing";
            }
        }
    }

    /// <summary>The verbs that a word ending in -ing, -ed or -s may be a form of: <c>curled</c> gives <c>curle</c> and
    /// <c>curl</c>.</summary>
    public IEnumerable<string> Lemmas(string word)
    {
        if (!word.EndsWith("ing", StringComparison.Ordinal)) return Bases(word).Where(it => it != word);
        var stem = word[..^"ing".Length];
        if (stem.Length < 2 || !stem.AsSpan().ContainsAny("aeiouy")) return [];
        return stem[^1] == stem[^2] ? [stem[..^1], stem] : [stem, stem + "e"];
    }

    IEnumerable<string> Bases(string word)
    {
        if (Irregular(word) is { } lemma) yield return lemma;
        if (word.EndsWith("ing", StringComparison.Ordinal)) yield break;
        yield return word;
        if (word.Length > 3 && word[^1] == 's' && word[^2] != 's')
        {
            if (word.EndsWith("ies", StringComparison.Ordinal)) yield return word[..^3] + "y";
            else
            {
                if (word.EndsWith("es", StringComparison.Ordinal)) yield return word[..^2];
                yield return word[..^1];
            }
        }
        else if (word.Length > 4 && word.EndsWith("ed", StringComparison.Ordinal))
        {
            if (word.EndsWith("ied", StringComparison.Ordinal)) yield return word[..^3] + "y";
            yield return word[..^2];
            yield return word[..^1];
            if (word[^3] == word[^4]) yield return word[..^3];
        }
    }

    static bool DoublesItsEnd(string lemma) =>
        lemma.Length >= 3 && !IsVowel(lemma[^1]) && lemma[^1] is not ('w' or 'x' or 'y') && IsVowel(lemma[^2]) && !IsVowel(lemma[^3]);

    static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u';
}
