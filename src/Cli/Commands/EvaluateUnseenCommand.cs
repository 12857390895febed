using System.CommandLine;
using EmojiGen.Cli.Evaluation;
using EmojiGen.Evaluation.Statistics;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.ModelEngines;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev evaluate unseen</c>: a fixed set of prompts that no emoji shows, for the eye.</summary>
sealed class EvaluateUnseenCommand : DrawingEvaluation
{
    readonly SettingOption<string?> clip = new(new TextSetting("clip", "FOLDER",
        "A folder of a published CLIP, or a model's with image_encoder and text_encoder.")
    {
        Otherwise = $"models/{ModelLibrary.Embedded}",
    });

    EvaluateUnseenCommand()
        : base("unseen", "Draw 100 prompts that no emoji shows, always the same: a sheet to look at, with each picture's score.", "unseen", 1) =>
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
        using var alignment = EvaluateClipCommand.Open(run.Parsed.GetValue(clip), run.Terminal, run.Installation);
        var scores = run.Draw().Select(it => (it.Prompt.Kind, Score: (double)alignment.Of([it.Picture], [it.Prompt.Prompt])[0])).ToList();
        return scores.Count == 0 ? ([], []) : ([
            Figure.Of(alignment.Name, Bootstrap.Mean([.. scores.Select(it => it.Score)])),
            .. scores.GroupBy(it => it.Kind, StringComparer.Ordinal)
                .Select(it => Figure.Of($"{alignment.Name}, {it.Key}", Bootstrap.Mean([.. it.Select(that => that.Score)]))),
        ], []);
    }
}
