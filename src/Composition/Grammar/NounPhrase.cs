using EmojiGen.Art;
using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar;

/// <summary>A noun with what is said of it, as it is read; becomes a <see cref="Subject"/> when the prompt is done.</summary>
sealed class NounPhrase
{
    /// <summary>Tokens, from and to before.</summary>
    public int Start, End;

    public Candidate? Head;
    public string HeadWords = "";
    public bool IsPlural, IsPair, HasArticle;
    public Link? Case;
    public int? Count;
    public SizeWord Size = SizeWord.Normal;
    public Recolour? Colour;
    public Found? Expression, Hat, Role, Flag;
    public bool UpsideDown, Ghostly, Silhouette, Winged;
    public Looks Looks = Looks.None;

    /// <summary>Clothes or features that stand for a person or a face, or a hat that only a face wears: "a chef hat", "heart eyes", "a party hat".</summary>
    public (WordClass Class, Emoji Emoji, string Words)? Attire;

    /// <summary>A second noun that stood right before the head and is shown with it.</summary>
    public (NounPhrase Other, RelationKind Kind)? Companion;

    /// <summary>What is worn that is no emoji.</summary>
    public readonly List<WornThing> Worn = [];

    /// <summary>Tokens of words that nothing knows.</summary>
    public readonly List<int> Unknown = [];

    public bool HasHead => Head is not null;

    public bool HasAttributes =>
        Size != SizeWord.Normal || Colour is not null || Expression is not null || Flag is not null || UpsideDown || Ghostly || Silhouette
            || Winged || Looks != Looks.None || Worn.Count > 0;

    public Emoji Emoji => Head!.Emoji;

    /// <summary>Its head was typed as an emoji.</summary>
    public bool IsTyped => Head is { Kind: MatchKind.Characters };

    /// <summary>The head, to be said of another noun.</summary>
    public Found AsFound() => new(Emoji, HeadWords, Head!.Score);

    /// <summary>Takes over what an adjective said, without undoing what was said before.</summary>
    public void Absorb(NounPhrase adjectives)
    {
        if (Size == SizeWord.Normal) Size = adjectives.Size;
        Colour ??= adjectives.Colour;
        Expression ??= adjectives.Expression;
        Flag ??= adjectives.Flag;
        UpsideDown |= adjectives.UpsideDown;
        Ghostly |= adjectives.Ghostly;
        Silhouette |= adjectives.Silhouette;
        Winged |= adjectives.Winged;
        Looks = Looks.With(adjectives.Looks);
        Worn.AddRange(adjectives.Worn);
        Unknown.AddRange(adjectives.Unknown);
    }
}
