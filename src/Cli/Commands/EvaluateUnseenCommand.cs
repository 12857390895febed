using System.CommandLine;
using EmojiGen.Cli.Evaluation;
using EmojiGen.Generation;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev evaluate unseen</c>: a fixed set of prompts that no emoji shows, for the eye.</summary>
sealed class EvaluateUnseenCommand : DrawingEvaluation
{
    readonly SettingOption<string?> clip = new(CaptionAlignments.Setting);

    EvaluateUnseenCommand()
        : base("unseen", "Draw 100 prompts that no emoji shows, always the same: a sheet to look at, and scores.", "unseen", 1) =>
        Options.Add(clip);

    public override string Notes => """
        Examples:
          emoji-dev evaluate unseen --sheet unseen.png
          emoji-dev evaluate unseen --engine diffusion --sheet mini.webp --json
        What it is worth is seen, not computed: open the sheet.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new EvaluateUnseenCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    protected override (Figure[] Figures, string[] Notes) Measure(EvaluationRun run)
    {
        using var alignment = CaptionAlignments.Open(run.Parsed.GetValue(clip), run.Terminal, run.Installation);
        return (alignment.Figures(run.Draw()), []);
    }
}
