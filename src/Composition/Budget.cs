using EmojiGen.Composition.Grammar;

namespace EmojiGen.Composition;

/// <summary>How much one picture can show and still be read at the size of a letter: a main figure with what it wears and holds, and two
/// companions.</summary>
static class Budget
{
    /// <summary>Figures in one row.</summary>
    public const int Beside = 3;

    /// <summary>Equals in two rows; more are named as not shown.</summary>
    public const int Most = 6;

    /// <summary>Of a main figure's companions, a share of its size.</summary>
    public const double CompanionSize = 0.6;

    /// <summary>A prompt of so many words tells of somebody rather than listing things.</summary>
    const int LongPrompt = 12;

    /// <summary>Whether the prompt is about its first figure, to which the others are companions: it tells what is done, or tells much.</summary>
    public static bool HasMainFigure(SceneDescription description) =>
        description.Relations.Any(static it => it.Kind is not (RelationKind.And or RelationKind.NextTo or RelationKind.Mix))
        || description.Prompt.Count(static it => it == ' ') >= LongPrompt - 1;
}
