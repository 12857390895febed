using EmojiGen.Art;

namespace EmojiGen.Prompting;

/// <summary>What made an emoji a candidate, surest first.</summary>
public enum MatchKind
{
    /// <summary>The emoji's characters stand in the text.</summary>
    Characters,
    /// <summary>The whole catalogue name.</summary>
    Name,
    /// <summary>The project's own lexicon of everyday words, countries and demonyms included.</summary>
    Synonym,
    Shortcode,
    /// <summary>Another thing, which stands for one that has no emoji: by the project's lexicon, or the nearest by kind.</summary>
    Substitute,
    /// <summary>A CLDR keyword.</summary>
    Keyword,
    /// <summary>Some words of the name or some of the keywords.</summary>
    Words,
    /// <summary>A name or synonym one typing slip away.</summary>
    Spelling,
    /// <summary>Nearness of sentence embeddings.</summary>
    Meaning,
}

/// <summary>An emoji that a phrase may mean.</summary>
/// <param name="Score">0 to 1, see <see cref="EmojiSearch"/>.</param>
/// <param name="Match">The name, synonym or keyword that was met; the phrase itself for <see cref="MatchKind.Meaning"/>.</param>
public sealed record Candidate(Emoji Emoji, double Score, MatchKind Kind, string Match);

/// <summary>How to search.</summary>
public sealed record SearchOptions
{
    public static readonly SearchOptions Default = new();

    /// <summary>Candidates returned at most, 1 or more. Default 8.</summary>
    public int Limit { get; init; } = 8;

    /// <summary>Whether the sentence encoder may be asked. Default true; without an encoder it changes nothing.</summary>
    public bool UseMeaning { get; init; } = true;

    /// <summary>From this score on, names and keywords count as certain and the encoder is not asked. 0 to 1, default 0.7.</summary>
    public double Certain { get; init; } = 0.7;
}
