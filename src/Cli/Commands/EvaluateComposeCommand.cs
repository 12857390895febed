using System.CommandLine;
using System.Globalization;
using EmojiGen.Composition;
using EmojiGen.Evaluation;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Imaging;
using EmojiGen.Svg;
using Path = System.IO.Path;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev evaluate compose</c>: composes a file of prompts and tells how many show what they say.</summary>
sealed class EvaluateComposeCommand : DocumentedCommand
{
    /// <summary>Pixels of a picture on the sheet: the size of an emoji on the platforms that take one.</summary>
    const int SheetCell = 128;

    const int SheetColumns = 10;

    readonly SettingOption<string?> prompts = new(new TextSetting("prompts", "FILE",
        "One JSON object a line: prompt, expect (lists of alternative names, one of each must be shown), kind, and where wanted attributes, background, "
        + "absent and reported (docs/compose.md). Needed."));
    readonly SettingOption<string?> style = new(new TextSetting("style", "NAME", "The art.", EmojiRequest.DefaultStyle));
    readonly SettingOption<long?> seed = new(new WholeSetting("seed", CommonSettings.AnySeed, 0, "The seed of every picture."));
    readonly SettingOption<string?> sheet = new(new TextSetting("sheet", "FILE",
        "Also write a contact sheet of all pictures: .png or .webp."));
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    EvaluateComposeCommand()
        : base("compose", "Compose a file of prompts: the share that shows what it should, in all and by kind, and the time.")
    {
        foreach (var option in (ReadOnlySpan<Option>)[prompts, style, seed, sheet, json]) Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-dev evaluate compose --prompts prompts.jsonl
          emoji-dev evaluate compose --prompts prompts.jsonl --style fluent --sheet fluent.png --json
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new EvaluateComposeCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal, Installation installation)
    {
        var named = parsed.GetValue(prompts) ?? throw new UsageException("Name the file of prompts with --prompts.");
        var file = Path.GetFullPath(named, terminal.Folder);
        if (!File.Exists(file)) throw new UsageException($"--prompts is '{named}'; there is no such file.");
        using var studio = Studio.Open(installation);
        var options = new ComposeOptions { Style = studio.Style(parsed.GetValue(style)!), Seed = parsed.GetValue(seed)!.Value };
        var pictures = new Dictionary<string, Scene>(StringComparer.Ordinal);

        var outcomes = new List<ComposeOutcome>();
        foreach (var outcome in ComposeBenchmark.Run(ComposeBenchmark.ReadPrompts(file), Compose))
        {
            terminal.Stop.ThrowIfCancellationRequested();
            outcomes.Add(outcome);
        }
        if (parsed.GetValue(sheet) is { } path) ImageFile.Save(Path.GetFullPath(path, terminal.Folder), Sheet(outcomes, pictures));

        var report = ComposeReport.Of(outcomes);
        if (parsed.GetValue(json)) Json.Write(terminal.Out, ComposeSummary.Of(report), EvaluationShapes.Default.ComposeSummary);
        else PrintText(report, terminal.Out);
        return ExitCode.Done;

        SeenPicture Compose(string prompt)
        {
            var scene = studio.Compose(studio.Read(prompt), options);
            pictures[prompt] = scene;
            return new SeenPicture([.. scene.Parts.Select(static it => new SeenPart(it.Name, it.Role, it.Attributes))],
                [.. scene.NotShown, .. scene.Substituted.Select(static it => it.Words), .. scene.Guessed.Select(static it => it.Words)]);
        }
    }

    static Raster Sheet(List<ComposeOutcome> outcomes, Dictionary<string, Scene> pictures) => ContactSheet.Compose(
        [.. outcomes.Select(o => (
            pictures.TryGetValue(o.Prompt.Prompt, out var scene)
                ? SvgRenderer.Render(SvgWriter.WriteUtf8(scene.Document), SheetCell, SheetCell) : new Raster(SheetCell, SheetCell),
            (string?)(o.Passed ? o.Prompt.Prompt : $"✗ {o.Prompt.Prompt}")))],
        SheetColumns, SheetCell);

    static void PrintText(ComposeReport report, TextWriter output)
    {
        foreach (var failure in report.Failures)
            output.WriteLine($"{failure.Prompt.Kind}: {failure.Prompt.Prompt}: {failure.Error ?? Told(failure)}");
        if (!report.Failures.IsEmpty) output.WriteLine();
        foreach (var kind in report.Kinds) output.WriteLine(Line(kind.Kind, kind.Share, kind.Passed, kind.Total));
        output.WriteLine(Line("all", report.Share, report.Passed, report.Total));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{report.MillisecondsEach:0.0} ms each, median {report.MillisecondsMedian:0.0} ms"));
    }

    static string Told(ComposeOutcome failure)
    {
        var missing = failure.Missing.IsEmpty ? ""
            : $", not {string.Join(" and ", failure.Missing.Select(static it => string.Join(" or ", it)))}";
        return $"shows {Names(failure.Found)}{missing}{string.Concat(failure.Faults.Select(static it => $"; {it}"))}";
    }

    static string Names(IReadOnlyCollection<string> found) => found.Count == 0 ? "nothing" : string.Join(", ", found);

    static string Line(string name, double share, int passed, int total) =>
        string.Create(CultureInfo.InvariantCulture, $"{name,-16} {share,7:0.0%}  {passed} of {total}");
}
