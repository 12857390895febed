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
    public bool IsPlural, IsPair, IsStack, HasArticle;
    public Link? Case;
    public int? Count;
    public SizeWord Size = SizeWord.Normal;
    public Recolour? Colour;
    public Found? Expression, Hat, Role, Flag;
    public bool UpsideDown, Ghostly, Silhouette, Winged;
    public Looks Looks = Looks.None;
    public Posture? Posture;
    public Ornament? Ornament;

    /// <summary>Of a number that is larger than what is drawn.</summary>
    public string? CountWords;
    public Mutual? Mutual;

    /// <summary>Whether the number is a guess at how many are meant (<em>a stack of</em>), which an exact one corrects.</summary>
    public bool IsCountVague;

    public Material? Material;
    public Recolour? EyeColour;

    /// <summary>The colour that its kind has, where another kind's emoji stands for it.</summary>
    public Recolour? Look;

    /// <summary>What it has not, or is not.</summary>
    public readonly List<Denial> Denied = [];

    /// <summary>Words that were understood and found no place: a second feeling, a third colour.</summary>
    public readonly List<string> Unmet = [];

    /// <summary>Clothes or features that stand for a person or a face, or a hat that only a face wears: "a chef hat", "heart eyes", "a
    /// party hat".</summary>
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
            || Winged || Ornament is not null || Material is not null || EyeColour is not null || Looks != Looks.None || Worn.Count > 0 || Posture is not null;

    public Emoji Emoji => Head!.Emoji;

    /// <summary>Its head was typed as an emoji.</summary>
    public bool IsTyped => Head is { Kind: MatchKind.Characters };

    /// <summary>The head, to be said of another noun.</summary>
    public Found AsFound() => new(Emoji, HeadWords, Head!.Score) { Kind = Head.Kind };

    /// <summary>Gives it a feeling; one of two at a time is seen.</summary>
    public void Feel(Found feeling)
    {
        if (Expression is null) Expression = feeling;
        else if (Expression.Emoji != feeling.Emoji) Unmet.Add(feeling.Words);
    }

    /// <summary>Gives it a posture; a body has one at a time.</summary>
    public void Strike(Posture posture)
    {
        if (Posture is null) Posture = posture;
        else if (Posture.Kind != posture.Kind) Unmet.Add(posture.Words);
    }

    /// <summary>Gives it a colour; a second one without a pattern finds no place.</summary>
    public void Paint(Recolour colour)
    {
        if (Colour is null) Colour = colour;
        else if (Colour.Words != colour.Words) Unmet.Add(colour.Words);
    }

    /// <summary>Gives it a pattern.</summary>
    /// <param name="hasOwnColours">Whether the colours named before are the pattern's: <em>red stripes</em>, but not <em>a red striped
    /// cat</em>.</param>
    public void Adorn(Ornament ornament, bool hasOwnColours)
    {
        if (Ornament is { Kind: OrnamentKind.TwoTone } both) ornament = ornament with { Colours = both.Colours };
        else if (Ornament is { Colours.IsEmpty: true } plain && ornament.Kind == OrnamentKind.TwoTone)
        {
            // "a striped orange and purple balloon"
            Ornament = plain with { Colours = ornament.Colours, Words = $"{plain.Words} {ornament.Words}" };
            return;
        }
        else if (Ornament is not null)
        {
            Unmet.Add(ornament.Words);
            return;
        }
        if (hasOwnColours && ornament.Colours.IsEmpty && Colour is { } colour)
            (ornament, Colour) = (ornament with { Colours = [colour] }, null);
        Ornament = ornament;
    }

    /// <summary>Takes over what an adjective said, without undoing what was said before.</summary>
    public void Absorb(NounPhrase adjectives)
    {
        if (Size == SizeWord.Normal) Size = adjectives.Size;
        if (adjectives.Colour is { } colour) Paint(colour);
        if (adjectives.Expression is { } feeling) Feel(feeling);
        if (adjectives.Posture is { } posture) Strike(posture);
        Flag ??= adjectives.Flag;
        UpsideDown |= adjectives.UpsideDown;
        Ghostly |= adjectives.Ghostly;
        Silhouette |= adjectives.Silhouette;
        Winged |= adjectives.Winged;
        Looks = Looks.With(adjectives.Looks);
        Worn.AddRange(adjectives.Worn);
        if (adjectives.Ornament is { } ornament) Adorn(ornament, hasOwnColours: false);
        Material ??= adjectives.Material;
        EyeColour ??= adjectives.EyeColour;
        Denied.AddRange(adjectives.Denied);
        Unmet.AddRange(adjectives.Unmet);
        Unknown.AddRange(adjectives.Unknown);
    }
}
