using System.Collections.Immutable;
using System.CommandLine;
using EmojiGen.Composition.Grammar;
using EmojiGen.Evaluation;
using EmojiGen.Evaluation.Prompts;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Imaging;
using EmojiGen.Training.Data;
using Path = System.IO.Path;

namespace EmojiGen.Cli.Evaluation;

/// <summary>An evaluation that draws prompts with an engine and measures the pictures.</summary>
abstract class DrawingEvaluation : DocumentedCommand
{
    readonly SettingOption<string?> prompts;
    readonly SettingOption<long?> each, limit, side, seed;
    readonly SettingOption<string?> template = new(new TextSetting("template", "TEXT",
        "The sentence that a fine-tuned model wants, with {} for the prompt: \"{} sks emoji\".", "{}"));
    readonly SettingOption<string?> sheet = new(new TextSetting("sheet", "FILE", "Also write all pictures on a sheet: .png or .webp."));
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    /// <param name="set">The prompts where none are named.</param>
    /// <param name="pictures">Pictures a prompt, unless told otherwise.</param>
    protected DrawingEvaluation(string name, string description, string set, int pictures, int prompts = 100) : base(name, description)
    {
        this.prompts = new(new TextSetting("prompts", "SET|FILE",
            $"A set ({string.Join(", ", PromptSet.All.Select(it => it.Name))}), a file of one prompt a line, or of JSON objects (.jsonl).", set));
        each = new(new WholeSetting("each", new(1, 1000, "pictures"), pictures, "Pictures of each prompt, from seeds of their own."));
        limit = new(new WholeSetting("limit", new(1, 1_000_000, "prompts"), prompts, "So many of the prompts, evenly spread."));
        side = new(new WholeSetting("side", new(32, 1024, "pixels"), 256, "The side at which pictures are measured."));
        seed = new(new WholeSetting("seed", CommonSettings.AnySeed, 0, "Of the prompts, and of the first picture."));
        foreach (var option in (ReadOnlySpan<Option>)[this.prompts, each, limit, template, side, seed, sheet, json]) Options.Add(option);
        foreach (var setting in EvaluatedEngine.Settings) Options.Add(SettingOptions.Of(setting));
    }

    /// <summary>Pixels of a picture on the sheet, and pictures a row.</summary>
    const int SheetCell = 128, SheetColumns = 10;

    protected virtual string? SheetCaption(DrawnPicture picture) => picture.Told;

    /// <summary>Draws and measures; how is the evaluation's own.</summary>
    protected abstract (Figure[] Figures, string[] Notes) Measure(EvaluationRun run);

    protected int Run(ParseResult parsed, Terminal terminal, Installation installation)
    {
        var number = parsed.GetValue(seed)!.Value;
        var sentence = Sentence(parsed.GetValue(template)!);
        var onSheet = OutputFile.Picture(parsed.GetValue(sheet), terminal.Folder);
        using var engine = EvaluatedEngine.Open(SettingOptions.Values(parsed), terminal, installation);
        var all = Prompts(parsed.GetValue(prompts)!, engine.Studio, (ulong)number, terminal);
        var some = EvenSpread.Of(all, (int)parsed.GetValue(limit)!.Value);
        List<(Raster, string?)> cells = [];
        var run = new EvaluationRun(parsed, terminal, installation, engine, some, (int)parsed.GetValue(each)!.Value, number,
            (int)parsed.GetValue(side)!.Value, sentence)
        {
            Show = onSheet is null ? null : it => cells.Add((Small(it.Picture), SheetCaption(it))),
        };
        var (figures, notes) = Measure(run);
        if (onSheet is not null && cells.Count > 0) ImageFile.Save(onSheet, ContactSheet.Compose(cells, SheetColumns, SheetCell));
        string[] undrawn = run.Undrawn == 0 ? [] : [$"{run.Undrawn} prompts could not be drawn at all and are left out."];
        var report = new EvaluationReport(engine.Name, parsed.GetValue(prompts), run.Drawn, number, figures, [.. undrawn, .. notes]);
        Report(report, parsed, terminal);
        return ExitCode.Done;
    }

    /// <summary>A template that has a place for the prompt.</summary>
    /// <exception cref="UsageException">It has none.</exception>
    public static string Sentence(string template) => template.Contains("{}", StringComparison.Ordinal) ? template
        : throw new UsageException($"--template is '{template}'; {{}} must stand in it where the prompt goes.");

    static Raster Small(Raster picture) => picture.Width > SheetCell ? picture.Fit(SheetCell, SheetCell) : picture;

    protected void Report(EvaluationReport report, ParseResult parsed, Terminal terminal)
    {
        if (parsed.GetValue(json)) Json.Write(terminal.Out, report, JsonShapes.Default.EvaluationReport);
        else report.Write(terminal.Out);
    }

    static ImmutableArray<GeneratedPrompt> Prompts(string name, Studio studio, ulong seed, Terminal terminal)
    {
        var path = Path.GetFullPath(name, terminal.Folder);
        if (PromptSet.All.Any(it => it.Name == name)) return PromptSet.Named(name).Prompts(studio.Catalogue, seed);
        if (!File.Exists(path)) throw new UsageException($"--prompts is '{name}': there is no set of that name, and no such file.");
        ImmutableArray<GeneratedPrompt> read = Path.GetExtension(path) == ".jsonl"
            ? [.. ComposeBenchmark.ReadPrompts(path).Select(it => new GeneratedPrompt(it.Prompt, it.Kind, it.Expect))]
            : [.. File.ReadLines(path).Where(it => !string.IsNullOrWhiteSpace(it)).Select(it => new GeneratedPrompt(it.Trim(), "", []))];
        return read.Length > 0 ? read : throw new InvalidDataException($"'{name}' holds no prompt.");
    }
}
