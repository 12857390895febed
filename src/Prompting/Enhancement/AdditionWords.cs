namespace EmojiGen.Prompting.Enhancement;

/// <summary>The words of a prompt or an addition, in lower case and the singular, so that they can be compared.</summary>
static class AdditionWords
{
    static readonly Lazy<EnglishForms> forms = new(() => new EnglishForms());

    public static IReadOnlyList<string> Of(string text)
    {
        var words = new List<string>();
        foreach (var range in text.AsSpan().SplitAny(' ', '-', ',', '.', ';', ':', '!', '?', '(', ')', '"', '/', '\t', '\n', '\r'))
        {
            var word = text[range].Trim('\'', '’').ToLowerInvariant().Replace('’', '\'');
            if (word.Length > 0) words.Add(Base(word));
        }
        return words;
    }

    /// <summary>Each two words that follow one another.</summary>
    public static IEnumerable<string> Pairs(IReadOnlyList<string> words)
    {
        for (var i = 1; i < words.Count; i++) yield return $"{words[i - 1]} {words[i]}";
    }

    static string Base(string word)
    {
        if (word.EndsWith("'s", StringComparison.Ordinal)) word = word[..^2];
        return forms.Value.Singular(word) ?? word;
    }
}
