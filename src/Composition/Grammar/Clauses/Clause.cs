using System.Collections.Immutable;

namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary>What joins a noun to those before it.</summary>
enum Joint
{
    None,

    /// <summary><em>and</em></summary>
    Word,

    /// <summary>A comma, a plus.</summary>
    Mark,
}

/// <summary>A relation that was said, whose object is still to come.</summary>
readonly record struct PendingRelation(Link Link, string Words);

/// <summary>Where a reader stands: whom the clause is about, and what the words just read lead to expect. Never changed, only
/// replaced.</summary>
sealed record Clause
{
    public static readonly Clause Start = new();

    /// <summary>Whom it is about, by their places among the subjects: verbs and adjectives belong to them.</summary>
    public ImmutableArray<int> Actors { get; init; } = [];

    /// <summary>Adjectives that came before anybody they could be said of.</summary>
    public NounPhrase? Homeless { get; init; }

    public PendingRelation? Pending { get; init; }

    /// <summary>The relation that was made last: <em>and</em> may go on with it.</summary>
    public Tie? Last { get; init; }

    /// <summary>What stands before the next noun.</summary>
    public Joint Joint { get; init; }

    /// <summary>After a copula: <em>the cat is</em>.</summary>
    public bool IsPredicate { get; init; }

    /// <summary>After <em>as a</em>: a trade follows.</summary>
    public bool IsRole { get; init; }

    /// <summary>After a feeling, which <em>at</em> or <em>about</em> may give an object.</summary>
    public bool IsFeelingOpen { get; init; }

    /// <summary>After something worn: <em>and</em> may go on with more.</summary>
    public bool IsDressed { get; init; }

    /// <summary>After a gift's <em>to</em>: who gets it follows.</summary>
    public bool IsGivenTo { get; init; }

    public bool HasActors => Actors.Length > 0;

    public bool IsJoined => Joint != Joint.None;

    /// <summary>Nothing that was begun is waited for any more.</summary>
    public Clause Settled => this with { Joint = Joint.None, IsPredicate = false, IsRole = false, Pending = null };

    /// <summary>It is about others from here on, who have done nothing yet.</summary>
    public Clause About(params ImmutableArray<int> actors) => this with { Actors = actors, Last = null, IsDressed = false };
}
