using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Composition.Grammar;
using EmojiGen.Svg;

namespace EmojiGen.Composition;

/// <summary>A composed picture, what it is made of, and what of the prompt it does not show.</summary>
/// <param name="Document">View box 0 0 128 128, transparent ground.</param>
/// <param name="NotShown">Words as typed.</param>
public sealed record Scene(SvgDocument Document, ImmutableArray<Part> Parts, ImmutableArray<string> NotShown)
{
    /// <summary>Words that something else of the same kind stands for.</summary>
    public ImmutableArray<Substitute> Substituted { get; init; } = [];

    /// <summary>Words of which nothing says what they mean, with what they were taken for.</summary>
    public ImmutableArray<Substitute> Guessed { get; init; } = [];

    /// <summary>Whether all that the prompt says is seen as it says it.</summary>
    public bool ShowsAll => NotShown.IsEmpty && Substituted.IsEmpty && Guessed.IsEmpty;

    /// <summary>The sets the parts came from, each once, in order of first use: their licences travel with the picture.</summary>
    public ImmutableArray<ArtSet> Sets => [.. Parts.Select(part => part.Set).Distinct()];

    /// <summary>Which pieces of the document's tree, by reference, draw which part: from the lowest to the uppermost.</summary>
    internal ImmutableArray<PartDrawing> Drawings { get; init; } = [];
}

/// <param name="Drawing">What shows the part, by reference a piece of the document's tree.</param>
sealed record PartDrawing(Part Part, Node Drawing);

/// <summary>One emoji in a scene.</summary>
/// <param name="Role">What it is there: <c>subject</c>, <c>object</c>, <c>expression</c>, <c>hat</c>, <c>role</c>, <c>flag</c>,
/// <c>wings</c>, <c>companion</c>, <c>background</c>.</param>
/// <param name="Match">The words of the prompt that it came from.</param>
/// <param name="Score">How sure retrieval was, 0 to 1.</param>
/// <param name="Set">The art it is drawn from: the style's own, or its fallback's.</param>
public sealed record Part(Emoji Emoji, string Role, string Match, double Score, ArtSet Set)
{
    static readonly SortedDictionary<string, string> none = [];

    public string Name => Emoji.Name;

    /// <summary>How it is drawn, where the prompt asked for it: <c>skinTone</c>, <c>hair</c>, <c>colour</c>, <c>text</c> ... with the
    /// value that is seen. The names stand in docs/compose.md.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = none;
}

/// <summary>How to compose.</summary>
public sealed record ComposeOptions
{
    /// <summary>A style's key. Default: <c>noto</c>.</summary>
    public string Style { get; init; } = "noto";

    /// <summary>Decides what the prompt leaves free. Any number; 0 is a seed like any other. Default: 0.</summary>
    public long Seed { get; init; }

    /// <summary>The white edge of a sticker. Default: none.</summary>
    public bool Outline { get; init; }

    /// <summary>Whether places are drawn behind who is in them; else they stand beside or under them. Default: yes.</summary>
    public bool Background { get; init; } = true;

    /// <summary>Of people and hands. Default: the yellow of the art.</summary>
    public SkinTone SkinTone { get; init; } = SkinTone.None;
}
