using System.CommandLine;
using System.Globalization;
using System.Text;
using EmojiGen.Cli.Evaluation;
using EmojiGen.Evaluation.Prompts;
using EmojiGen.Evaluation.Reports;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.ModelEngines.Settings;
using EmojiGen.Imaging;
using EmojiGen.Torch;
using EmojiGen.Training.Data;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev evaluate all</c>: several models side by side on one page.</summary>
sealed class EvaluateAllCommand : DocumentedCommand
{
    const int Side = 256, ShownPrompts = 24, ShownSide = 96;

    readonly SettingOption<string[]> models = new(new TextsSetting("models", "MODEL[+LORA[:WEIGHT]],...",
        "What is compared: compose, vqvae, or models of diffusion, each with a LoRA where one is named; several between commas. Needed."));
    readonly SettingOption<string?> prompts = new(new TextSetting("prompts", "SET",
        $"A set of prompts: {string.Join(", ", PromptSet.All.Select(it => it.Name))}.", "quality"));
    readonly SettingOption<long?> limit = new(new WholeSetting("limit", new(1, 100_000, "prompts"), 50, "So many of the prompts, evenly spread."));
    readonly SettingOption<long?> each = new(new WholeSetting("each", new(1, 100, "pictures"), 2, "Pictures of each prompt."));
    readonly SettingOption<string?> template = new(new TextSetting("template", "TEXT", "The sentence around the prompt, with {} for it.", "{}"));
    readonly SettingOption<string?> style = new(new TextSetting("style", "NAME", "The art.", EmojiRequest.DefaultStyle));
    readonly SettingOption<string?> against = new(new TextSetting("against", "STYLE|FOLDER", "What the Fréchet distance is taken to.")
    {
        Otherwise = "the style",
    });
    readonly SettingOption<string?> features = new(PictureEyes.Setting);
    readonly SettingOption<string?> clip = new(CaptionAlignments.Setting);
    readonly SettingOption<long?> seed = new(new WholeSetting("seed", CommonSettings.AnySeed, 0, "Of prompts and pictures, the same for all."));
    readonly SettingOption<string?> output = new(new TextSetting("output", "FILE", "The page.", "evaluation.html") { Aliases = ["-o"] });
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    EvaluateAllCommand() : base("all", "Compare models: alignment, distance to the style, diversity, masks, seconds; one HTML page with all pictures.")
    {
        foreach (var option in (ReadOnlySpan<Option>)[models, prompts, limit, each, template, style, against, features, clip, seed, output, json])
            Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-dev evaluate all --models compose,emoji-mini -o compare.html
          emoji-dev evaluate all --models emoji-mini,emoji-mini+finetuned/pip --template "{} sks emoji"
        All draw the same prompts with the same seeds. Of two figures that are this near only intervals that do not meet tell them apart.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new EvaluateAllCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal, Installation installation)
    {
        string[] named = [.. (parsed.GetValue(models) ?? []).SelectMany(it => it.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        if (named.Length == 0) throw new UsageException("Name what is compared with --models.");
        var sentence = DrawingEvaluation.Sentence(parsed.GetValue(template)!);
        var file = OutputFile.At(parsed.GetValue(output)!, terminal.Folder);
        var (number, set) = (parsed.GetValue(seed)!.Value, PromptSet.Named(parsed.GetValue(prompts)!));
        using var scope = new TensorScope();
        using var eye = PictureEyes.Open(parsed.GetValue(features)!, terminal, installation);
        using var alignment = CaptionAlignments.Open(parsed.GetValue(clip), terminal, installation);
        var reference = ReferenceStyle.Look(
            ReferenceStyle.Pictures(parsed.GetValue(against) ?? parsed.GetValue(style)!, terminal, installation), eye, "the style", remembers: true, terminal);
        List<WholeEvaluation> measured = [];
        foreach (var name in named)
        {
            using var engine = EvaluatedEngine.Open(Values(name, parsed), terminal, installation);
            var run = new EvaluationRun(parsed, terminal, installation, engine,
                EvenSpread.Of(set.Prompts(engine.Studio.Catalogue, (ulong)number), (int)parsed.GetValue(limit)!.Value),
                (int)parsed.GetValue(each)!.Value, number, Side, sentence);
            if (WholeEvaluation.Measure(run, alignment, eye, reference) is { } one) measured.Add(one);
        }
        AtomicFile.Write(file, Encoding.UTF8.GetBytes(Page(measured, set, number)));
        if (parsed.GetValue(json))
            Json.Write(terminal.Out, new ComparisonReport(parsed.GetValue(output)!, [.. measured.Select(it =>
                new EvaluationReport(it.Name, set.Name, it.Pictures.Count, number, it.Figures, []))]), JsonShapes.Default.ComparisonReport);
        else terminal.Out.WriteLine(parsed.GetValue(output));
        return ExitCode.Done;
    }

    /// <summary>What a person would type for one of them.</summary>
    SettingValues Values(string name, ParseResult parsed)
    {
        var values = new Dictionary<Setting, IReadOnlyList<string>> { [EngineSettings.Style] = [parsed.GetValue(style)!] };
        var (model, lora) = name.IndexOf('+', StringComparison.Ordinal) is > 0 and var at ? (name[..at], name[(at + 1)..]) : (name, null);
        if (EngineSettings.Engines.Contains(model)) values[EngineSettings.Engine] = [model];
        else values[DiffusionSettings.Model] = [model];
        if (lora is not null) values[DiffusionSettings.Lora] = [lora];
        return new(values);
    }

    static string Page(List<WholeEvaluation> measured, PromptSet set, long seed)
    {
        var page = new HtmlReport("Models side by side");
        page.Paragraph($"Prompts: {set.Name} ({set.Help}). Seed {seed.ToString(CultureInfo.InvariantCulture)}, the same for all. Intervals hold 19 times of 20.");
        if (measured.Count == 0) return page.Paragraph("None of them could draw any of the prompts.").ToHtml();
        Func<WholeEvaluation, Figure?>[] columns = [it => it.Distance, it => it.Diversity, it => it.Alignment, it => it.PerfectMasks, it => it.Seconds];
        string[] headings = ["", .. columns.Select(column => measured.Select(column).OfType<Figure>().FirstOrDefault()?.Name ?? "-"), "pictures"];
        page.Table(headings, measured.Select(it => (IReadOnlyList<string>)
            [it.Name, .. columns.Select(column => Cell(column(it))), it.Pictures.Count.ToString(CultureInfo.InvariantCulture)]));
        foreach (var one in measured)
        {
            page.Section(one.Name);
            page.Pictures(EvenSpread.Of([.. one.Pictures.Where(it => it.Number == 0)], ShownPrompts)
                .Select(it => new ReportPicture(it.Picture.Resize(2 * ShownSide, 2 * ShownSide), it.Told)), ShownSide);
        }
        return page.ToHtml();
    }

    static string Cell(Figure? figure) => figure is null ? "-"
        : figure.Low is { } low && figure.High is { } high
            ? string.Create(CultureInfo.InvariantCulture, $"{figure.Value:0.###} ({low:0.###} to {high:0.###})")
            : figure.Value.ToString("0.###", CultureInfo.InvariantCulture);
}

/// <summary>Models side by side.</summary>
/// <param name="File">The page.</param>
sealed record ComparisonReport(string File, EvaluationReport[] Models);
