using System.Collections.Concurrent;
using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Composition.Grammar.Clauses;
using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar;

/// <summary>Words to a <see cref="SceneDescription"/>: tokens, noun phrases, relations; whole-phrase retrieval where a prompt has no such
/// structure.</summary>
/// <remarks>Safe to share between threads.</remarks>
public sealed class PromptParser(EmojiSearch search)
{
    /// <summary>UTF-16 units. A prompt names a picture of a few things; more is a mistake.</summary>
    public const int LongestPrompt = 1000;

    // A guess by meaning must be this good to be shown; a weaker one is reported as not shown.
    const double LeastGuess = 0.63;

    // So must a guess at a whole sentence.
    const double LeastSentence = 0.35;

    // Added to the score of what a word of a sentence names.
    const double NamedBonus = 0.15;

    // A noun that is only a keyword of its emoji is worth this share of one that is its name.
    const double KeywordTrust = 0.7;

    // The second best of a sentence is shown too from this share of the best's score on.
    const double Runner = 0.88;

    readonly ConcurrentDictionary<string, Vocabulary> vocabularies = new(StringComparer.Ordinal);

    public EmojiSearch Search => search;

    /// <param name="language">The language of the prompt, a code of the catalogue's: <c>en</c>, <c>de</c>, <c>fi</c>.</param>
    /// <exception cref="PromptException">The prompt is empty, longer than <see cref="LongestPrompt"/>, has control characters, or nothing
    /// in it can be shown.</exception>
    /// <exception cref="ArgumentException">The catalogue does not have the language.</exception>
    /// <param name="own">What the style calls its own drawings, by <see cref="TermKey"/>; null: none.</param>
    public SceneDescription Parse(string prompt, string language = "en", IReadOnlyDictionary<string, Emoji>? own = null)
    {
        Check(prompt);
        var plain = QualityWords.Without(PromptNormalization.Of(prompt, search.Catalogue), out var ignored);
        var lettering = InscriptionReader.Take(plain, out var rest);
        var scene = lettering is not null && string.IsNullOrWhiteSpace(rest) ? InscriptionReader.Alone(plain, lettering, search.Catalogue)
            : Read(rest, language, own ?? ImmutableDictionary<string, Emoji>.Empty, isInscribed: lettering is not null);
        if (lettering is not null) scene = InscriptionReader.On(scene, lettering, search.Catalogue);
        return scene with { Prompt = prompt, Ignored = [.. ignored] };
    }

    /// <summary>The language that a prompt is in, where it is not English and one language alone knows most of its words.</summary>
    /// <returns>A code of the catalogue's; null: English, or nobody can tell.</returns>
    public string? LanguageOf(string prompt) => new LanguageGuess(search, it => vocabularies.GetOrAdd(it, Vocabulary.Load)).Of(prompt);

    /// <param name="isInscribed">Whether letters are to be read on something of it, so that it cannot mean something as a whole.</param>
    SceneDescription Read(string prompt, string language, IReadOnlyDictionary<string, Emoji> own, bool isInscribed)
    {
        var names = language == "en" ? null : search.Catalogue.Localized(language);
        var code = names is null || names.Language.StartsWith("en", StringComparison.Ordinal) ? "en" : names.Language;
        var vocabulary = vocabularies.GetOrAdd(Base(code), Vocabulary.Load);
        if (!isInscribed && RelativeClauses.Of(prompt, Base(code)) is { } clause && TryRead(clause.Actor, language, own) is { Subjects: [_, ..] } actor
            && TryRead(clause.Object, language, own) is { Subjects: [_, ..] } thing) return RelativeClauses.Join(prompt, clause, actor, thing);
        var text = new PromptTokens(prompt, search, vocabulary, code == "en" ? null : names, own);
        if (text.Count == 0)
            throw new PromptException("The prompt has no words and no emoji: describe a picture, such as 'a cat riding a skateboard'.");
        if ((Whole(text) ?? Saying(text)) is { } whole) return Doubts.Tell(whole, text, search);
        if (!isInscribed && InscriptionReader.IsAcronym(prompt))
            return InscriptionReader.Alone(prompt, new Inscription(prompt.Trim(), prompt.Trim(), ""), search.Catalogue);

        var reading = PromptReader.Read(text, search, (at, length) => Guess(text, at, length));
        if (!isInscribed && IsFree(reading) && Sentence(text, reading) is { } sentence) return Doubts.Tell(sentence, text, search);
        if (reading.Subjects.Count == 0 && !isInscribed)
            throw new PromptException(
                $"Nothing in '{Shorten(prompt)}' is an emoji or near one: name a thing, an animal, a person or a feeling.");
        var scene = new SceneDescription(prompt, [.. reading.Subjects.Select(it => ToSubject(it, text))], reading.Relations,
            [.. reading.NotShown, .. reading.Unmet, .. reading.Subjects.SelectMany(static it => it.Unmet)]);
        return Doubts.Tell(FishBowls.Settle(Couples.Settle(Containment.Settle(scene), search.Catalogue)), text, search);
    }

    SceneDescription? TryRead(string part, string language, IReadOnlyDictionary<string, Emoji> own)
    {
        try
        {
            return Read(part, language, own, isInscribed: false);
        }
        catch (PromptException)
        {
            return null;
        }
    }

    static void Check(string prompt)
    {
        if (string.IsNullOrWhiteSpace(prompt))
            throw new PromptException("The prompt is empty: describe a picture, such as 'a cat riding a skateboard'.");
        if (prompt.Length > LongestPrompt)
            throw new PromptException(
                $"The prompt has {prompt.Length} characters, and {LongestPrompt} are the most that can be read: say it shorter.");
        foreach (var c in prompt)
            if (char.IsControl(c) && c is not ('\n' or '\r' or '\t'))
                throw new PromptException($"The prompt has the control character U+{(int)c:X4}: type it as plain text.");
    }

    // Mexico's Spanish has Spain's grammar.
    static string Base(string code) => code.Split('-')[0];

    static string Shorten(string prompt) => prompt.Length <= 60 ? prompt : prompt[..57] + "...";

    // "black cat", "flag of Finland", "person surfing", "bow and arrow": the catalogue has the whole picture.
    SceneDescription? Whole(PromptTokens text)
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
        if (noun.Length == 1 && text.Is(from, WordClass.Emotion)
            && !text.Prompt.Contains(noun.Found.Emoji.Name, StringComparison.OrdinalIgnoreCase) && !hasArticle && noun.Found.Kind != MatchKind.Characters) return null;
        var words = text.Typed(from, to);
        var isLook = text.Match(from, WordClass.Look, out var look) == noun.Length;
        var subject = new Subject(new Found(noun.Found.Emoji, words, noun.Found.Score) { Kind = noun.Found.Kind })
        {
            Count = noun.IsPlural ? 2 : 1,
            Worn = Personas.Worn(words, search.Catalogue),
            Colour = isLook ? look.Recolour! with { Words = words } : null,
            SkinTone = text.ToneOf(from, to)
        };
        return new SceneDescription(text.Prompt, [subject], [], []);
    }

    // "get well soon", "when pigs fly": what is meant is not what the words would show.
    SceneDescription? Saying(PromptTokens text)
    {
        var to = text.Count;
        while (to > 1 && text[to - 1].Kind == TokenKind.Stop) to--;
        if (to < 2) return null;
        var from = text.Is(0, WordClass.Article) ? 1 : 0;
        if ((search.Saying(text.Key(0, to)) ?? (from > 0 ? search.Saying(text.Key(from, to - from)) : null)) is not { } meant) return null;
        return new SceneDescription(text.Prompt, [new Subject(new Found(meant.Emoji, text.Typed(0, to), meant.Score))], [], []);
    }

    /// <summary>What an unknown noun may mean, by spelling or meaning.</summary>
    Candidate? Guess(PromptTokens text, int at, int length)
    {
        // What ends as a verb does and has no emoji is something that is done: the nearest thing would be nonsense.
        if (text.IsEnglish && search.Kinds.IsVerb(text[at].Key)) return null;
        return search.Search(text.Typed(at, at + length)) is [var best, ..] && best.Score >= LeastGuess ? best : null;
    }

    // Neither relations nor attributes, and words that are not understood or only by keyword, or things side by side of which none is alive
    // ("heat wave"):
    // that may mean something else than its words name, and the whole phrase is asked for.
    static bool IsFree(PromptReading reading)
    {
        if (reading.Subjects.Count == 0) return true;
        if (reading.HasRelations || reading.Subjects.Any(s => s.HasAttributes || s.Role is not null || s.Denied.Count > 0)) return false;
        var (content, understood) = reading.Coverage;
        var isSure = reading.Subjects.All(s => s.Head!.Kind < MatchKind.Keyword);
        if (understood == content && isSure)
            return reading.IsCompound && !reading.Subjects.Any(s => EmojiTraits.IsAnimate(s.Emoji) || s.Head!.Kind == MatchKind.Characters);
        return !(isSure && reading.Subjects is [{ HasArticle: true }]);
    }

    sealed record Ranked(Candidate Candidate, double Score);

    SceneDescription? Sentence(PromptTokens text, PromptReading reading)
    {
        var found = search.Search(text.Prompt, new SearchOptions { Certain = 0.95 });
        if (found.IsEmpty) return null;
        // What a word of the prompt names outright has that for it.
        var ranked = found.Select(c => new Ranked(c, c.Score + (Names(reading, c.Emoji) ? NamedBonus : 0))).OrderByDescending(c => c.Score)
            .ToArray();
        var (best, score) = ranked[0];
        if (Names(reading, best.Emoji) || score < LeastSentence) return null;
        var (content, understood) = reading.Coverage;
        var read = reading.Subjects.Count == 0 ? 0
            : reading.Subjects.Max(s => s.Head!.Score * (s.Head.Kind >= MatchKind.Keyword ? KeywordTrust : 1)) * understood / Math.Max(1,
                content);
        if (reading.IsCompound && search.HasMeaning) read = 0;
        if (score < read || (best.Kind == MatchKind.Words && reading.Subjects.Any(s => s.Head!.Score >= Noun.Strong))) return null;
        var subjects = ImmutableArray.Create(ToSubject(best, text));
        // A phrase that two say about equally well is told by both.
        if (content >= 2 && best.Kind == MatchKind.Meaning && ranked.Length > 1 && ranked[1].Score >= Runner * score
            && ranked[1].Candidate.Emoji.Subgroup != best.Emoji.Subgroup)
            return new SceneDescription(text.Prompt, subjects.Add(ToSubject(ranked[1].Candidate, text)),
                [new Relation(RelationKind.And, 0, 1, "")], []);
        return new SceneDescription(text.Prompt, subjects, [], []);
    }

    static bool Names(PromptReading reading, Emoji emoji) =>
        reading.Subjects.Any(s => s.Emoji == emoji && s.Head!.Kind < MatchKind.Keyword);

    static Subject ToSubject(Candidate candidate, PromptTokens text) =>
        new(new Found(candidate.Emoji, text.Prompt.Trim(), Math.Min(1, candidate.Score)) { Kind = candidate.Kind });

    static Subject ToSubject(NounPhrase phrase, PromptTokens text) => new(phrase.AsFound())
    {
        Count = Math.Clamp(phrase.Count ?? (phrase.IsPlural ? 2 : 1), 1, Subject.MaxCount),
        CountWords = phrase.CountWords,
        IsStack = phrase.IsStack,
        Mutual = phrase.Mutual,
        Size = phrase.Size,
        SkinTone = text.ToneOf(phrase.Start, phrase.End),
        Looks = phrase.Looks,
        Posture = phrase.Posture,
        Worn = [.. phrase.Worn],
        Colour = phrase.Colour ?? (phrase.Ornament is null ? phrase.Look : null),
        Expression = phrase.Expression,
        Hat = phrase.Hat,
        Role = phrase.Role,
        Flag = phrase.Flag,
        UpsideDown = phrase.UpsideDown,
        Ghostly = phrase.Ghostly,
        Silhouette = phrase.Silhouette,
        Winged = phrase.Winged,
        Ornament = phrase.Ornament,
        Material = phrase.Material,
        EyeColour = phrase.EyeColour,
        Denied = [.. phrase.Denied],
    };
}
