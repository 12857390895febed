using System.Diagnostics;
using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Imaging;
using EmojiGen.Models.Lora;
using EmojiGen.Torch;
using EmojiGen.Training.Data;
using EmojiGen.Training.Objectives;

namespace EmojiGen.Training.FineTuning;

/// <summary>What a model, fine-tuned or as it was, makes of the same words with the same seeds.</summary>
/// <param name="Name">The folder of a result; null of the model that it was made from.</param>
/// <param name="TestLoss">Mean squared error on pictures that neither training nor the choice of its settings saw; null: there are
/// none.</param>
/// <param name="Pictures">One of each prompt, in their order.</param>
/// <param name="Seconds">Of one picture, on average; 0 of none.</param>
public sealed record TunedOutcome(string? Name, double? TestLoss, IReadOnlyList<TunedPicture> Pictures, double Seconds);

/// <summary>One picture of a comparison.</summary>
/// <param name="Words">What was asked for.</param>
/// <param name="Prompt">As the model was told it.</param>
public sealed record TunedPicture(string Words, string Prompt, Raster Picture);

/// <summary>How fine-tuned models are compared.</summary>
public sealed record ComparisonOptions
{
    /// <summary>What to draw; empty: words of the test split, <see cref="Each"/> of them.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>Words of the test split, where none are named; 0 or more, 8 by default.</summary>
    public int Each { get; init; } = 8;

    /// <summary>Pictures of the test split that the loss is measured on, at most; 64 by default.</summary>
    public int Examples { get; init; } = 64;

    /// <summary>Denoising steps, 30 by default.</summary>
    public int Steps { get; init; } = 30;

    /// <summary>How much prompts count; null: as the model's kind is used.</summary>
    public double? Guidance { get; init; }

    /// <summary>Of the first picture; each further one has the next.</summary>
    public ulong Seed { get; init; }

    /// <summary>What computes; null: the first CUDA device where there is one, else the CPU.</summary>
    public Device? Device { get; init; }

    /// <summary>Another folder of pictures than that of the first result; null: that.</summary>
    public string? Data { get; init; }
}

/// <summary>Draws with the model as it was and with what was made of it, and measures both on pictures that no choice was made
/// by.</summary>
/// <remarks>Each run's captions stand in the template that it was trained with.</remarks>
public sealed class TunedComparison : IDisposable
{
    const string LoraName = "compared";

    readonly IReadOnlyList<TunedRun> runs;
    readonly ComparisonOptions options;
    readonly TrainingPictures? pictures;
    readonly IReadOnlyList<TrainingPicture> toTest;
    readonly IReadOnlyList<string> words;

    /// <param name="folders">Of results, at least one, all made from one model.</param>
    /// <exception cref="IOException">A folder holds no result, or the pictures are missing.</exception>
    /// <exception cref="InvalidDataException">They were made from different models, or there is nothing to compare them by.</exception>
    public TunedComparison(IReadOnlyList<string> folders, ComparisonOptions options)
    {
        this.options = options;
        runs = [.. folders.Select(TunedRun.Read)];
        if (runs.FirstOrDefault(it => it.Model != runs[0].Model || it.Side != runs[0].Side) is { } other)
            throw new InvalidDataException(
                $"'{other.Folder}' was made from '{other.Model}' at {other.Side} pixels, '{runs[0].Folder}' from '{runs[0].Model}' at {runs[0].Side}: compare them apart.");
        var data = options.Data ?? runs[0].Data;
        // Words that are named need no pictures: they may be on another machine.
        if (options.Data is not null || options.Words.Count == 0 || Directory.Exists(data))
            pictures = TrainingPictures.Open(data, runs[0].Side);
        toTest = pictures is null ? [] : EvenSpread.Of(pictures.ToTest, options.Examples);
        var ofTest = pictures?.ToTest.Select(it => it.Words).OfType<string>().Distinct(StringComparer.Ordinal).ToArray() ?? [];
        words = options.Words.Count > 0 ? options.Words : EvenSpread.Of(ofTest, options.Each);
        if (words.Count == 0 && toTest.Count == 0)
            throw new InvalidDataException(
                $"'{data}' has no pictures for the test: name what to draw, or prepare a dataset with emoji-dev prepare, which splits it.");
    }

    /// <summary>Pictures to draw.</summary>
    public int Total => (runs.Count + 1) * words.Count;

    /// <summary>What each model makes of them: the one that was begun from first, then each result.</summary>
    /// <param name="drawn">Told after each picture, with the number of those drawn.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    public IEnumerable<TunedOutcome> Run(Action<int>? drawn = null, CancellationToken stop = default)
    {
        using var noGrad = Autograd.NoGrad();
        using (var model = Load(runs[0].Model))
        {
            yield return Measure(model, null, runs[0].TemplateOr(pictures?.Template), 0, drawn, stop);
            foreach (var (run, index) in runs.Select((it, i) => (it, i)).Where(it => it.it.IsLora))
            {
                using var loras = new LoraStack(model.Networks);
                using var lora = LoraFile.Read(run.Result);
                loras.Add(lora, LoraName);
                yield return Measure(model, run, run.TemplateOr(pictures?.Template), index + 1, drawn, stop);
            }
        }
        foreach (var (run, index) in runs.Select((it, i) => (it, i)).Where(it => !it.it.IsLora))
        {
            using var model = Load(run.Result);
            yield return Measure(model, run, run.TemplateOr(pictures?.Template), index + 1, drawn, stop);
        }
    }

    public void Dispose() => pictures?.Dispose();

    DiffusionModel Load(string path) => DiffusionModel.Load(path, new LoadOptions { DType = DType.Float32, Device = options.Device });

    TunedOutcome Measure(DiffusionModel model, TunedRun? run, string template, int index, Action<int>? drawn, CancellationToken stop)
    {
        var loss = Loss(model, template, stop);
        var begun = Stopwatch.GetTimestamp();
        List<TunedPicture> made = [];
        foreach (var (one, i) in words.Select((it, i) => (it, i)))
        {
            stop.ThrowIfCancellationRequested();
            var prompt = PromptOf(template, one);
            made.Add(new(one, prompt, Draw(model, prompt, options.Seed + (ulong)i)));
            drawn?.Invoke((index * words.Count) + i + 1);
        }
        return new(run?.Folder, loss, made, made.Count == 0 ? 0 : Stopwatch.GetElapsedTime(begun).TotalSeconds / made.Count);
    }

    /// <summary>The words in the sentence of training; where that is the same for all pictures, beside it.</summary>
    static string PromptOf(string template, string words) =>
        CaptionTemplates.NamesWords(template) ? CaptionTemplates.Fill(template, words, "") ?? words : $"{words}, {template}";

    Raster Draw(DiffusionModel model, string prompt, ulong seed)
    {
        using var scope = new TensorScope();
        using var run = model.Begin(new GenerationRequest
        {
            Prompt = prompt,
            Seed = seed,
            Width = runs[0].Side,
            Height = runs[0].Side,
            GuidanceScale = options.Guidance ?? model.DefaultGuidance,
            Steps = options.Steps,
        });
        foreach (var _ in run.Steps()) { }
        return run.Decode().ToRaster();
    }

    double? Loss(DiffusionModel model, string template, CancellationToken stop)
    {
        using var cache = new LatentCache(model, runs[0].Side);
        using var states = new CaptionStates(model, runs[0].Side, cached: true);
        List<string> captions = [];
        foreach (var picture in toTest)
        {
            stop.ThrowIfCancellationRequested();
            if (picture.Caption(template) is not { } caption) continue;
            states.Prepare(caption);
            cache.Add(picture.Load(), flipped: false);
            captions.Add(caption);
        }
        if (captions.Count == 0) return null;
        var objective = DiffusionObjective.Of(model.SchedulerConfig);
        return new HeldOutPictures(cache, captions, states, objective)
            .Loss((noisy, timesteps, told) => DenoisingTask.Predict(model, noisy, timesteps, told));
    }
}
