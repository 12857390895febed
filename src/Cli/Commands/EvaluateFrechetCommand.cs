using System.CommandLine;
using EmojiGen.Cli.Evaluation;
using EmojiGen.Evaluation.Features;
using EmojiGen.Evaluation.Metrics;
using EmojiGen.Evaluation.Statistics;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Torch;
using Path = System.IO.Path;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev evaluate frechet</c>: how far pictures are from a style.</summary>
sealed class EvaluateFrechetCommand : DrawingEvaluation
{
    /// <summary>Of fewer pictures the covariance of 512 or 768 numbers is a guess.</summary>
    const int Enough = 2048;

    readonly SettingOption<string?> pictures = new(new TextSetting("pictures", "FOLDER", "Pictures that are there already: nothing is drawn."));
    readonly SettingOption<string?> against = new(new TextSetting("against", "STYLE|FOLDER",
        "What they are compared with: a style of the art, or a folder of pictures.", EmojiRequest.DefaultStyle));
    readonly SettingOption<string?> features = new(PictureEyes.Setting);
    readonly SettingOption<bool> noCache = new(new SwitchSetting("no-cache", "Look at every picture anew, and remember none."));

    EvaluateFrechetCommand()
        : base("frechet", "Fréchet distance to a style: with DINOv2's features the FDD of Style Tailoring.", "quality", 2, prompts: 1024)
    {
        foreach (var option in (ReadOnlySpan<Option>)[pictures, against, features, noCache]) Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-dev evaluate frechet --engine diffusion --style fluent --against fluent
          emoji-dev evaluate frechet --pictures out/ --against twemoji --features dinov2-base
          emoji-dev evaluate frechet --pictures a/ --against b/
        Pictures lie on grey, which shows white and black, or on white for published networks. The paper takes 2 pictures of 750 prompts and 4,150 of the style; of fewer than 2,048 the distance is
        larger than it should be, and said to be. The interval is that of leaving out a tenth at a time.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new EvaluateFrechetCommand();
        command.SetAction(parsed => parsed.GetValue(command.pictures) is { } folder
            ? command.Compare(Path.GetFullPath(folder, terminal.Folder), parsed, terminal, installation)
            : command.Run(parsed, terminal, installation));
        return command;
    }

    protected override (Figure[] Figures, string[] Notes) Measure(EvaluationRun run)
    {
        using var scope = new TensorScope();
        using var eye = PictureEyes.Open(run.Parsed.GetValue(features)!, run.Terminal, run.Installation);
        // Drawn pictures are new each time; only those of the reference are worth remembering.
        var drawn = eye.Of(run.Draw().Select(it => it.Picture), stop: run.Terminal.Stop);
        return Distance(drawn, eye, run.Parsed, run.Terminal, run.Installation);
    }

    int Compare(string folder, ParseResult parsed, Terminal terminal, Installation installation)
    {
        using var scope = new TensorScope();
        using var eye = PictureEyes.Open(parsed.GetValue(features)!, terminal, installation);
        var rows = ReferenceStyle.Look(ReferenceStyle.InFolder(folder), eye, "looking", !parsed.GetValue(noCache), terminal);
        var (figures, notes) = Distance(rows, eye, parsed, terminal, installation);
        Report(new(parsed.GetValue(pictures)!, null, (int)rows.Size(0), 0, figures, notes), parsed, terminal);
        return ExitCode.Done;
    }

    (Figure[] Figures, string[] Notes) Distance(Tensor drawn, IPictureFeatures eye, ParseResult parsed, Terminal terminal,
        Installation installation)
    {
        var style = ReferenceStyle.Look(ReferenceStyle.Pictures(parsed.GetValue(against)!, terminal, installation), eye, "the style",
            !parsed.GetValue(noCache), terminal);
        if (drawn.Size(0) < 2 || style.Size(0) < 2)
            throw new InvalidDataException("The Fréchet distance takes two pictures and more on either side.");
        var value = FrechetDistance.Between(drawn, style);
        var count = (int)drawn.Size(0);
        var interval = Jackknife.Of(count, value, kept =>
        {
            using var scope = new TensorScope();
            return FrechetDistance.Between(drawn.IndexSelect(0, Tensor.From(Array.ConvertAll(kept, it => (long)it), kept.Length)), style);
        });
        var name = eye is DinoFeatures ? "FDD (DINOv2)" : $"Fréchet distance by {eye.Name}";
        return ([Figure.Of($"{name} to {parsed.GetValue(against)} ({style.Size(0)})", new(value, interval, count))],
            Math.Min(count, style.Size(0)) >= Enough ? []
            : [$"Of fewer than {Enough} pictures on either side the distance comes out larger than it is: compare only with the same counts."]);
    }
}
