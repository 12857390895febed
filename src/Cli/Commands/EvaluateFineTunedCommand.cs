using System.CommandLine;
using System.Globalization;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Imaging;
using EmojiGen.ModelEngines;
using EmojiGen.Torch;
using EmojiGen.Training.Data;
using EmojiGen.Training.FineTuning;
using Path = System.IO.Path;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev evaluate fine-tuned</c>: what fine-tuning changed, on pictures and words that it never saw.</summary>
sealed class EvaluateFineTunedCommand : DocumentedCommand
{
    const int Cell = 192;

    readonly Argument<string[]> folders = new("folder")
    {
        Description = "Results of emoji-dev fine-tune, of one model.",
        Arity = ArgumentArity.OneOrMore,
    };
    readonly SettingOption<string?> data = new(new TextSetting("data", "FOLDER", "The pictures whose test split is measured on.")
    {
        Otherwise = "those of the first run",
    });
    readonly SettingOption<string[]> prompts = new(new TextsSetting("prompt", "TEXT", "What to draw; each run's own sentence is made of it.")
    {
        Otherwise = "words of the test split",
    });
    readonly SettingOption<string?> promptSet = new(new ChoiceSetting("prompt-set", "REPORT", PublishedPrompts.Names.Names, null,
        "Draw what a published report shows base and tuned model by."));
    readonly SettingOption<long?> each = new(new WholeSetting("each", new(0, 10_000, "prompts"), 8, "Words of the test split."));
    readonly SettingOption<long?> examples = new(new WholeSetting("examples", new(0, 1_000_000, "pictures"), 64,
        "Pictures of the test split that the loss is measured on, evenly spread."));
    readonly SettingOption<long?> steps = new(new WholeSetting("steps", DiffusionRequest.StepsRange, DiffusionRequest.DefaultSteps,
        "Denoising steps."));
    readonly SettingOption<double?> guidance = new(new NumberSetting("guidance", "SCALE", DiffusionRequest.GuidanceRange, null,
        "How much the prompt counts.")
    {
        Otherwise = "the model's",
    });
    readonly SettingOption<string?> clip = new(new TextSetting("clip", "FOLDER",
        "The model whose image_encoder and text_encoder tell how well pictures go with their words.")
    {
        Otherwise = $"models/{ModelLibrary.Embedded}",
    });
    readonly SettingOption<long?> seed = new(new WholeSetting("seed", CommonSettings.AnySeed, 0, "Of the first picture."));
    readonly SettingOption<string?> sheet = new(new TextSetting("sheet", "FILE",
        "Also write what they draw side by side, the model as it was at the left: .png or .webp."));
    readonly SettingOption<string> device = new(new DeviceSetting());
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    EvaluateFineTunedCommand() : base("fine-tuned", "Compare fine-tuned models with the one they were made from, on what they never saw.")
    {
        Arguments.Add(folders);
        foreach (var option in (ReadOnlySpan<Option>)[data, prompts, promptSet, each, examples, steps, guidance, clip, seed, sheet, device,
            json])
            Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-dev evaluate fine-tuned finetuned/emoji-lora --sheet before-and-after.png
          emoji-dev evaluate fine-tuned finetuned/emotes-lora --prompt-set stable-emote --sheet base-and-tuned.png
          emoji-dev evaluate fine-tuned searches/emoji/runs/* --prompt "smiling cat" --prompt fairy
        The loss is that of validations, on the test split: mean squared error, the same noise for all. Scores are 100 times the cosine of what
        the encoders say of a picture and of its words. The seconds are those of a picture, on this machine.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new EvaluateFineTunedCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal, Installation installation)
    {
        var onSheet = OutputFile.Picture(parsed.GetValue(sheet), terminal.Folder);
        var on = Device.Choose(parsed.GetValue(device));
        var options = new ComparisonOptions
        {
            Device = on,
            Words = [.. parsed.GetValue(prompts) ?? [], .. Published(parsed)],
            Each = (int)parsed.GetValue(each)!.Value,
            Examples = (int)parsed.GetValue(examples)!.Value,
            Steps = (int)parsed.GetValue(steps)!.Value,
            Guidance = parsed.GetValue(guidance),
            Seed = (ulong)parsed.GetValue(seed)!.Value,
            Data = parsed.GetValue(data) is { } named ? Path.GetFullPath(named, terminal.Folder) : null,
        };
        using var comparison = new TunedComparison(
            [.. parsed.GetValue(folders)!.Select(it => Path.GetFullPath(it, terminal.Folder))], options);
        using var scorer = CaptionScorer.Load(parsed.GetValue(clip) is { } model ? Path.GetFullPath(model, terminal.Folder)
            : Path.Combine(installation.Models, ModelLibrary.Embedded), on);
        List<TunedLine> lines = [];
        List<TunedOutcome> outcomes = [];
        using (var progress = new ProgressLine(terminal, "drawing"))
        {
            foreach (var outcome in comparison.Run(done => progress.Report(done, comparison.Total, $"{done} of {comparison.Total}"),
                terminal.Stop))
            {
                outcomes.Add(outcome);
                double[] scores = [.. outcome.Pictures.Select(it => scorer.Score(it.Picture, it.Words))];
                lines.Add(new(outcome.Name is null ? "as it was" : Path.GetRelativePath(terminal.Folder, outcome.Name), outcome.TestLoss,
                    scores.Length > 0 ? scores.Average() : null, outcome.Pictures.Count > 0 ? Math.Round(outcome.Seconds, 3) : null,
                    [.. outcome.Pictures.Zip(scores, (it, score) => new TunedPictureLine(it.Words, it.Prompt, Math.Round(score, 2)))]));
            }
        }
        if (onSheet is not null && comparison.Total > 0) ImageFile.Save(onSheet, Sheet(outcomes, lines));
        if (parsed.GetValue(json)) Json.Write(terminal.Out, new TunedReport([.. lines]), JsonShapes.Default.TunedReport);
        else Print(lines, terminal.Out);
        return ExitCode.Done;
    }

    IReadOnlyList<string> Published(ParseResult parsed) =>
        parsed.GetValue(promptSet) is { } named ? PublishedPrompts.Of(PublishedPrompts.Names.Find(named)!.Value) : [];

    /// <summary>A row for each prompt, a column for each model.</summary>
    static Raster Sheet(List<TunedOutcome> outcomes, List<TunedLine> lines)
    {
        var prompts = outcomes[0].Pictures.Count;
        var cells = from row in Enumerable.Range(0, prompts)
                    from column in Enumerable.Range(0, outcomes.Count)
                    let it = outcomes[column].Pictures[row]
                    select (it.Picture, (string?)(column == 0 ? $"{it.Words}, as it was" : Path.GetFileName(lines[column].Model)));
        return ContactSheet.Compose([.. cells], outcomes.Count, Cell);
    }

    static void Print(List<TunedLine> lines, TextWriter output)
    {
        var width = lines.Max(it => it.Model.Length);
        output.WriteLine($"{"".PadRight(width)}  {"test loss",9}  {"CLIP",5}  {"s each",6}");
        foreach (var it in lines)
        {
            var loss = it.TestLoss is { } value ? value.ToString("0.00000", CultureInfo.InvariantCulture) : "-";
            var score = it.Score is { } points ? points.ToString("0.0", CultureInfo.InvariantCulture) : "-";
            var seconds = it.Seconds is { } time ? time.ToString("0.00", CultureInfo.InvariantCulture) : "-";
            output.WriteLine($"{it.Model.PadRight(width)}  {loss,9}  {score,5}  {seconds,6}");
        }
    }
}

/// <summary>Fine-tuned models beside the one that they were made from, which is the first.</summary>
sealed record TunedReport(TunedLine[] Models);

/// <summary>One of them.</summary>
/// <param name="TestLoss">Null where there are no pictures for the test.</param>
/// <param name="Score">How well pictures go with their words, 0 to 100; null where none were drawn.</param>
/// <param name="Seconds">Of a picture.</param>
sealed record TunedLine(string Model, double? TestLoss, double? Score, double? Seconds, TunedPictureLine[] Pictures);

/// <summary>A picture of one of them.</summary>
sealed record TunedPictureLine(string Words, string Prompt, double Score);
