using EmojiGen.Composition.Grammar;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Materials;

/// <summary><em>Seven hearts in rainbow colours</em>: each of several has one of them.</summary>
static class RainbowCrowd
{
    static readonly Color[] colours =
        [new(226, 43, 52), new(245, 130, 32), new(255, 210, 31), new(63, 163, 77), new(42, 111, 219), new(75, 47, 176), new(155, 70, 205)];

    /// <summary>Whether the colours are said of several: of one, or of "three rainbow cats", each has them all.</summary>
    public static bool IsAsked(Subject subject) => subject is { Count: > 1, Colour: { Kind: RecolourKind.Rainbow } colour }
        && colour.Words.StartsWith("in ", StringComparison.OrdinalIgnoreCase);

    /// <summary>The subject as so many, in the order of the rainbow.</summary>
    public static IEnumerable<Subject> Of(Subject subject)
    {
        for (var i = 0; i < Math.Min(subject.Count, Subject.MaxCount); i++)
            yield return subject with { Count = 1,
                Colour = new Recolour(subject.Colour!.Words, RecolourKind.Hue, colours[i % colours.Length]) };
    }
}
