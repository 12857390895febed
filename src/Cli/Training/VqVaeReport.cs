using System.Collections.Immutable;
using System.Globalization;
using EmojiGen.Evaluation.Reports;
using EmojiGen.Imaging;
using EmojiGen.Language;
using EmojiGen.ModelEngines;
using EmojiGen.ModelEngines.Morphing;
using EmojiGen.Models;
using EmojiGen.Models.Generation;
using EmojiGen.Models.VqVae;
using EmojiGen.Torch;
using EmojiGen.Training.Data;
using EmojiGen.Training.Trackers;

namespace EmojiGen.Cli.Training;

/// <summary>Everything about an Emoji VQ-VAE on one page: how it was trained, what it gives back, what its prior draws.</summary>
sealed class VqVaeReport(string folder, string name, VqVaeModel model, PreparedDataset dataset, string encoder)
{
    const int ShownPictures = 24, WorstPictures = 8, Drawn = 18, MorphSteps = 9, SmallSide = 64, Side = 88, ComparedPictures = 1000;
    const ulong Seed = 1;

    static readonly CultureInfo culture = CultureInfo.InvariantCulture;

    readonly ImmutableArray<int> test = [.. dataset.Split(Split.Test).Where(i => dataset.Records[i].Kind != RecordKind.Scene)];

    /// <param name="progress">Told what is being done.</param>
    /// <returns>HTML</returns>
    /// <exception cref="InvalidDataException">The dataset has no pictures for the test.</exception>
    public string Write(Action<string> progress)
    {
        using var noGrad = Autograd.NoGrad();
        var page = new HtmlReport($"Emoji VQ-VAE: {name}");
        page.Paragraph(
            string.Create(culture, $"{model.Config.SampleSize} x {model.Config.SampleSize} pixels, {(model.Config.Channels == 4 ? "RGBA" : "RGB on white")}, to {model.Config.LatentSize} x {model.Config.LatentSize} of {model.Config.CodebookSize} codes and back; {Count(model) / 1e6:0.0} million weights."));
        progress("measuring");
        Quality(page);
        Training(page, RunHistory.Read(Log(folder)));
        progress("reconstructions");
        Reconstructions(page);
        progress("morphs");
        Morphs(page);
        if (File.Exists(Path.Combine(VqVaeModelFolder.PriorOf(folder), "config.json"))) Prior(page, progress);
        return page.ToHtml();
    }

    static string Log(string run) => Path.Combine(run, RunLog.Folder, RunLog.StepsFile);

    static long Count(Module network) =>
        network.NamedParameters().Where(it => !it.Parameter.IsBuffer).Sum(it => it.Parameter.Tensor.ElementCount);

    void Quality(HtmlReport page)
    {
        VqVaeQuality unseen = VqVaeQuality.Measure(model, dataset, Split.Test),
            seen = VqVaeQuality.Measure(model, dataset, Split.Train, ComparedPictures);
        page.Section("Figures",
            string.Create(culture, $"On the {unseen.Pictures} emoji of the test split, which no training saw: all styles of an emoji fall on one side of the split. What was published was measured on pictures that were trained on; {seen.Pictures} of ours stand beside it."));
        page.Table(["", "this model, unseen emoji", "this model, training pictures", "published, training pictures"],
        [
            ["mean squared error", unseen.Mse.ToString("f6", culture), seen.Mse.ToString("f6", culture), "0.001424"],
            ["PSNR", unseen.Psnr.ToString("f2", culture) + " dB", seen.Psnr.ToString("f2", culture) + " dB", "28.47 dB"],
            ["SSIM", unseen.Ssim.ToString("f4", culture), seen.Ssim.ToString("f4", culture), "0.9383"],
            ["codes used", Share(unseen), Share(seen), "99.4 %"],
        ]);

        static string Share(VqVaeQuality of) => (100 * of.CodebookUse).ToString("f1", culture) + " %";
    }

    static void Training(HtmlReport page, RunHistory? run)
    {
        page.Section("Training");
        if (run is null || run.LastStep == 0)
        {
            page.Paragraph($"The run's folder has no {RunLog.Folder}/{RunLog.StepsFile}: nothing is known of how it went.");
            return;
        }
        page.Paragraph($"{run.LastStep.ToString("n0", culture)} steps. {Settings(run)}");
        var validation = run.Series("validation_loss");
        page.Chart(new("Mean squared error of pixels", "step", "error",
            [.. Lines(run, "mse", "training"), new("validation", validation, 1, SeriesStyle.Dots)], LogY: true));
        var resets = run.Series("codes_reset", "epoch")
            .Select(it => (it.X + 1, string.Create(culture, $"epoch {it.X + 1}: {it.Y} unused codes reset"))).ToImmutableArray();
        page.Chart(new("Codebook use in each epoch", "epoch", "share of the codes", [new("codes used", [.. run.Series("codebook_use",
            "epoch").Select(it => (it.X + 1, it.Y))], 2, SeriesStyle.Dots)])
        { RangeY = (0, 1), Marks = resets });
        if (resets.Length > 0) page.Paragraph("Dashed: unused codes were given latents of a recent batch.");
        page.Chart(new("Unused codes that were reset", "epoch", "codes",
            [new("codes reset", [.. run.Series("codes_reset", "epoch").Select(it => (it.X + 1, it.Y))], 3, SeriesStyle.Bars)]));
        page.Chart(new("Distance of latents from their codes", "step", "commitment", Lines(run, "commitment", "commitment"), LogY: true));
        page.Chart(new("Learning rate", "step", "rate", [new("learning rate", run.Series("learning_rate"), 0)]));
    }

    static string Settings(RunHistory run) =>
        run.Settings.Count == 0 ? ""
        : string.Join(", ", run.Settings.Where(it => it.Value.Length > 0 && !it.Value.Contains('/', StringComparison.Ordinal))
        .Select(it => $"{it.Key} {it.Value}")) + ".";

    /// <summary>What each step told, and its mean around it.</summary>
    static ImmutableArray<ChartSeries> Lines(RunHistory run, string number, string called) =>
        [new($"{called}, each step", run.Series(number), 0, SeriesStyle.Faint),
            new($"{called}, mean", run.Smoothed(number, (int)Math.Max(1, run.Steps.Count / 60)), 0)];

    void Reconstructions(HtmlReport page)
    {
        page.Section("Reconstructions of unseen emoji",
            "The original left, what came back right: evenly spread over the test split, not picked.");
        page.Pictures(EvenSpread.Of(test, ShownPictures).Select(Beside), 2 * SmallSide);
        page.Section("The worst of them", "Those of the test split with the largest squared error.");
        page.Pictures(test.OrderByDescending(Error).Take(WorstPictures).ToArray().Select(Beside), 2 * SmallSide);
    }

    double Error(int place)
    {
        using var scope = new TensorScope();
        var picture = Read(place);
        return model.Decode(model.Encode(picture)).MseLoss(picture).ToDouble();
    }

    /// <returns>(1, channels, S, S)</returns>
    Tensor Read(int place) => RgbaPictures.FromRgba(dataset.Read(place), dataset.Side, model.Config.Channels)
        .To(model.Device);

    ReportPicture Beside(int place)
    {
        using var scope = new TensorScope();
        var picture = Read(place);
        var both = Draw(picture).CompositeOver(new Raster(2 * dataset.Side, dataset.Side));
        both = Draw(model.Decode(model.Encode(picture))).CompositeOver(both, dataset.Side);
        return new(both, Caption(place));
    }

    Raster Draw(Tensor picture) => new(dataset.Side, dataset.Side, RgbaPictures.ToRgba(picture));

    string Caption(int place) =>
        dataset.Records[place] is { Style.Length: > 0 } record ? $"{record.Prompt}, {record.Style}" : dataset.Records[place].Prompt;

    void Morphs(HtmlReport page)
    {
        if (test.Length < 2) return;
        page.Section("Between two emoji",
            "Straight through the latents as published; with the directions turning; and over pictures that the codebook can write.");
        var (from, to) = (EvenSpread.Of(test, 5)[1], EvenSpread.Of(test, 5)[^1]);
        Raster first = Picture(from), last = Picture(to);
        foreach (var (path, called) in ((MorphPath, string)[])[(MorphPath.Linear, "latent"), (MorphPath.Spherical, "spherical"),
            (MorphPath.Codes, "codes")])
        {
            var morph = Morph.Between(model, first, last, MorphSteps, path, CancellationToken.None);
            page.Pictures(morph.Frames.Select((it, i) => new ReportPicture(it, i == 0 ? called : "")), Side);
        }
        page.Paragraph($"From {Caption(from)} to {Caption(to)}.");

        Raster Picture(int place) => new(dataset.Side, dataset.Side, dataset.Read(place));
    }

    void Prior(HtmlReport page, Action<string> progress)
    {
        var of = VqVaeModelFolder.PriorOf(folder);
        using var prior = VqVaeModelFolder.LoadPrior(folder, model.Config, model.Device);
        var styles = CodePriorFolder.ReadStyles(of);
        page.Section("The prior",
            string.Create(culture, $"A GPT of {prior.Config.NumHiddenLayers} layers and width {prior.Config.HiddenSize}, {Count(prior) / 1e6:0.0} million weights, that writes the {prior.Config.CodeCount} codes of a picture one after the other; {Math.Log2(prior.Config.CodebookSize):0.##} bits a code would be chance."));
        if (RunHistory.Read(Log(of)) is { LastStep: > 0 } run)
        {
            page.Paragraph($"{run.LastStep.ToString("n0", culture)} steps. {Settings(run)}");
            page.Chart(new("Bits a code", "step", "bits", [.. Lines(run, "bits", "training"),
                new("validation, emoji that it never saw", run.Series("validation_loss"), 1, SeriesStyle.Dots)]));
            page.Chart(new("Learning rate of the prior", "step", "rate", [new("learning rate", run.Series("learning_rate"), 0)]));
        }
        progress("drawing");
        using var chance = new Generator(Seed);
        var how = string.Create(culture, $"temperature {VqVaeRequest.DefaultTemperature}, top-p {VqVaeRequest.DefaultTopP}");
        page.Section("Drawn of nothing in particular", $"The first {Drawn} of seed {Seed}; {how}.");
        page.Pictures(Sample([]).Select(it => new ReportPicture(it, "")), Side);
        if (!Directory.Exists(encoder) || styles.Count == 0) return;

        using var sentences = SentenceEncoder.Load(encoder);
        var seen = dataset.Split(Split.Train).Where(i => dataset.Records[i].Kind == RecordKind.Icon).ToImmutableArray();
        foreach (var (places, which) in ((ImmutableArray<int>, string)[])[(test, "of unseen emoji"),
            (seen, "of emoji that it was trained on")])
        {
            var asked = EvenSpread.Of(places, Drawn).Where(i => dataset.Records[i].Prompt.Length > 0).ToArray();
            if (asked.Length == 0) continue;
            using var scope = new TensorScope();
            var vectors = sentences.Encode([.. asked.Select(i => dataset.Records[i].Prompt)]);
            var condition = new CodeCondition(Tensor.From([.. vectors.SelectMany(it => it)], asked.Length, sentences.Dimension),
                [.. asked.Select(i => Number(styles, dataset.Records[i].Style))]);
            page.Section($"Asked for by names {which}", $"Evenly spread, not picked; guidance {VqVaeRequest.DefaultGuidance}, {how}.");
            page.Pictures(Sample([(condition, VqVaeRequest.DefaultGuidance)], asked.Length)
                .Zip(asked, (picture, i) => new ReportPicture(picture, Caption(i))), Side);
        }

        List<Raster> Sample(IReadOnlyList<(CodeCondition, double)> conditions, int count = Drawn)
        {
            using var scope = new TensorScope();
            var steps = prior.Generate(count, conditions,
                new GenerationOptions(int.MaxValue, VqVaeRequest.DefaultTemperature, 0, VqVaeRequest.DefaultTopP, chance)).ToArray();
            return [.. Enumerable.Range(0, count)
                .Select(i => Draw(model.Decode(Tensor.From([.. steps.Select(it => (long)it[i])], 1, steps.Length).To(model.Device))))];
        }
    }

    static int Number(IReadOnlyList<string> styles, string style)
    {
        for (var i = 0; i < styles.Count; i++)
            if (styles[i] == style) return i;
        return -1;
    }
}
