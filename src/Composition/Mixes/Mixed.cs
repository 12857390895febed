using EmojiGen.Art;
using EmojiGen.Composition.Grammar;

namespace EmojiGen.Composition.Mixes;

/// <summary>One of two that become one.</summary>
/// <param name="Subject">As the prompt has it.</param>
/// <param name="Icon">Its drawing, and the part that it is.</param>
/// <param name="Figure">It by itself, with all that is said of it.</param>
sealed record Mixed(Subject Subject, PartIcon Icon, Figure Figure)
{
    public Emoji Emoji => Icon.Part.Emoji;

    /// <summary>Whether nothing is said of it but what it is, so that its drawing may be taken apart.</summary>
    public bool IsPlain => Subject is { Count: 1, Expression: null, Hat: null, Role: null, Flag: null,
        Winged: false, Silhouette: false, UpsideDown: false }
        && Icon.Document.Children is not [Svg.Picture];

    /// <summary>Whether it has a face that can be laid on something else.</summary>
    public bool HasFace => EmojiTraits.IsAnimate(Emoji) && Icon.Anatomy.Features.Indices.Count > 0 && !Icon.Anatomy.FeatureBounds.IsEmpty
        && !EmojiTraits.IsPerson(Emoji);
}
