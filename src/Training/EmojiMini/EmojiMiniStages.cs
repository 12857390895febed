using System.Text.Json.Nodes;
using EmojiGen.Diffusion.Schedulers;
using EmojiGen.Language;
using EmojiGen.ModelFiles;
using EmojiGen.Models.Bert;
using EmojiGen.Models.Classifier;
using EmojiGen.Models.Clip;
using EmojiGen.Models.IpAdapter;
using EmojiGen.Models.Unet;
using EmojiGen.Models.Vae;
using EmojiGen.Torch;
using EmojiGen.Training.Data;
using EmojiGen.Training.Loop;
using EmojiGen.Training.Trackers;

namespace EmojiGen.Training.EmojiMini;

/// <summary>How a stage is run.</summary>
/// <param name="Steps">Instead of the recipe's; null: those.</param>
/// <param name="CheckpointEvery">Steps between checkpoints.</param>
/// <param name="ValidateEvery">Steps between validations.</param>
/// <param name="Resume"><c>latest</c>, a step's number, or null: from the beginning.</param>
public sealed record EmojiMiniRun(long? Steps, long CheckpointEvery, long ValidateEvery, string? Resume);

/// <summary>The networks of <c>emoji-mini</c>, trained one after the other into a folder in diffusers' layout.</summary>
/// <param name="folder">Of the model; checkpoints go to <c>checkpoints/STAGE</c> in it.</param>
/// <param name="dataset">What <c>emoji-dev prepare</c> wrote, with pictures of 128 pixels.</param>
/// <param name="sentences">The folder of the sentence encoder.</param>
/// <param name="group">The processes that train together; stays the caller's. Null: this one alone.</param>
/// <param name="device">What computes; null: the CPU.</param>
public sealed class EmojiMiniStages(string folder, string dataset, string sentences, EmojiMiniRecipe recipe, ProcessGroup? group = null,
    Device? device = null) : IDisposable
{
    public const string Vae = "vae", ImageEncoder = "image_encoder", Unet = "unet", Classifier = "classifier";

    const int CheckpointsKept = 2;

    /// <summary>Decay of the average that is kept of the denoising network: of its last thousand steps.</summary>
    const double Averaged = 0.999;

    readonly Device device = device ?? Device.Cpu;
    PreparedDataset? data;

    /// <summary>In the order in which they need each other; the classifier, which judges them, needs none.</summary>
    public static IReadOnlyList<string> Names { get; } = [Vae, ImageEncoder, Unet, Classifier];

    public string Folder => folder;

    /// <summary>Where the checkpoints of a network lie.</summary>
    public string CheckpointsOf(string stage) => Path.Combine(folder, "checkpoints", stage);

    PreparedDataset Data => data ??= PreparedDataset.Open(dataset, EmojiMiniNetworks.SampleSize);

    /// <summary>Whether its weights are there.</summary>
    public bool IsDone(string stage) => File.Exists(EmojiMiniFolder.WeightsOf(folder, stage));

    /// <summary>Trains a network and writes it.</summary>
    /// <exception cref="IOException">What it needs is missing, or a file cannot be written.</exception>
    /// <exception cref="InvalidDataException">The dataset or a checkpoint is of another kind.</exception>
    /// <exception cref="OperationCanceledException">It was stopped; the last step was saved.</exception>
    public IEnumerable<TrainingStep> Run(string stage, EmojiMiniRun run, CancellationToken stop = default) => stage switch
    {
        Vae => RunVae(run, stop),
        ImageEncoder => RunImageEncoder(run, stop),
        Unet => RunUnet(run, stop),
        Classifier => RunClassifier(run, stop),
        _ => throw new ArgumentException($"There is no stage '{stage}'; known: {string.Join(", ", Names)}.", nameof(stage)),
    };

    /// <summary>Says before a long training whether <see cref="MeasureVae"/> will have something to measure on.</summary>
    /// <exception cref="InvalidDataException">The dataset has no emoji of the test.</exception>
    public void ExpectVaeCanBeMeasured() => AutoencoderQuality.Expect(Data, Split.Test);

    /// <summary>How well the autoencoder that was written gives back emoji that it never saw.</summary>
    /// <exception cref="IOException">It is not there.</exception>
    public AutoencoderQuality MeasureVae()
    {
        using var vae = LoadVae(DType.Float32);
        return AutoencoderQuality.Measure(vae, Data, Split.Test);
    }

    public void Dispose() => data?.Dispose();

    AutoencoderKL LoadVae(DType dtype)
    {
        var vae = new AutoencoderKL(AutoencoderKLConfig.Read(Path.Combine(folder, Vae, "config.json")));
        using var weights = SafetensorsFile.Open(EmojiMiniFolder.WeightsOf(folder, Vae));
        vae.LoadPublished(weights.AsWeights().On(device, dtype), dtype);
        return vae;
    }

    IEnumerable<TrainingStep> RunVae(EmojiMiniRun run, CancellationToken stop)
    {
        using var vae = new AutoencoderKL(EmojiMiniNetworks.Vae);
        Begin(vae);
        using var task = new AutoencoderTask(vae, Data);
        foreach (var step in Train(Vae, task, run, null, stop)) yield return step;
        Write(() => EmojiMiniFolder.WriteVae(folder, vae, LatentScale.Of(vae, Data)));
    }

    IEnumerable<TrainingStep> RunImageEncoder(EmojiMiniRun run, CancellationToken stop)
    {
        using var encoder = SentenceEncoder.Load(sentences);
        using var model = new ClipVisionModel(EmojiMiniNetworks.ImageEncoder);
        Begin(model);
        using var task = new ImageEncoderTask(model, Data, encoder);
        foreach (var step in Train(ImageEncoder, task, run, null, stop)) yield return step;
        Write(() => EmojiMiniFolder.WriteImageEncoder(folder, model));
    }

    IEnumerable<TrainingStep> RunUnet(EmojiMiniRun run, CancellationToken stop)
    {
        foreach (var needed in (ReadOnlySpan<string>)[Vae, ImageEncoder])
            if (!IsDone(needed))
                throw new FileNotFoundException(
                $"The denoising network needs {needed}, which is not in {folder} yet: train that stage first.");
        Write(() => EmojiMiniFolder.WriteRest(folder, sentences));
        var half = device.FastType; // as they were trained
        using var encoder = SentenceTokenEncoder.Load(sentences, half, device);
        using var vae = LoadVae(half);
        using var pictures = new ClipVisionModel(ClipVisionConfig.Read(Path.Combine(folder, ImageEncoder, "config.json")));
        using (var weights = SafetensorsFile.Open(EmojiMiniFolder.WeightsOf(folder, ImageEncoder)))
            pictures.LoadPublished(weights.AsWeights().On(device, half), half);

        using var unet = new UNet2DConditionModel(EmojiMiniNetworks.Unet);
        using var generator = new Generator(recipe.Seed);
        unet.Initialise(generator);
        unet.To(device: device);
        var projection = EmojiMiniNetworks.Resampler();
        projection.Initialise(generator);
        using var adapter = IpAdapter.Create(unet, projection, generator);
        adapter.Attach(unet);
        using var task = new DiffusionTask(unet, adapter, vae, pictures, encoder, Data,
            SchedulerConfig.Read(Path.Combine(folder, "scheduler", "scheduler_config.json")), EmojiMiniNetworks.Styles);
        foreach (var step in Train(Unet, task, run, Averaged, stop)) yield return step;
        Write(() => EmojiMiniFolder.WriteUnet(folder, unet, adapter));
    }

    IEnumerable<TrainingStep> RunClassifier(EmojiMiniRun run, CancellationToken stop)
    {
        using var small = PreparedDataset.Open(dataset, new EmojiClassifierConfig([]).SampleSize);
        using var model = new EmojiClassifier(new EmojiClassifierConfig(ClassifierTask.Classes(small)));
        Begin(model);
        using var task = new ClassifierTask(model, small);
        foreach (var step in Train(Classifier, task, run, null, stop)) yield return step;
        Write(() => EmojiMiniFolder.WriteClassifier(folder, model));
    }

    /// <summary>First values, which are drawn on the CPU wherever is computed.</summary>
    void Begin(Module network)
    {
        using var generator = new Generator(recipe.Seed);
        network.Initialise(generator);
        network.To(device: device);
    }

    /// <summary>The first process writes, the others find it when they go on.</summary>
    void Write(Action write)
    {
        if (group is not { Rank: > 0 }) write();
        group?.Meet();
    }

    IEnumerable<TrainingStep> Train(string stage, TrainingTask task, EmojiMiniRun run, double? averaged, CancellationToken stop)
    {
        var settings = recipe.Of(stage);
        var checkpoints = CheckpointsOf(stage);
        Directory.CreateDirectory(checkpoints);
        using var tracker = new JsonLinesTracker(Path.Combine(checkpoints, "metrics.jsonl"));
        using var pictures = new PictureFolderTracker(Path.Combine(checkpoints, "pictures"));
        var options = new TrainerOptions
        {
            Steps = run.Steps ?? settings.Steps,
            BatchSize = settings.BatchSize,
            Optimizer = settings.Optimizer,
            LearningRate = settings.LearningRate,
            Schedule = new("cosine", settings.WarmUp),
            Precision = TrainerOptions.FastestOn(device),
            EmaDecay = averaged,
            Seed = recipe.Seed,
            Folder = checkpoints,
            CheckpointEvery = run.CheckpointEvery,
            CheckpointLimit = CheckpointsKept,
            ValidateEvery = run.ValidateEvery,
        };
        if (group is not { Rank: > 0 })
            tracker.Begin(new Dictionary<string, JsonNode?>([new("stage", stage), .. options.InForce], StringComparer.Ordinal));
        using var trainer = new Trainer(task, options, [tracker, pictures], group);
        if (run.Resume is { } checkpoint && !trainer.Resume(checkpoint) && checkpoint != "latest")
            throw new FileNotFoundException($"There is no checkpoint '{checkpoint}' in {checkpoints}.");
        foreach (var step in trainer.Run(stop)) yield return step;
        trainer.UseTrained();
    }
}
