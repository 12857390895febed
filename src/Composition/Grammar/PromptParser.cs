using System.Collections.Concurrent;
using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar;

/// <summary>Words to a <see cref="SceneDescription"/>: tokens, noun phrases, relations; whole-phrase retrieval where a prompt has no such structure.</summary>
/// <remarks>Safe to share between threads.</remarks>
public sealed class PromptParser(EmojiSearch search)
{
    /// <summary>UTF-16 units. A prompt names a picture of a few things; more is a mistake.</summary>
    public const int LongestPrompt = 1000;

    // A guess by meaning must be this good to be shown; a weaker one is reported as not shown.
    const double LeastGuess = 0.6;

    // So must a guess at a whole sentence.
    const double LeastSentence = 0.3;

    readonly ConcurrentDictionary<string, Vocabulary> vocabularies = new(StringComparer.Ordinal);

    public EmojiSearch Search => search;

    /// <param name="language">The language of the prompt, a code of the catalogue's: <c>en</c>, <c>de</c>, <c>fi</c>.</param>
    /// <exception cref="PromptException">The prompt is empty, longer than <see cref="LongestPrompt"/>, has control characters, or nothing in it can be shown.</exception>
    /// <exception cref="ArgumentException">The catalogue does not have the language.</exception>
    public SceneDescription Parse(string prompt, string language = "en")
    {
        Check(prompt);
        var names = language == "en" ? null : search.Catalogue.Localized(language);
        var code = names is null || names.Language.StartsWith("en", StringComparison.Ordinal) ? "en" : names.Language;
        var vocabulary = vocabularies.GetOrAdd(Base(code), Vocabulary.Load);
        var text = new PromptText(prompt, search, vocabulary, code == "en" ? null : names);
        if (text.Count == 0) throw new PromptException("The prompt has no words and no emoji: describe a picture, such as 'a cat riding a skateboard'.");
        if (Whole(text) is { } whole) return whole;

        var reader = new PromptReader(text, search, (at, length) => Guess(text, at, length));
        reader.Read();
        if (IsFree(text, reader) && Sentence(text, reader) is { } sentence) return sentence;
        if (reader.Subjects.Count == 0)
            throw new PromptException($"Nothing in '{Shorten(prompt)}' is an emoji or near one: name a thing, an animal, a person or a feeling.");
        return new SceneDescription(prompt, [.. reader.Subjects.Select(ToSubject)], reader.Relations(), reader.NotShown());
    }

    static void Check(string prompt)
    {
        if (string.IsNullOrWhiteSpace(prompt)) throw new PromptException("The prompt is empty: describe a picture, such as 'a cat riding a skateboard'.");
        if (prompt.Length > LongestPrompt)
            throw new PromptException($"The prompt has {prompt.Length} characters, and {LongestPrompt} are the most that can be read: say it shorter.");
        foreach (var c in prompt)
            if (char.IsControl(c) && c is not ('\n' or '\r' or '\t')) throw new PromptException($"The prompt has the control character U+{(int)c:X4}: type it as plain text.");
    }

    // Mexico's Spanish has Spain's grammar.
    static string Base(string code) => code.Split('-')[0];

    static string Shorten(string prompt) => prompt.Length <= 60 ? prompt : prompt[..57] + "...";

    // "black cat", "flag of Finland", "person surfing", "bow and arrow": the catalogue has the whole picture.
    SceneDescription? Whole(PromptText text)
    {
        var from = 0;
        var hasArticle = false;
        while (from < text.Count - 1 && text.IsWord(from) && text.Match(from, WordClass.Article, out _) is > 0 and var article)
        {
            from += article;
            hasArticle = true;
        }
        var to = text.Count;
        while (to > from + 1 && text[to - 1].Kind == TokenKind.Stop) to--;
        if (from >= to || text.NounAt(from) is not { } noun || from + noun.Length != to || !noun.IsStrong) return null;
        // "a crying cat" is somebody who cries, like any crying animal; "crying cat" is the emoji of that name.
        if (hasArticle && noun is { Length: > 1, Found.Emoji.Subgroup: "cat-face" }) return null;
        if (noun.Length == 1 && text.Is(from, WordClass.Emotion) && !text.Prompt.Contains(noun.Found.Emoji.Name, StringComparison.OrdinalIgnoreCase) && !hasArticle && noun.Found.Kind != MatchKind.Characters) return null;
        var words = text.Typed(from, to);
        var subject = new Subject(new Found(noun.Found.Emoji, words, noun.Found.Score)) { Count = noun.IsPlural ? 2 : 1 };
        return new SceneDescription(text.Prompt, [subject], [], []);
    }

    /// <summary>What an unknown noun may mean, by spelling or meaning.</summary>
    Candidate? Guess(PromptText text, int at, int length) =>
        search.Search(text.Typed(at, at + length)) is [var best, ..] && best.Score >= LeastGuess ? best : null;

    // No relation and half of the words unknown: a sentence about something, not a picture's description.
    static bool IsFree(PromptText text, PromptReader reader)
    {
        if (reader.Subjects.Count == 0) return true;
        var (content, understood) = reader.Coverage;
        return !reader.HasRelations && understood < content && reader.Subjects.All(s => !s.HasAttributes && s.Role is null);
    }

    SceneDescription? Sentence(PromptText text, PromptReader reader)
    {
        var found = search.Search(text.Prompt);
        if (found.IsEmpty) return null;
        var best = found[0];
        var read = reader.Subjects.Count > 0 ? reader.Subjects.Max(s => s.Head!.Value.Score) * reader.Coverage.Understood / Math.Max(1, reader.Coverage.Content) : 0;
        if (best.Score < Math.Max(read, LeastSentence)) return null;
        // A thing that is named outright is not outdone by other things that share the word.
        if (best.Kind == MatchKind.Words && reader.Subjects.Any(s => s.Head!.Value.Score >= Noun.Strong)) return null;
        return new SceneDescription(text.Prompt, [new Subject(new Found(best.Emoji, text.Prompt.Trim(), best.Score))], [], []);
    }

    static Subject ToSubject(NounPhrase phrase) => new(new Found(phrase.Emoji, phrase.HeadWords, phrase.Head!.Value.Score))
    {
        Count = Math.Clamp(phrase.Count ?? (phrase.IsPlural ? 2 : 1), 1, Subject.MaxCount),
        Size = phrase.Size,
        Colour = phrase.Colour,
        Expression = phrase.Expression,
        Role = phrase.Role,
        Flag = phrase.Flag,
        UpsideDown = phrase.UpsideDown,
        Ghostly = phrase.Ghostly,
        Silhouette = phrase.Silhouette,
        Winged = phrase.Winged,
    };
}
