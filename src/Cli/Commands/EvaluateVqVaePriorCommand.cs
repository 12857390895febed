using System.CommandLine;
using System.Globalization;
using EmojiGen.Cli.Training;
using EmojiGen.Evaluation;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Imaging;
using EmojiGen.Language;
using EmojiGen.ModelEngines;
using EmojiGen.Models.VqVae;
using EmojiGen.Training.Data;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev evaluate vqvae-prior</c>: how codes are best drawn from the prior.</summary>
sealed class EvaluateVqVaePriorCommand : DocumentedCommand
{
    const int Cell = 96, SheetColumns = 8;

    static readonly NumberSetting temperature = new("temperature", "T", VqVaeRequest.TemperatureRange, VqVaeRequest.DefaultTemperature, "");
    static readonly WholeSetting topK = new("top-k", VqVaeRequest.TopKRange, 0, "");
    static readonly NumberSetting topP = new("top-p", "P", VqVaeRequest.TopPRange, VqVaeRequest.DefaultTopP, "");

    readonly SettingOption<string?> model = new(new TextSetting("model", "FOLDER", "The VQ-VAE's folder, its prior in it.")
    {
        Aliases = ["-m"],
        Otherwise = $"models/{ModelLibrary.EmbeddedVqVae}",
    });
    readonly SettingOption<string?> dataset = new(new TextSetting("dataset", "FOLDER",
        "What emoji-dev prepare wrote: emoji of its validation split are asked for.", "datasets/emoji"));
    readonly SettingOption<string?> temperatures = new(new TextSetting("temperatures", "NUMBERS", "Temperatures, by commas.", "0.7,1,1.2"));
    readonly SettingOption<string?> topKs = new(new TextSetting("top-ks", "NUMBERS",
        "How many of the likeliest codes are drawn from, by commas; 0: all.", "0,50"));
    readonly SettingOption<string?> topPs = new(new TextSetting("top-ps", "NUMBERS",
        "The likelihood that those drawn from have together, by commas.", "0.9,0.95,1"));
    readonly SettingOption<long?> each = new(new WholeSetting("each", new(1, 1000, "emoji"), 16,
        "Emoji that are asked for, evenly spread, each twice."));
    readonly SettingOption<double?> guidance = new(new NumberSetting("guidance", "SCALE", VqVaeRequest.GuidanceRange,
        VqVaeRequest.DefaultGuidance, "How much words count."));
    readonly SettingOption<long?> seed = new(new WholeSetting("seed", CommonSettings.AnySeed, 0, "Of all pictures."));
    readonly SettingOption<string?> sheet = new(new TextSetting("sheet", "FILE",
        "Also write what was drawn, a row for each combination: .png or .webp."));
    readonly SettingOption<bool> json = new(CommonSettings.Json);

    EvaluateVqVaePriorCommand() : base("vqvae-prior", "Draw with a VQ-VAE's prior at every temperature, top-k and top-p of three lists, and measure.")
    {
        foreach (var option in (ReadOnlySpan<Option>)[model, dataset, temperatures, topKs, topPs, each, guidance, seed, sheet, json])
            Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-dev evaluate vqvae-prior --sheet sweep.webp
          emoji-dev evaluate vqvae-prior --temperatures 0.5,1 --top-ks 0 --top-ps 1 --each 64 --json
        Words: how well pictures go with what was asked for, by emoji-mini's encoders. Named: whether the judge of emoji has it among its five
        best. Variety: how far two pictures of the same words are apart in the judge's features. All emoji asked for are of the validation split.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new EvaluateVqVaePriorCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    int Run(ParseResult parsed, Terminal terminal, Installation installation)
    {
        var points = Points(parsed);
        var onSheet = OutputFile.Picture(parsed.GetValue(sheet), terminal.Folder);
        var found = InstalledModels.Of(terminal, installation).VqVae(parsed.GetValue(model));
        using var data = PreparedDataset.Open(Path.GetFullPath(parsed.GetValue(dataset)!, terminal.Folder));
        DatasetRecord[] asked = [.. EvenSpread.Of([.. data.Measured(Split.Validation, kind => kind != RecordKind.Scene, "no emoji",
            "are asked for").Where(i => data.Records[i].Prompt.Length > 0)], (int)parsed.GetValue(each)!.Value).Select(i => data.Records[i])];
        using var autoencoder = VqVaeModelFolder.LoadAutoencoder(found.Path);
        using var prior = VqVaeModelFolder.LoadPrior(found.Path, autoencoder.Config);
        using var sentences = SentenceEncoder.Load(installation.SentenceEncoder);
        using var scorer = CaptionScorer.Load(Path.Combine(installation.Models, ModelLibrary.Embedded));
        using var judge = EmojiJudge.Load(Path.Combine(installation.Models, ModelLibrary.EmbeddedJudge));
        var sweep = new PriorSweep(autoencoder, prior, [.. CodePriorFolder.ReadStyles(VqVaeModelFolder.PriorOf(found.Path))], sentences,
            scorer, judge);
        List<PriorOutcome> outcomes = [];
        using (var progress = new ProgressLine(terminal, "drawing"))
        {
            foreach (var outcome in sweep.Run(points, asked, parsed.GetValue(guidance)!.Value, (ulong)parsed.GetValue(seed)!.Value,
                terminal.Stop))
            {
                outcomes.Add(outcome);
                progress.Report(outcomes.Count, points.Count, InWords(outcome.Point));
            }
        }
        if (onSheet is not null) ImageFile.Save(onSheet, Sheet(outcomes));
        if (parsed.GetValue(json)) Json.Write(terminal.Out, new([.. outcomes.Select(PriorSweepLine.Of)]), JsonShapes.Default.PriorSweepReport);
        else Print(outcomes, terminal.Out);
        return ExitCode.Done;
    }

    List<PriorPoint> Points(ParseResult parsed) =>
    [
        .. from t in Listed(parsed.GetValue(temperatures)!, temperature)
           from k in Listed(parsed.GetValue(topKs)!, topK)
           from p in Listed(parsed.GetValue(topPs)!, topP)
           select new PriorPoint(t!.Value, (int)k!.Value, p!.Value),
    ];

    /// <summary>Each as the setting of one picture reads it.</summary>
    static IEnumerable<T> Listed<T>(string list, Setting<T> of) =>
        [.. list.Split(',', StringSplitOptions.TrimEntries).Select(it => of.Read([it]))];

    static string InWords(PriorPoint point) => string.Create(CultureInfo.InvariantCulture,
        $"temperature {point.Temperature}, top-k {(point.TopK == 0 ? "all" : point.TopK)}, top-p {point.TopP}");

    static Raster Sheet(List<PriorOutcome> outcomes)
    {
        var columns = Math.Min(SheetColumns, outcomes[0].Pictures.Count);
        var cells = from outcome in outcomes
                    from column in Enumerable.Range(0, columns)
                    select (outcome.Pictures[column].Resize(Cell, Cell), (string?)(column == 0 ? Short(outcome.Point) : null));
        return ContactSheet.Compose([.. cells], columns, Cell, SheetGround.Checker);

        static string Short(PriorPoint it) => string.Create(CultureInfo.InvariantCulture,
            $"{it.Temperature} / {(it.TopK == 0 ? "all" : it.TopK)} / {it.TopP}");
    }

    static void Print(List<PriorOutcome> outcomes, TextWriter output)
    {
        output.WriteLine("temperature  top-k  top-p  words  named  variety  codes used  s each");
        foreach (var it in outcomes)
        {
            var k = it.Point.TopK == 0 ? "all" : it.Point.TopK.ToString(CultureInfo.InvariantCulture);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{it.Point.Temperature,11:0.##}  {k,5}  {it.Point.TopP,5:0.###}  {it.Score,5:0.0}  {100 * it.Named,3:0} %  {it.Variety,7:0.00}  {100 * it.CodebookUse,8:0.0} %  {it.Seconds,6:0.00}"));
        }
    }
}

/// <summary>What came of each way to draw codes.</summary>
sealed record PriorSweepReport(PriorSweepLine[] Ways);

/// <summary>One of them.</summary>
/// <param name="TopK">0: of all codes.</param>
/// <param name="Words">How well pictures go with their words, 0 to 100.</param>
/// <param name="Named">Share that the judge of emoji has among its five best, 0 to 1.</param>
/// <param name="Variety">Distance of two pictures of the same words in the judge's features.</param>
/// <param name="CodebookUse">0 to 1.</param>
sealed record PriorSweepLine(double Temperature, int TopK, double TopP, double Words, double Named, double Variety, double CodebookUse,
    double Seconds)
{
    public static PriorSweepLine Of(PriorOutcome it) => new(it.Point.Temperature, it.Point.TopK, it.Point.TopP, Math.Round(it.Score, 2),
        Math.Round(it.Named, 4), Math.Round(it.Variety, 4), Math.Round(it.CodebookUse, 4), Math.Round(it.Seconds, 4));
}
