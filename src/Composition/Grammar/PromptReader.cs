using EmojiGen.Composition.Grammar.Clauses;
using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar;

/// <summary>Reads a prompt from left to right: noun phrases become subjects, what stands between them relations, adjectives behind a noun
/// its attributes.</summary>
/// <remarks>
/// Verbs belong to the subject of their clause (<em>a tiger wearing a crown riding a motorcycle</em>), also after the objects of others;
/// <em>and</em> opens a new clause
/// where a verb follows its noun, continues the objects where none does. What the words before lead to expect is the reading's <see
/// cref="Clause"/>.
/// </remarks>
static class PromptReader
{
    /// <summary>Takes the words that are its own, and says which token follows them; null where they are another's.</summary>
    delegate int? ClauseReader(PromptReading reading, WordsAt words);

    /// <summary>Each may leave words to those behind it; the last one takes what is left.</summary>
    static readonly ClauseReader[] readers =
    [
        Pauses.Read,
        Denials.Read,
        Negations.Read,
        Looking.Read,
        Donning.Read,
        Recipients.Read,
        Conjunctions.Read,
        RoleWords.Read,
        BodyParts.Read,
        Mutuals.Read,
        Posing.Read,
        Verbs.Read,
        Activities.Read,
        Copulas.Read,
        FeelingObjects.Read,
        Contents.Read,
        Feelings.Read,
        FunctionWords.Read,
        Phrases.Read,
    ];

    /// <param name="guess">What the unknown word at a token, of so many tokens, may mean.</param>
    public static PromptReading Read(PromptTokens text, EmojiSearch search, Func<int, int, Candidate?> guess)
    {
        var reading = new PromptReading(text, search, new NounPhraseReader(text, search, guess));
        for (var at = 0; at < text.Count;) at = Math.Max(at + 1, ReadAt(reading, WordsAt.Of(reading, at)));
        Finish(reading);
        return reading;
    }

    static int ReadAt(PromptReading reading, WordsAt words)
    {
        foreach (var read in readers)
        {
            if (read(reading, words) is { } end) return end;
        }
        return words.At + 1;
    }

    static void Finish(PromptReading reading)
    {
        // Feelings with nobody to have them: "I am so tired" is the tired face.
        if (reading.Subjects.Count == 0 && reading.Clause.Homeless is { } homeless && (homeless.Expression ?? homeless.Flag) is { } said)
        {
            homeless.Head = new Candidate(said.Emoji, said.Score, MatchKind.Synonym, said.Words);
            homeless.HeadWords = said.Words;
            if (homeless.Expression == said) homeless.Expression = null;
            else homeless.Flag = null;
            reading.Add(homeless);
        }
        // A verb whose object nothing shows: "a lemon squeezing itself".
        if (reading.Clause.Pending is { Words: var verb } && EnglishForms.IsGerund(verb.Split(' ')[0])) reading.Unmet.Add(verb);
        Denials.Settle(reading);
        // A gift that nobody gets is in its giver's hands.
        foreach (var gift in reading.Ties.Where(tie => tie is { Link: Link.Giving, Recipient: null })) gift.Link = Link.Holding;
    }
}
