namespace EmojiGen.Composition.Grammar.Clauses;

/// <summary>A relation as read; later words may still turn it round, or say who gets the gift.</summary>
sealed class Tie(Link link, int subject, int @object, string words)
{
    public Link Link { get; set; } = link;

    /// <summary>By their places among the subjects, as <see cref="Object"/> and <see cref="Recipient"/>.</summary>
    public int Subject { get; set; } = subject;

    public int Object { get; set; } = @object;

    /// <summary>Of what is given.</summary>
    public int? Recipient { get; set; }

    public string Words { get; } = words;

    public Relation ToRelation() => Link switch
    {
        Link.Over => new Relation(RelationKind.Under, Object, Subject, Words),
        Link.Before => new Relation(RelationKind.Behind, Object, Subject, Words),
        _ => new Relation((RelationKind)Link, Subject, Object, Words, Recipient),
    };
}
