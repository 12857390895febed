using System.CommandLine;
using EmojiGen.Cli.Evaluation;
using EmojiGen.Evaluation.Metrics;
using EmojiGen.Evaluation.Statistics;
using EmojiGen.Generation;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev evaluate transparency</c>: how well pictures are cut out of their ground.</summary>
sealed class EvaluateTransparencyCommand : DrawingEvaluation
{
    EvaluateTransparencyCommand() : base("transparency", "How many pictures are cut out perfectly, with tiny holes, or not at all.", "quality", 1) { }

    public override string Notes => """
        Examples:
          emoji-dev evaluate transparency --engine diffusion
          emoji-dev evaluate transparency --prompts names --limit 500 --style fluent
        By the alpha channel: there is no mask where half of the picture's rim is seen, or next to nothing of it; holes of up to 0.5 % of
        the figure, specks and a faint inside are tiny holes. The paper counted 49.6 % perfect, 38.5 % with tiny holes, 11.9 % without.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new EvaluateTransparencyCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    protected override string? SheetCaption(DrawnPicture picture) => Masks.FaultsOf(picture.Picture) switch
    {
        null => $"no mask: {picture.Told}",
        MaskFaults.None => picture.Told,
        var faults => $"{faults}: {picture.Told}".ToLowerInvariant(),
    };

    protected override (Figure[] Figures, string[] Notes) Measure(EvaluationRun run)
    {
        MaskFaults?[] found = [.. run.Draw().Select(it => Masks.FaultsOf(it.Picture))];
        return found.Length == 0 ? ([], []) : (
        [
            Share("perfect", it => it == MaskFaults.None),
            Share("tiny holes", it => it is { } faults && faults != MaskFaults.None),
            Share("none", it => it is null),
            Share("with holes", it => it is { } faults && faults.HasFlag(MaskFaults.Holes)),
            Share("with specks", it => it is { } faults && faults.HasFlag(MaskFaults.Specks)),
            Share("faint inside", it => it is { } faults && faults.HasFlag(MaskFaults.Faint)),
        ], []);

        Figure Share(string name, Func<MaskFaults?, bool> isSuch) => Figure.Of(name, Bootstrap.Share(found.Select(isSuch)));
    }
}
