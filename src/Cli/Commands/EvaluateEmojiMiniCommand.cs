using System.CommandLine;
using System.Globalization;
using EmojiGen.Art;
using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Evaluation;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Imaging;
using EmojiGen.ModelEngines;
using EmojiGen.Torch;
using EmojiGen.Training.Data;
using Path = System.IO.Path;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev evaluate emoji-mini</c>: what share of its pictures of emoji that it never saw are recognised.</summary>
sealed class EvaluateEmojiMiniCommand : DocumentedCommand
{
    /// <summary>Without draft; from the composed draft; and the draft itself, which tells how well the classifier sees.</summary>
    const string Words = "words", Drafted = "draft", Composed = "composed";

    static readonly string[] ways = [Words, Drafted, Composed];

    const int Best = 5, Cell = 128, Columns = 8, DefaultEach = 16;

    readonly SettingOption<string?> model = new(new TextSetting("model", "FOLDER", "A model's folder.")
    {
        Otherwise = $"models/{ModelLibrary.Embedded}",
    });
    readonly SettingOption<string?> classifier = new(new TextSetting("classifier", "FOLDER", "The judge's folder.")
    {
        Otherwise = "classifier in the model's folder, or models/emoji-judge",
    });
    readonly SettingOption<long?> each = new(new WholeSetting("each", new(1, 1000, "prompts"), DefaultEach,
        "Prompts of colours and of pairs; single emoji twice as many."));
    readonly SettingOption<long?> steps = new(new WholeSetting("steps", DiffusionRequest.StepsRange, DiffusionRequest.DefaultSteps,
        "Denoising steps."));
    readonly SettingOption<double?> guidance = new(new NumberSetting("guidance", "SCALE", DiffusionRequest.GuidanceRange, null,
        "How much the prompt counts.")
    {
        Otherwise = "the model's",
    });
    readonly SettingOption<string?> style = new(new TextSetting("style", "NAME", "The art style.", EmojiRequest.DefaultStyle));
    readonly SettingOption<long?> seed = new(new WholeSetting("seed", CommonSettings.AnySeed, 0, "Of the prompts and of every picture."));
    readonly SettingOption<string?> sheet = new(new TextSetting("sheet", "FILE",
        "Also write contact sheets of all pictures, from words, from the draft, and the draft itself: .png or .webp."));
    readonly SettingOption<string> device = new(new DeviceSetting());
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    EvaluateEmojiMiniCommand()
        : base("emoji-mini", "Draw emoji that the model never saw, with draft and without, and count those that a classifier recognises.")
    {
        foreach (var option in (ReadOnlySpan<Option>)[model, classifier, each, steps, guidance, style, seed, sheet, device, json])
            Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-dev evaluate emoji-mini
          emoji-dev evaluate emoji-mini --model runs/emoji-mini --sheet unseen.png
        A picture counts when all emoji that its prompt names are among the five that the classifier finds likeliest. The classifier was trained on the art alone.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new EvaluateEmojiMiniCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    string JudgeOf(string folder, ParseResult parsed, Terminal terminal, Installation installation)
    {
        if (parsed.GetValue(classifier) is { } named) return Path.GetFullPath(named, terminal.Folder);
        var own = Path.Combine(folder, "classifier");
        return Directory.Exists(own) ? own : InstalledModels.Of(terminal, installation).Judge;
    }

    int Run(ParseResult parsed, Terminal terminal, Installation installation)
    {
        var folder = parsed.GetValue(model) is { } named ? Path.GetFullPath(named, terminal.Folder)
            : Path.Combine(installation.Models, ModelLibrary.Embedded);
        var onSheet = OutputFile.Picture(parsed.GetValue(sheet), terminal.Folder);
        var on = Device.Choose(parsed.GetValue(device));
        using var judge = EmojiJudge.Load(JudgeOf(folder, parsed, terminal, installation), on);
        using var library = installation.OpenArt();
        var number = (ulong)parsed.GetValue(seed)!.Value;
        // The split that emoji-dev prepare makes by default, which the model was trained by.
        var split = new EmojiSplit(library.Catalogue.All.Select(it => it.Hexcode), seed: 0);
        Emoji[] known = [.. library.Catalogue.All.Where(it => judge.Knows(it.Hexcode))];
        var prompts = UnseenPrompts.Draw(known.Where(it => split.Of(it.Hexcode) == Split.Test), known, number,
            (int)parsed.GetValue(each)!.Value);

        using var studio = Studio.Open(installation);
        using var engine = DiffusionEngine.Load(studio, folder, new LoadOptions { Device = on });
        var outcomes = new List<Outcome>();
        using (var progress = new ProgressLine(terminal, "drawing"))
        {
            foreach (var way in ways)
            {
                for (var i = 0; i < prompts.Length; i++)
                {
                    terminal.Stop.ThrowIfCancellationRequested();
                    var picture = Draw(prompts[i].Prompt, way, (long)number + i).Pictures[0].Draw(Cell);
                    var found = judge.Best(picture, Best);
                    outcomes.Add(new(prompts[i], way, picture, prompts[i].Emoji.All(it => found.Contains(it)),
                        prompts[i].Emoji.Count(it => found.Contains(it))));
                    progress.Report(outcomes.Count, ways.Length * prompts.Length, $"{outcomes.Count} of {ways.Length * prompts.Length}");
                }
            }
        }
        if (onSheet is not null) WriteSheets(onSheet, outcomes);
        if (parsed.GetValue(json)) Json.Write(terminal.Out, Report(outcomes), JsonShapes.Default.EmojiMiniReport);
        else PrintText(outcomes, terminal.Out);
        return ExitCode.Done;

        Drawing Draw(string prompt, string way, long seed) => way == Composed
            ? studio.Draw(new ComposeRequest(prompt) { Seed = seed, Style = parsed.GetValue(style)! }, cancel: terminal.Stop)
            : engine.Draw(new DiffusionRequest(prompt)
            {
                Seed = seed,
                Style = parsed.GetValue(style)!,
                Steps = (int)parsed.GetValue(steps)!.Value,
                Guidance = parsed.GetValue(guidance),
                Draft = way == Drafted,
            }, cancel: terminal.Stop);
    }

    static void WriteSheets(string path, List<Outcome> outcomes)
    {
        foreach (var way in ways)
        {
            var beside =
                Path.Combine(Path.GetDirectoryName(path)!, $"{Path.GetFileNameWithoutExtension(path)}-{way}{Path.GetExtension(path)}");
            ImageFile.Save(beside, ContactSheet.Compose([.. outcomes.Where(it => it.Way == way)
                .Select(it => (it.Picture, (string?)(it.Found ? it.Prompt.Prompt : $"✗ {it.Prompt.Prompt}")))], Columns, Cell));
        }
    }

    static void PrintText(List<Outcome> outcomes, TextWriter output)
    {
        output.WriteLine($"{"",-8} {string.Join(' ', ways.Select(it => $"{it,8}"))}   recognised among the classifier's five best");
        foreach (var kind in outcomes.Select(it => it.Prompt.Kind).Distinct().Append(null))
        {
            var shares = ways.Select(way => string.Create(CultureInfo.InvariantCulture, $"{ShareOf(outcomes, kind, way),8:0.0%}"));
            output.WriteLine(
                $"{kind ?? "all",-8} {string.Join(' ', shares)}   of {outcomes.Count(it => it.Way == Words && (kind is null || it.Prompt.Kind == kind))}");
        }
    }

    static EmojiMiniReport Report(List<Outcome> outcomes)
    {
        return new(
            Shares(Words),
            Shares(Drafted),
            Shares(Composed),
            [.. outcomes.Select(it => new JudgedPicture(it.Prompt.Prompt, it.Prompt.Kind, it.Way, it.Found, it.Parts, it.Prompt.Emoji.Length))]);

        Dictionary<string, double> Shares(string way) => outcomes.Select(it => it.Prompt.Kind).Distinct().Append(null)
            .ToDictionary(kind => kind ?? "all", kind => Math.Round(ShareOf(outcomes, kind, way), 4));
    }

    static double ShareOf(List<Outcome> outcomes, string? kind, string way)
    {
        var some = outcomes.Where(it => it.Way == way && (kind is null || it.Prompt.Kind == kind)).ToList();
        return some.Count == 0 ? 0 : some.Count(it => it.Found) / (double)some.Count;
    }

    /// <param name="Way">One of <see cref="ways"/>.</param>
    /// <param name="Found">Whether all that the prompt names were found.</param>
    /// <param name="Parts">How many of them.</param>
    sealed record Outcome(UnseenPrompt Prompt, string Way, Raster Picture, bool Found, int Parts);
}

/// <summary>What share of pictures was recognised, by kind of prompt and in all, for each way of drawing.</summary>
sealed record EmojiMiniReport(Dictionary<string, double> Words, Dictionary<string, double> Draft, Dictionary<string, double> Composed,
    JudgedPicture[] Pictures);

/// <summary>One picture and what the classifier saw in it.</summary>
sealed record JudgedPicture(string Prompt, string Kind, string Way, bool Recognised, int EmojiFound, int EmojiNamed);
