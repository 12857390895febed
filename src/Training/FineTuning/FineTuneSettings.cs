using System.Globalization;
using System.Text.Json.Nodes;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Hub;
using EmojiGen.Torch;
using EmojiGen.Training.Checkpoints;
using EmojiGen.Training.Data;
using EmojiGen.Training.Loop;
using EmojiGen.Training.Objectives;
using static System.FormattableString;

namespace EmojiGen.Training.FineTuning;

/// <summary>What is fine-tuned, on what, and how.</summary>
public sealed record FineTuneSettings
{
    /// <summary>All that can be set.</summary>
    public static IReadOnlyList<Setting> All => FineTuneSetting.All;

    public required string Model { get; init; }
    public required string Data { get; init; }
    public required string Output { get; init; }
    public required string Method { get; init; }
    public string? InstancePrompt { get; init; }
    public string? ClassPrompt { get; init; }
    public string? ClassFolder { get; init; }
    public int ClassImages { get; init; } = 100;
    public double PriorWeight { get; init; } = 1;
    public string? CaptionColumn { get; init; }

    /// <summary>The sentence that captions stand in; null: as the data has it.</summary>
    public string? CaptionTemplate { get; init; }
    public int Rank { get; init; } = 4;
    public double? Alpha { get; init; }
    public double Dropout { get; init; }
    public IReadOnlyList<string>? Targets { get; init; }
    public bool TrainTextEncoder { get; init; }

    /// <summary>Whether layers are computed again in the backward pass instead of keeping what they computed.</summary>
    public bool GradientCheckpointing { get; init; }
    public double TextEncoderRateFactor { get; init; } = 1;
    public int? Resolution { get; init; }
    public bool RandomFlip { get; init; }
    public double CaptionDropout { get; init; }
    public DiffusionLossOptions Loss { get; init; } = new();
    /// <summary>Pictures to train on, at most, evenly spread; null: all.</summary>
    public int? MaxSamples { get; init; }
    public string? ValidationPrompt { get; init; }

    /// <summary>Pictures for validation that the loss is measured on, at most; 0: none.</summary>
    public int ValidationExamples { get; init; } = 64;
    public int ValidationImages { get; init; } = 4;
    public string? Resume { get; init; }

    /// <summary>Whether a result that is in the output folder may be replaced by another run's.</summary>
    public bool Overwrite { get; init; }
    public IReadOnlyList<string> ReportTo { get; init; } = [];
    public string? HubModel { get; init; }
    public required TrainerOptions Trainer { get; init; }

    /// <summary>What computes; null: the first CUDA device where there is one, else the CPU.</summary>
    public Device? Device { get; init; }

    /// <summary>Whether text encoders and autoencoder are on the CPU between their uses.</summary>
    public bool Offload { get; init; }

    public bool IsLora => Method.EndsWith("lora", StringComparison.Ordinal);
    public bool IsDreamBooth => Method.StartsWith("dreambooth", StringComparison.Ordinal);

    /// <summary>What of these settings decides the result, beside model, pictures and what the trainer is told.</summary>
    internal IReadOnlyDictionary<string, string> Identity => new Dictionary<string, string>
    {
        ["method"] = Method,
        ["instance prompt"] = InstancePrompt ?? "none",
        ["class prompt"] = ClassPrompt ?? "none",
        ["class pictures"] = Invariant($"{(ClassPrompt is null ? 0 : ClassImages)}"),
        ["weight of the class"] = Invariant($"{PriorWeight}"),
        ["rank"] = IsLora ? Invariant($"{Rank}") : "none",
        ["alpha"] = IsLora ? Invariant($"{Alpha ?? Rank}") : "none",
        ["dropout of the adapters"] = Invariant($"{Dropout}"),
        ["targets"] = Targets is null ? "the usual" : string.Join(',', Targets),
        ["text encoders"] = TrainTextEncoder ? Invariant($"{TextEncoderRateFactor}") : "not trained",
        ["random flip"] = RandomFlip ? "yes" : "no",
        ["caption dropout"] = Invariant($"{CaptionDropout}"),
        ["loss"] = string.Create(CultureInfo.InvariantCulture,
            $"snr gamma {Loss.SnrGamma}, noise offset {Loss.NoiseOffset}, background {Loss.BackgroundWeight}"),
    };

    /// <summary>All that is in force, defaults too, by the names of <see cref="All"/> and as the types that they are. Of model and pictures
    /// the names, without the folders of this machine.</summary>
    /// <param name="side">Pixels that are trained.</param>
    /// <param name="targets">Ends of the names of the layers that have adapters.</param>
    internal IReadOnlyDictionary<string, JsonNode?> InForce(int side, IReadOnlyList<string> targets)
    {
        var settings = new Dictionary<string, JsonNode?>(StringComparer.Ordinal)
        {
            ["model"] = ModelReference.NameOf(Model),
            ["data"] = Path.GetFileName(Path.TrimEndingDirectorySeparator(Data)),
            ["method"] = Method,
            ["resolution"] = side,
            ["train-text-encoder"] = TrainTextEncoder,
            ["text-encoder-lr"] = TrainTextEncoder ? Trainer.LearningRate * TextEncoderRateFactor : null,
            ["gradient-checkpointing"] = GradientCheckpointing,
            ["device"] = Device?.ToString(),
            ["offload"] = Offload,
            ["random-flip"] = RandomFlip,
            ["caption-column"] = CaptionColumn,
            ["caption-template"] = CaptionTemplate,
            ["max-train-samples"] = MaxSamples,
            ["validation-examples"] = ValidationExamples,
            ["caption-dropout"] = CaptionDropout,
            ["snr-gamma"] = Loss.SnrGamma,
            ["noise-offset"] = Loss.NoiseOffset,
            ["background-weight"] = Loss.BackgroundWeight,
            ["instance-prompt"] = InstancePrompt,
            ["class-prompt"] = ClassPrompt,
            ["validation-prompt"] = ValidationPrompt,
        };
        if (IsLora)
        {
            settings["lora-rank"] = Rank;
            settings["lora-alpha"] = Alpha ?? Rank;
            settings["lora-dropout"] = Dropout;
            settings["lora-targets"] = new JsonArray([.. targets.Select(it => (JsonNode)it)]);
        }
        if (ClassPrompt is not null)
        {
            settings["num-class-images"] = ClassImages;
            settings["prior-loss-weight"] = PriorWeight;
        }
        if (ValidationPrompt is not null) settings["num-validation-images"] = ValidationImages;
        foreach (var (name, value) in Trainer.InForce) settings[name] = value;
        return settings;
    }

    /// <summary>The folder of the run on these pictures: the first that holds none, or one on the same pictures. Others of the same last
    /// name have another.</summary>
    static string DefaultOutput(string data, string method, string folder)
    {
        var name = Path.GetFullPath(Path.Combine("finetuned", $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(data))}-{method}"),
            folder);
        for (var number = 1; ; number++)
        {
            var path = number == 1 ? name : $"{name}-{number}";
            if (!Directory.Exists(path) || RunRecord.Read(path)?.Data == data) return path;
        }
    }

    /// <summary>Reads settings from their texts.</summary>
    /// <param name="values">By names of <see cref="All"/>; a switch has the value <c>true</c>.</param>
    /// <param name="folder">What relative paths start from.</param>
    /// <param name="resolveModel">The folder of a model's name.</param>
    /// <exception cref="ArgumentException">A value is missing, out of range, or contradicts another; says which.</exception>
    public static FineTuneSettings Read(IReadOnlyDictionary<string, string> values, string folder, Func<string, string> resolveModel) =>
        Read(SettingValues.Named(values.Where(it => it.Value.Length > 0), All), folder, resolveModel);

    /// <inheritdoc cref="Read(IReadOnlyDictionary{string, string}, string, Func{string, string})"/>
    public static FineTuneSettings Read(SettingValues values, string folder, Func<string, string> resolveModel)
    {
        var instance = TemplateOf(values, FineTuneSetting.InstancePrompt);
        var method = values.Of(FineTuneSetting.Method)
            ?? (instance is null ? FineTuneSetting.Lora : FineTuneSetting.DreamBoothLora);
        CheckDreamBooth(values, method, instance);
        if (values.Of(FineTuneSetting.PushToHub) != values.Has(FineTuneSetting.HubModel))
            throw new RequestException($"{Named(FineTuneSetting.PushToHub)} and {Named(FineTuneSetting.HubModel)} go together.");
        var data = Path.GetFullPath(DataOf(values), folder);
        var rate = values.Of(FineTuneSetting.LearningRate) ?? DefaultRate(method);
        var output = values.Of(FineTuneSetting.Output) is { } named ? Path.GetFullPath(named, folder) : DefaultOutput(data, method, folder);
        return new()
        {
            Model = resolveModel(values.Of(FineTuneSetting.Model)
                ?? throw new RequestException($"Name the model to begin from: {Named(FineTuneSetting.Model)}.")),
            Data = data,
            Output = output,
            Method = method,
            InstancePrompt = instance,
            ClassPrompt = values.Of(FineTuneSetting.ClassPrompt),
            ClassFolder = values.Of(FineTuneSetting.ClassFolder) is { } path ? Path.GetFullPath(path, folder)
                : Path.Combine(output, "class"),
            ClassImages = values.Whole(FineTuneSetting.ClassImages),
            PriorWeight = values.Number(FineTuneSetting.PriorWeight),
            CaptionColumn = values.Of(FineTuneSetting.CaptionColumn),
            CaptionTemplate = TemplateOf(values, FineTuneSetting.CaptionTemplate),
            Rank = values.Whole(FineTuneSetting.Rank),
            Alpha = values.Of(FineTuneSetting.Alpha),
            Dropout = values.Number(FineTuneSetting.Dropout),
            Targets = ListOf(values.Of(FineTuneSetting.Targets)),
            TrainTextEncoder = values.Of(FineTuneSetting.TrainTextEncoder),
            GradientCheckpointing = values.Of(FineTuneSetting.GradientCheckpointing),
            TextEncoderRateFactor = (values.Of(FineTuneSetting.TextEncoderRate) ?? rate) / rate,
            Resolution = (int?)values.Of(FineTuneSetting.Resolution),
            RandomFlip = values.Of(FineTuneSetting.RandomFlip),
            CaptionDropout = values.Number(FineTuneSetting.CaptionDropout),
            Loss = new(values.Of(FineTuneSetting.SnrGamma), values.Number(FineTuneSetting.NoiseOffset),
                values.Number(FineTuneSetting.BackgroundWeight)),
            MaxSamples = (int?)values.Of(FineTuneSetting.MaxSamples),
            ValidationPrompt = values.Of(FineTuneSetting.ValidationPrompt),
            ValidationExamples = values.Whole(FineTuneSetting.ValidationExamples),
            ValidationImages = values.Whole(FineTuneSetting.ValidationImages),
            Resume = values.Of(FineTuneSetting.Resume),
            Overwrite = values.Of(FineTuneSetting.Overwrite),
            ReportTo = Reports(values),
            HubModel = values.Of(FineTuneSetting.HubModel),
            Trainer = TrainerOf(values, rate, output),
            Device = DeviceOf(values),
            Offload = OffloadOf(values),
        };
    }

    /// <summary>The pictures, as they were given.</summary>
    /// <exception cref="RequestException">None were.</exception>
    public static string DataOf(SettingValues values) => values.Of(FineTuneSetting.Data)
        ?? throw new RequestException($"Give the pictures to train on: {Named(FineTuneSetting.Data)}, a folder.");

    /// <summary>The learning rate that a method has where nobody says: a whole model moves less at a step.</summary>
    internal static double DefaultRate(string method) => method.EndsWith("lora", StringComparison.Ordinal) ? 1e-4 : 1e-5;

    /// <summary>The device that was asked for; null: the best there is.</summary>
    /// <exception cref="TorchException">There is no such device.</exception>
    public static Device? DeviceOf(SettingValues values) =>
        values.Of(FineTuneSetting.Device) is var word && word == DeviceSetting.Auto ? null : Torch.Device.Choose(word);

    static bool OffloadOf(SettingValues values)
    {
        var offloads = values.Of(FineTuneSetting.Offload);
        if (offloads && values.Of(FineTuneSetting.TrainTextEncoder))
            throw new RequestException(
                $"{Named(FineTuneSetting.Offload)} keeps the text encoders off the card, where {Named(FineTuneSetting.TrainTextEncoder)} wants them: give one of them.");
        return offloads;
    }

    static void CheckDreamBooth(SettingValues values, string method, string? instance)
    {
        var isDreamBooth = method.StartsWith("dreambooth", StringComparison.Ordinal);
        if (isDreamBooth && instance is null)
            throw new RequestException($"DreamBooth wants {Named(FineTuneSetting.InstancePrompt)}, as \"sks emoji\".");
        if (!isDreamBooth && values.Has(FineTuneSetting.ClassPrompt))
        {
            var (instead, orElse) = (Named(FineTuneSetting.InstancePrompt), Named(FineTuneSetting.Method));
            throw new RequestException(
                $"{Named(FineTuneSetting.ClassPrompt)} is DreamBooth's: give {instead} or {orElse} dreambooth too.");
        }
        if (instance is not null && values.Has(FineTuneSetting.CaptionTemplate))
            throw new RequestException(
                $"{Named(FineTuneSetting.InstancePrompt)} is a template by itself (\"{{caption}} sks emoji\"): leave {Named(FineTuneSetting.CaptionTemplate)} out.");
    }

    static TrainerOptions TrainerOf(SettingValues values, double rate, string output) => new()
    {
        Steps = values.Whole(FineTuneSetting.Steps),
        BatchSize = values.Whole(FineTuneSetting.BatchSize),
        AccumulationSteps = values.Whole(FineTuneSetting.Accumulation),
        LearningRate = rate,
        Schedule = new(values.Of(FineTuneSetting.Schedule)!, values.Whole(FineTuneSetting.WarmUp), values.Whole(FineTuneSetting.Cycles),
            values.Number(FineTuneSetting.Power)),
        Optimizer = TrainerOptions.Optimizers.Find(values.Of(FineTuneSetting.Optimizer)!)!.Value,
        Beta1 = values.Number(FineTuneSetting.Beta1),
        Beta2 = values.Number(FineTuneSetting.Beta2),
        Epsilon = values.Number(FineTuneSetting.Epsilon),
        WeightDecay = values.Number(FineTuneSetting.WeightDecay),
        MaxGradientNorm = values.Number(FineTuneSetting.MaxGradientNorm) is > 0 and var norm ? norm : null,
        Precision = TrainerOptions.Precisions.Find(values.Of(FineTuneSetting.Precision)!)!.Value,
        EmaDecay = values.Of(FineTuneSetting.EmaDecay),
        Seed = (ulong)values.Whole(FineTuneSetting.Seed),
        Folder = Path.Combine(output, "checkpoints"),
        CheckpointEvery = values.Whole(FineTuneSetting.CheckpointEvery),
        CheckpointLimit = (int?)values.Of(FineTuneSetting.CheckpointLimit),
        ValidateEvery = values.Whole(FineTuneSetting.ValidationSteps),
        Patience = (int?)values.Of(FineTuneSetting.Patience),
    };

    static IReadOnlyList<string> Reports(SettingValues values)
    {
        var reports = ListOf(values.Of(FineTuneSetting.ReportTo))!;
        if (reports.FirstOrDefault(it => it is not ("jsonl" or "tensorboard" or "wandb" or "all" or "none")) is { } unknown)
            throw new RequestException(
                $"{Named(FineTuneSetting.ReportTo)} is '{unknown}'; it must be jsonl, tensorboard, wandb, all or none.");
        return reports.Contains("none") ? [] : reports.Contains("all") ? ["jsonl", "tensorboard", "wandb"] : reports;
    }

    static string? TemplateOf(SettingValues values, TextSetting setting)
    {
        if (values.Of(setting) is not { } template) return null;
        CaptionTemplates.Check(template);
        return template;
    }

    static IReadOnlyList<string>? ListOf(string? text) =>
        text?.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    static RequestProperty Named(Setting setting) => new(setting.Name);
}
