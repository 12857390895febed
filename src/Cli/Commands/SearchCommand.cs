using System.CommandLine;
using System.Globalization;
using EmojiGen.Cli.Training;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Imaging;
using EmojiGen.Training.FineTuning;
using EmojiGen.Training.FineTuning.Searching;
using Path = System.IO.Path;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev search</c>: fine-tunes with each of several settings, and says which validated best.</summary>
sealed class SearchCommand : DocumentedCommand
{
    const string PageFile = "search.html", RecipeFileName = "recipe";

    readonly SettingOption<string?> recipe = new(FineTuneRecipe.Setting);
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    /// <summary>Settings of one run that a search decides itself.</summary>
    static readonly string[] own = ["method", "output-dir", "resume-from-checkpoint", "overwrite", "report-to", "push-to-hub", "hub-model-id"];

    readonly SettingOption<string?> output = new(new TextSetting("output-dir", "FOLDER", "Where the runs and the report go.")
    {
        Otherwise = "searches/DATA",
    });

    SearchCommand() : base("search", "Fine-tune with each of several settings, and find the one that validates best.")
    {
        Options.Add(recipe);
        foreach (var setting in SearchGrid.All) Options.Add(SettingOptions.Of(setting));
        Options.Add(output);
        foreach (var setting in FineTuneSettings.All.Where(it => !own.Contains(it.Name))) Options.Add(SettingOptions.Of(setting));
        Options.Add(json);
    }

    public override string Notes => """
        Examples:
          emoji-dev search --model ./sd15 --data datasets/emoji --learning-rates 1e-5,1e-4,1e-3 --batch-sizes 1x4,4x2 --lora-ranks 4,16
          emoji-dev search --recipe emojigen-sdxl-dreambooth --model ./sdxl --data datasets/emoji --methods lora,dreambooth-lora --validation-prompt "a purple cat emoji"
          emoji-dev search --recipe stable-emote --model ./sd15 --data datasets/emoji --lora-ranks 2,4,8,16 --styles noto,fluent,flat,twemoji
        Every run is compared by its least loss on the pictures for validation, with the same noise and timesteps. A search that was broken off
        goes on where it was, and lists may grow. With several methods each has the captions of its own: DreamBooth the instance prompt, LoRA the
        caption template. The winner is written as a recipe for fine-tune, with a page of curves beside it.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new SearchCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal, Installation installation)
    {
        var lists = new SettingValues(SettingOptions.Values(parsed).Given.Where(SearchGrid.All.Contains)
            .Select(it => KeyValuePair.Create(it, Typed(parsed, it))));
        var values = FineTuneRecipe.Values(parsed, terminal, installation, [.. SearchGrid.All, output.Setting, json.Setting]);
        values = values.Without([.. FineTuneSettings.All.Where(it => it.Name != "method" && own.Contains(it.Name))]);
        var folder = FolderOf(parsed, values, terminal);
        var points = SearchGrid.Read(lists, values);
        var search = new FineTuneSearch(folder, points, values, terminal.Folder,
            name => InstalledModels.Diffusion(name, terminal, installation).Path, TimeProvider.System);

        var quiet = parsed.GetValue(json);
        if (!quiet) terminal.Out.WriteLine($"{points.Count} runs, into {folder}.");
        Show(search.Run(terminal.Stop), points.Count, terminal);
        var pages = WriteResults(search, folder);
        if (quiet) Json.Write(terminal.Out, SearchReport.Of(search, pages.Recipe, pages.Page), JsonShapes.Default.SearchReport);
        else Print(search, pages, terminal.Out);
        return search.Winner is null ? ExitCode.Failed : ExitCode.Done;
    }

    static IReadOnlyList<string> Typed(ParseResult parsed, Setting setting) =>
        [SettingOptions.Values(parsed).Of((TextSetting)setting)!];

    string FolderOf(ParseResult parsed, SettingValues values, Terminal terminal)
    {
        var data = FineTuneSettings.DataOf(values);
        return Path.GetFullPath(
            parsed.GetValue(output) ?? Path.Combine("searches", Path.GetFileName(Path.TrimEndingDirectorySeparator(data))), terminal.Folder);
    }

    static void Show(IEnumerable<SearchStep> steps, int runs, Terminal terminal)
    {
        using var progress = new ProgressLine(terminal, "searching");
        foreach (var it in steps)
        {
            if (it.Preparing is { } preparing)
                progress.Report(it.Index, runs, $"{it.Point.Name}: {preparing.What} {preparing.Done} of {preparing.Total}");
            if (it.Step is { } step)
                progress.Report(it.Index + (step.Number / (double)step.Total), runs, Invariant($"{it.Point.Name}: loss {step.Loss:0.0000}"));
            if (it.Outcome is { } outcome) progress.Say($"{outcome.Name}: {InWords(outcome)}");
        }
    }

    static string InWords(SearchOutcome outcome) => outcome.Failed
        ?? Invariant($"loss on validation {outcome.Loss:0.00000} after step {outcome.BestStep}");

    static (string Page, string? Recipe) WriteResults(FineTuneSearch search, string folder)
    {
        var page = Path.Combine(folder, PageFile);
        AtomicFile.Write(page, System.Text.Encoding.UTF8.GetBytes(new SearchPage(search, Path.GetFileName(folder)).Write()));
        if (search.Winner is not { } winner) return (page, null);
        var found = Path.Combine(folder, RecipeFileName);
        var reason = Invariant($"loss on validation {winner.Outcome.Loss:0.00000}, the least of {search.Outcomes.Count()} runs");
        AtomicFile.Write(found, System.Text.Encoding.UTF8.GetBytes(search.Recipe(winner.Point, reason)));
        return (page, found);
    }

    static void Print(FineTuneSearch search, (string Page, string? Recipe) written, TextWriter output)
    {
        var rows = SearchPage.Rows(search).Prepend(SearchPage.Headings).ToArray();
        var widths = Enumerable.Range(0, SearchPage.Headings.Length).Select(i => rows.Max(it => it[i].Length)).ToArray();
        foreach (var row in rows) output.WriteLine(string.Join("  ", row.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
        output.WriteLine(written.Page);
        if (search.Winner is { } winner)
            output.WriteLine($"Best: {winner.Point.Name}. To train with it: emoji-dev fine-tune --recipe {written.Recipe} --model ... --data ...");
        else output.WriteLine("No run could be validated; the reasons stand above.");
    }

    static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a search found.</summary>
/// <param name="Best">The name of the run with the least loss; null: none has one.</param>
/// <param name="Recipe">Its settings.</param>
/// <param name="Page">With curves.</param>
sealed record SearchReport(string? Best, string? Recipe, string Page, SearchRunLine[] Runs)
{
    public static SearchReport Of(FineTuneSearch search, string? recipe, string page) => new(search.Winner?.Point.Name, recipe, page,
    [
        .. search.Outcomes.OrderBy(it => it.Outcome.Loss ?? double.PositiveInfinity).Select(it => new SearchRunLine(it.Point.Name,
            search.FolderOf(it.Point), it.Point.Method, it.Point.LearningRate, it.Point.BatchSize, it.Point.Accumulation, it.Point.Rank,
            it.Point.Style, it.Outcome.Loss, it.Outcome.BestStep, it.Outcome.Steps, it.Outcome.Seconds, it.Outcome.Failed)),
    ]);
}

/// <summary>A run of a search.</summary>
sealed record SearchRunLine(string Name, string Folder, string Method, double LearningRate, int BatchSize, int Accumulation, int Rank,
    string? Style, double? ValidationLoss, long BestStep, long Steps, double Seconds, string? Failed);
