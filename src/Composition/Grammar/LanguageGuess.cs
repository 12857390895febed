using EmojiGen.Art;
using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar;

/// <summary>Tells the language of a prompt by the languages that know its words: by emoji that have them, and by the word lists of the
/// grammar.</summary>
sealed class LanguageGuess(EmojiSearch search, Func<string, Vocabulary> vocabularies)
{
    const string English = "en";

    /// <summary>Letters; shorter words mean something in too many languages.</summary>
    const int ShortestWord = 3;

    /// <returns>A code of the catalogue's; null: English, or several languages are as likely, or none is.</returns>
    public string? Of(string prompt)
    {
        string[] words = [.. prompt.Split([' ', ',', '.', '!', '?', ';', ':', '"', '(', ')'], StringSplitOptions.RemoveEmptyEntries)
            .Where(it => it.Length >= ShortestWord && it.All(char.IsLetter))];
        var english = words.Count(IsEnglish);
        if (english == words.Length) return null;
        var known = search.Catalogue.Languages.Where(it => BaseOf(it) != English)
            .Select(it => (Language: it, Words: KnownIn(it, words)))
            .Where(it => it.Words > english)
            .ToList();
        if (known.Count == 0) return null;
        // A language and its regional forms are one, and the language itself is meant.
        var most = known.Max(it => it.Words);
        var best = known.Where(it => it.Words == most).GroupBy(it => BaseOf(it.Language)).ToList();
        return best.Count == 1 ? best[0].MinBy(it => it.Language.Length).Language : null;
    }

    /// <summary>How many words a language knows; 0 where it has an emoji of none.</summary>
    int KnownIn(string language, string[] words)
    {
        var names = search.Catalogue.Localized(language);
        if (!words.Any(it => !names.Find(it).IsEmpty)) return 0;
        var vocabulary = vocabularies(BaseOf(language));
        return words.Count(it => !names.Find(it).IsEmpty || vocabulary.Knows(TermKey.Of(it)));
    }

    bool IsEnglish(string word)
    {
        var key = TermKey.Of(word);
        return search.Best(key) is not null || vocabularies(English).Knows(key) || EnglishForms.IsGerund(key);
    }

    static string BaseOf(string code) => code.Split('-')[0];
}
