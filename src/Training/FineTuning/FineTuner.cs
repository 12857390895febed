using System.Text.Json.Nodes;
using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Generation;
using EmojiGen.Hub;
using EmojiGen.Imaging;
using EmojiGen.Models.Lora;
using EmojiGen.Torch;
using EmojiGen.Training.Checkpoints;
using EmojiGen.Training.Data;
using EmojiGen.Training.Loop;
using EmojiGen.Training.Objectives;
using EmojiGen.Training.Trackers;

namespace EmojiGen.Training.FineTuning;

/// <summary>Something that goes before the first step: loading, encoding, drawing.</summary>
public readonly record struct Preparation(string What, int Done, int Total);

/// <summary>Fine-tunes a published model: <see cref="Prepare"/>, then <see cref="Train"/>, then <see cref="Export"/>.</summary>
public sealed class FineTuner : IDisposable
{
    const string LoraName = "trained";

    /// <summary>Added to the seed of pictures of the class, so that they are not those of a validation.</summary>
    const int ClassSeed = 1_000_000;

    static readonly string[] unetTargets = ["to_q", "to_k", "to_v", "to_out.0"],
        textTargets = ["q_proj", "k_proj", "v_proj", "out_proj"];
    static readonly string[] transformerTargets = [.. unetTargets, "add_q_proj", "add_k_proj", "add_v_proj", "to_add_out"];

    FineTuneSettings settings;
    readonly IReadOnlyList<ITracker> trackers;
    readonly ProcessGroup? group;
    readonly List<string> notices = [];
    DiffusionModel? model;
    LoraStack? loras;
    LatentCache? pictures, ofClass, heldOut;
    CaptionStates? states;
    DenoisingTask? task;
    Trainer? trainer;
    readonly List<string> contents = [];
    RunLock? place;
    string? triggerPhrase;
    string template = CaptionTemplates.Plain;
    double lastLoss = double.NaN;
    readonly List<(long Step, double Loss)> validations = [];

    /// <param name="trackers">Told of every step; stay the caller's.</param>
    /// <param name="group">The processes that train together; stays the caller's. Null: this one alone.</param>
    public FineTuner(FineTuneSettings settings, IReadOnlyList<ITracker>? trackers = null, ProcessGroup? group = null) =>
        (this.settings, this.trackers, this.group) = (settings, trackers ?? [], group);

    /// <summary>What a person should know: pictures that were left out and why, captions that were cut.</summary>
    public IReadOnlyList<string> Notices => notices;

    /// <summary>Steps done before, where a run was resumed.</summary>
    public long ResumedAt { get; private set; }

    /// <summary>Numbers that are trained.</summary>
    public long TrainedNumbers { get; private set; }

    public int PictureCount => pictures?.Count ?? 0;

    /// <summary>Pictures that the loss is validated on; 0: none.</summary>
    public int HeldOutCount => heldOut?.Count ?? 0;

    /// <summary>What validated best and after which step; null before anything was validated.</summary>
    public (long Step, double Loss)? Best => trainer is { BestStep: > 0 } ? (trainer.BestStep, trainer.BestLoss) : null;

    /// <summary>All settings in force, by the names of their options; known once everything is prepared.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Settings { get; private set; } = new Dictionary<string, JsonNode?>();

    /// <summary>Reads and encodes everything, so that steps need nothing but the network.</summary>
    /// <exception cref="IOException">Model or data are missing or damaged.</exception>
    /// <exception cref="InvalidDataException">There is nothing to train on, or the model is of a kind that cannot be trained.</exception>
    /// <exception cref="ArgumentException">The settings do not go with the model, or the output folder holds a result that is not to be
    /// replaced.</exception>
    public IEnumerable<Preparation> Prepare(CancellationToken stop = default)
    {
        FinishedRun.Keep(settings.Output, FineTunedModel.IsIn(settings.Output), settings.Resume is not null || settings.Overwrite,
            FineTuneSetting.Resume.Name, FineTuneSetting.Output.Name);
        // Before anything is loaded: the folder may hold nothing.
        using (var folder = TrainingPictures.Open(settings.Data, null, settings.CaptionColumn, settings.Output)) CheckSplits(folder);
        if (group is not { Rank: > 0 }) place = RunLock.Take(settings.Output);
        yield return new("loading", 0, 1);
        Load();
        var side = settings.Resolution ?? model!.DefaultSize;
        if (side % model!.SizeMultiple != 0)
            throw new ArgumentException($"resolution is {side}; of this model it must be a multiple of {model.SizeMultiple}.");
        using var found = TrainingPictures.Open(settings.Data, side, settings.CaptionColumn, settings.Output);
        notices.AddRange(found.Problems);
        template = settings.InstancePrompt ?? settings.CaptionTemplate ?? found.Template;
        pictures = new LatentCache(model, side);
        states = new CaptionStates(model, side, cached: !settings.TrainTextEncoder);
        List<string> captions = [], ofHeldOut = [];
        var toTrain = EvenSpread.Of(found.ToTrain, settings.MaxSamples ?? int.MaxValue);
        var toValidate = EvenSpread.Of(found.ToValidate, settings.ValidationExamples);
        var (done, total) = (0, toTrain.Length + toValidate.Length);
        foreach (var picture in toTrain)
        {
            stop.ThrowIfCancellationRequested();
            if (Add(picture, pictures, settings.RandomFlip) is { } caption) captions.Add(caption);
            yield return new("encoding", ++done, total);
        }
        if (captions.Count == 0)
            throw new InvalidDataException($"None of the {toTrain.Length} pictures in '{settings.Data}' can be trained on: {notices[0]}.");
        heldOut = new LatentCache(model, side);
        foreach (var picture in toValidate)
        {
            stop.ThrowIfCancellationRequested();
            if (Add(picture, heldOut, flipped: false) is { } caption) ofHeldOut.Add(caption);
            yield return new("encoding", ++done, total);
        }
        if (settings.ClassPrompt is { } prompt)
        {
            ofClass = new LatentCache(model, side);
            states.Prepare(prompt);
            // The first process draws, the others find what it drew.
            if (group is { Rank: > 0 }) group.Meet();
            for (var i = 0; i < settings.ClassImages; i++)
            {
                stop.ThrowIfCancellationRequested();
                AddOfClass(prompt, i, side);
                yield return new("pictures of the class", i + 1, settings.ClassImages);
            }
            if (group is { Rank: 0 }) group.Meet();
        }
        if (states.Cut > 0) notices.Add($"{states.Cut} captions are longer than the 75 tokens that CLIP sees at once, and were cut");
        Begin(captions, ofHeldOut, side);
    }

    /// <summary>Trains, a step at a time.</summary>
    /// <inheritdoc cref="Trainer.Run"/>
    public IEnumerable<TrainingStep> Train(CancellationToken stop = default)
    {
        foreach (var step in trainer!.Run(stop))
        {
            lastLoss = step.Loss;
            if (step.Validation?.Loss is { } loss) validations.Add((step.Number, loss));
            yield return step;
        }
    }

    /// <summary>Writes the result into the output folder: a LoRA in PEFT's naming, or a whole model in diffusers' layout.</summary>
    /// <returns>The file or folder that <c>--lora</c> or <c>--model</c> takes.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public string Export()
    {
        Directory.CreateDirectory(settings.Output);
        trainer!.UseTrained();
        var result = FineTunedModel.ResultIn(settings.Output, settings.IsLora);
        try
        {
            WriteResult(result);
            FineTunedModel.Write(settings, trainer.Step, lastLoss, PictureCount, Settings, Best);
            // What is published shows what it learned.
            if (settings is { HubModel: not null, IsLora: true, ValidationPrompt: null } && triggerPhrase is { } phrase)
                Look(trainer.Step, (int)Settings["resolution"]!, phrase);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"The result could not be written to '{result}' ({e.Message.TrimEnd('.')}); the checkpoint of step {trainer.Step} holds it: make room, and go on with it (resume-from-checkpoint latest).", e);
        }
        return result;
    }

    /// <summary>Writes what validated best beside the result, where that was another step than the last; after <see
    /// cref="Export"/>.</summary>
    /// <returns>The file or folder; null where the last step was the best, or nothing was validated.</returns>
    /// <exception cref="IOException">It cannot be written.</exception>
    public string? ExportBest()
    {
        var folder = Path.Combine(settings.Output, FineTunedModel.BestFolder);
        if (!trainer!.UseBest())
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true); // of a run before
            return null;
        }
        Directory.CreateDirectory(folder);
        var result = FineTunedModel.ResultIn(folder, settings.IsLora);
        WriteResult(result);
        return result;
    }

    void WriteResult(string path)
    {
        if (settings.IsLora) LoraFile.Write(path, loras!.Adapters(LoraName), ModelReference.NameOf(settings.Model), triggerPhrase);
        else ModelExport.Write(path, settings.Model, Trained());
    }

    public void Dispose()
    {
        trainer?.Dispose();
        task?.Dispose();
        states?.Dispose();
        pictures?.Dispose();
        ofClass?.Dispose();
        heldOut?.Dispose();
        loras?.Dispose();
        model?.Dispose();
        place?.Dispose();
    }

    void Load()
    {
        var device = (settings.Device ?? Device.Best).ForProcess(group?.Place);
        var trainer = settings.Trainer.On(device);
        if (trainer.Precision != settings.Trainer.Precision)
            notices.Add("this card does not multiply bf16: fp16 is computed in, with a scale on the loss");
        settings = settings with { Device = device, Trainer = trainer };
        // Beside a LoRA the model itself may be in the type that is computed in; what is trained must not have been rounded.
        model = DiffusionModel.Load(settings.Model, new LoadOptions
        {
            Device = device,
            Offload = settings.Offload,
            DType = settings.IsLora ? trainer.ComputeType : DType.Float32,
        });
        if (settings.Trainer.Precision == MixedPrecision.Float16 && !device.ComputesFloat16)
            throw new ArgumentException(
                "mixed-precision fp16 is not computed in on this processor: use bf16, which has the range of float32, or no.");
        if (!settings.IsLora && File.Exists(settings.Model))
            throw new ArgumentException(
            $"'{settings.Model}' is a single file: a whole model is trained from a folder in diffusers' layout; train a LoRA, or convert it.");
        if (model.InputChannels != model.Vae.Config.LatentChannels)
            throw new ArgumentException(
            $"'{settings.Model}' takes {model.InputChannels} channels, its autoencoder gives {model.Vae.Config.LatentChannels}: a network that paints into masks cannot be fine-tuned here.");
        if (model.Unet?.Config.TimeCondProjDim is not null)
            throw new ArgumentException($"'{settings.Model}' was distilled with its guidance (LCM): fine-tune the model it was made from.");
    }

    /// <summary>Of pictures that are split, those of validation and test are not for the network to see.</summary>
    void CheckSplits(TrainingPictures folder)
    {
        if (settings.Trainer.Patience is not null && (folder.ToValidate.Count == 0 || settings.ValidationExamples == 0))
            throw new RequestException(
                $"{new RequestProperty(FineTuneSetting.Patience.Name)} ends a run by its loss on pictures for validation, of which '{settings.Data}' has none: prepare a dataset with emoji-dev prepare, or put some into folders train and validation.");
    }

    /// <returns>The caption to train with; null where the picture is left out.</returns>
    string? Add(TrainingPicture picture, LatentCache cache, bool flipped)
    {
        if (picture.Caption(template) is not { } caption)
        {
            notices.Add($"{picture.Name} has no {(picture.Words is null ? "caption" : "style")} and was left out");
            return null;
        }
        try
        {
            cache.Add(picture.Load(), flipped);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or ArgumentException)
        {
            notices.Add($"{picture.Name} was left out: {e.Message.TrimEnd('.')}");
            return null;
        }
        states!.Prepare(caption);
        contents.Add($"{picture.Digest()} {caption}");
        return caption;
    }

    /// <summary>A picture of the class: one that is there, or drawn by the model as it is.</summary>
    void AddOfClass(string prompt, int index, int side)
    {
        Directory.CreateDirectory(settings.ClassFolder!);
        var path = Path.Combine(settings.ClassFolder!, $"class-{index:00000}.png");
        if (!File.Exists(path)) ImageFile.Save(path, Draw(prompt, settings.Trainer.Seed + ClassSeed + (ulong)index, side));
        ofClass!.Add(ImageFile.Load(path), settings.RandomFlip);
    }

    Raster Draw(string prompt, ulong seed, int side)
    {
        using var scope = new TensorScope();
        using var run = model!.Begin(
            new GenerationRequest { Prompt = prompt, Seed = seed, Width = side, Height = side, GuidanceScale = model.DefaultGuidance, Steps = 25 });
        foreach (var _ in run.Steps()) { }
        return run.Decode().ToRaster();
    }

    void Begin(IReadOnlyList<string> captions, IReadOnlyList<string> ofHeldOut, int side)
    {
        triggerPhrase = TriggerPhrase.Of(captions);
        var validates = ofHeldOut.Count > 0;
        settings = settings with
        {
            Trainer = settings.Trainer with
            {
                // A short run is looked at too.
                ValidateEvery = validates || settings.ValidationPrompt is not null ? Math.Min(settings.Trainer.ValidateEvery!.Value, settings.Trainer.Steps) : null,
                KeepsBest = validates,
            },
        };
        Settings = settings.InForce(side, LoraTargets);
        var groups = settings.IsLora ? Adapters() : Whole();
        TrainedNumbers = groups.Sum(it => it.Parameters.Sum(that => that.Parameter.Tensor.ElementCount));
        var objective = DiffusionObjective.Of(model!.SchedulerConfig);
        var unseen = validates ? new HeldOutPictures(heldOut!, ofHeldOut, states!, objective) : null;
        task = new DenoisingTask(model, settings, groups, pictures!, captions, ofClass, states!, objective)
        {
            Look = step => Look(step, side, unseen),
        };
        if (settings.GradientCheckpointing) foreach (var network in model!.Networks.Values) network.UseGradientCheckpointing();
        if (group is not { Rank: > 0 }) new RunRecord(settings.Data, settings.Model).Write(settings.Output);
        trainer = new Trainer(task, settings.Trainer with { Identity = Identity(side) }, trackers, group);
        Learning(true);
        if (settings.Resume is { } which && trainer.Resume(which)) ResumedAt = trainer.Step;
        else if (trainer.BeginAnew() is { } before) notices.Add(
            $"this run begins anew; the checkpoints of the one before are kept in '{before}'");
    }

    /// <summary>What makes this run the one it is, beside what the trainer knows.</summary>
    Dictionary<string, string> Identity(int side) => new(settings.Identity)
    {
        ["model"] = ModelDigest.Of(settings.Model),
        ["pictures and captions"] = RunIdentity.DigestOf(contents),
        ["resolution"] = $"{side}",
    };

    IReadOnlyList<string> LoraTargets => settings.Targets ?? (model!.Unet is null ? transformerTargets : unetTargets);

    List<TrainedGroup> Adapters()
    {
        loras = new LoraStack(model!.Networks);
        using var generator = new Generator(settings.Trainer.Seed);
        var adapters = loras.AddNew(LoraName, settings.Rank, (component, layer) => component switch
        {
            "unet" or "transformer" => Ends(layer, LoraTargets),
            // T5 is never trained: the published programs do not either.
            "text_encoder" or "text_encoder_2" => settings.TrainTextEncoder && Ends(layer, textTargets),
            _ => false,
        }, generator, settings.Alpha, settings.Dropout);
        return [Group(IsText: false), Group(IsText: true)];

        TrainedGroup Group(bool IsText) =>
            new([.. adapters.Where(it => it.Component.StartsWith("text_", StringComparison.Ordinal) == IsText)
            .SelectMany(it => new[] { ($"{it.Component}.{it.Layer}.lora_A.weight", it.Adapter.A), ($"{it.Component}.{it.Layer}.lora_B.weight", it.Adapter.B) })],
            IsText ? settings.TextEncoderRateFactor : 1);
        static bool Ends(string layer, IReadOnlyList<string> targets) =>
            targets.Any(it => layer == it || layer.EndsWith($".{it}", StringComparison.Ordinal));
    }

    List<TrainedGroup> Whole() =>
        [.. Trained().Select(it => TrainedGroup.Of(it.Value, $"{it.Key}.", it.Key.StartsWith("text_", StringComparison.Ordinal)
        ? settings.TextEncoderRateFactor : 1))];

    /// <summary>The networks that are trained whole, by component.</summary>
    Dictionary<string, Module> Trained() =>
        model!.Networks.Where(it => it.Key is "unet" or "transformer"
        || (settings.TrainTextEncoder && it.Key is "text_encoder" or "text_encoder_2")).ToDictionary(it => it.Key, it => it.Value);

    /// <summary>Whether layers drop out.</summary>
    void Learning(bool on)
    {
        if (loras is null) model!.Network.Train(on);
        else foreach (var (_, _, adapter) in loras.Adapters(LoraName)) adapter.Train(on);
    }

    Validation Look(long step, int side, HeldOutPictures? unseen)
    {
        Learning(false);
        var loss = unseen?.Loss((noisy, timesteps, told) => DenoisingTask.Predict(model!, noisy, timesteps, told));
        Learning(true);
        return new(loss, settings.ValidationPrompt is { } prompt ? [("validation", Look(step, side, prompt))] : []);
    }

    Raster Look(long step, int side, string prompt)
    {
        Learning(false);
        var folder = Directory.CreateDirectory(Path.Combine(settings.Output, "validation")).FullName;
        var drawn = Enumerable.Range(0, settings.ValidationImages).Select(it => Draw(prompt, settings.Trainer.Seed + (ulong)it, side))
            .ToList();
        Learning(true);
        var together = SideBySide(drawn);
        ImageFile.Save(Path.Combine(folder, $"step-{step:000000}.png"), together);
        return together;
    }

    /// <summary>Pictures as they were drawn, transparency too, one beside the other without anything between.</summary>
    static Raster SideBySide(List<Raster> pictures)
    {
        const int columns = 4;
        var side = pictures[0].Width;
        var rows = pictures.Chunk(columns).ToArray();
        var together = new Raster(rows[0].Length * side, rows.Length * side);
        for (var row = 0; row < rows.Length; row++)
            foreach (var (column, picture) in rows[row].Index()) PictureGrid.Place(together, row, column, picture.Span, side);
        return together;
    }
}
