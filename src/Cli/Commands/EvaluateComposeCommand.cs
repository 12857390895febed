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
    const int SheetColumns = 10;

    /// <summary>Columns that stay readable where each style has one.</summary>
    const int MostColumns = 15;

    readonly SettingOption<string?> prompts = new(new TextSetting("prompts", "FILE",
        "One JSON object a line: prompt, expect (lists of alternative names, one of each must be shown), kind, and where wanted attributes, background, "
        + "absent and reported (docs/compose.md). Needed."));
    readonly SettingOption<string?> style = new(new TextSetting("style", "NAME", "The art.", EmojiRequest.DefaultStyle));
    readonly SettingOption<long?> seed = new(new WholeSetting("seed", CommonSettings.AnySeed, 0, "The seed of every picture."));
    readonly SettingOption<string?> sheet = new(new TextSetting("sheet", "FILE",
        "Also write a contact sheet of all pictures: .png or .webp."));
    readonly SettingOption<long?> cell = new(new WholeSetting("cell", new(16, 512, "pixels"), 128, "The side of a picture on the sheet."));
    readonly SettingOption<string?> ground = new(new ChoiceSetting("ground", "NAME", ["light", "dark", "checker"], "light",
        "What the sheet's pictures lie on."));
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    EvaluateComposeCommand()
        : base("compose", "Compose a file of prompts: the share that shows what it should, in all and by kind, and the time.")
    {
        foreach (var option in (ReadOnlySpan<Option>)[prompts, style, seed, sheet, cell, ground, json]) Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-dev evaluate compose --prompts prompts.jsonl
          emoji-dev evaluate compose --prompts prompts.jsonl --style fluent --sheet fluent.png --json
          emoji-dev evaluate compose --prompts prompts.jsonl --style noto,flat --sheet small.png --cell 24 --ground dark
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
        var onSheet = OutputFile.Picture(parsed.GetValue(sheet), terminal.Folder);
        using var studio = Studio.Open(installation);
        string[] styles = [.. parsed.GetValue(style)!.Split(',', StringSplitOptions.TrimEntries).Select(studio.Style)];
        var asked = ComposeBenchmark.ReadPrompts(file);
        var pictures = new Dictionary<(ComposePrompt Prompt, string Style), Scene>();
        var tried = new List<(string Style, ComposeOutcome Outcome)>();
        foreach (var one in styles)
        {
            foreach (var outcome in ComposeBenchmark.Run(asked, prompt => Compose(prompt, one)))
            {
                terminal.Stop.ThrowIfCancellationRequested();
                tried.Add((one, outcome));
            }
        }
        if (onSheet is not null)
            ImageFile.Save(onSheet, Sheet(asked, styles, tried, pictures, (int)parsed.GetValue(cell)!.Value,
                GroundOf(parsed.GetValue(ground)!)));

        foreach (var of in tried.GroupBy(static it => it.Style))
        {
            var report = ComposeReport.Of([.. of.Select(static it => it.Outcome)]);
            if (parsed.GetValue(json)) Json.Write(terminal.Out, ComposeSummary.Of(report, of.Key), EvaluationShapes.Default.ComposeSummary);
            else PrintText(report, styles.Length > 1 ? of.Key : null, terminal.Out);
        }
        return ExitCode.Done;

        SeenPicture Compose(ComposePrompt prompt, string style)
        {
            var options = new ComposeOptions { Style = style, Seed = parsed.GetValue(seed)!.Value };
            var scene = studio.Compose(studio.Read(prompt.Prompt, prompt.Lang, style), options);
            pictures[(prompt, style)] = scene;
            return new SeenPicture([.. scene.Parts.Select(static it => new SeenPart(it.Name, it.Role, it.Attributes))],
                [.. scene.NotShown, .. scene.Substituted.Select(static it => it.Words), .. scene.Guessed.Select(static it => it.Words)]);
        }
    }

    static SheetGround GroundOf(string name) => name switch
    {
        "dark" => SheetGround.Dark,
        "checker" => SheetGround.Checker,
        _ => SheetGround.Light,
    };

    /// <summary>A prompt's pictures in all styles side by side, the prompt below the first.</summary>
    static Raster Sheet(IEnumerable<ComposePrompt> prompts, string[] styles, List<(string Style, ComposeOutcome Outcome)> tried,
        Dictionary<(ComposePrompt Prompt, string Style), Scene> pictures, int cell, SheetGround ground)
    {
        var passed = tried.Where(static it => it.Outcome.Passed).Select(static it => (it.Outcome.Prompt, it.Style)).ToHashSet();
        var columns = styles.Length == 1 ? SheetColumns : Math.Max(1, MostColumns / styles.Length) * styles.Length;
        return ContactSheet.Compose([.. from prompt in prompts from style in styles select (PictureOf((prompt, style)), CaptionOf(prompt, style))],
            columns, cell, ground);

        Raster PictureOf((ComposePrompt, string) which) =>
            pictures.TryGetValue(which, out var scene) ? SvgRenderer.Render(SvgWriter.WriteUtf8(scene.Document), cell, cell) : new Raster(cell, cell);

        string CaptionOf(ComposePrompt prompt, string style) =>
            (passed.Contains((prompt, style)) ? "" : "✗ ") + (style == styles[0] ? prompt.Prompt : style);
    }

    /// <param name="style">Null: there is one alone.</param>
    static void PrintText(ComposeReport report, string? style, TextWriter output)
    {
        if (style is not null) output.WriteLine($"{style}:");
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
