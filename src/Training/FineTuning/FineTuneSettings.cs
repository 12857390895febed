using System.Globalization;
using System.Text.Json.Nodes;
using EmojiGen.Hub;
using EmojiGen.Training.Checkpoints;
using EmojiGen.Training.Loop;
using EmojiGen.Training.Objectives;

namespace EmojiGen.Training.FineTuning;

/// <summary>One setting of fine-tuning: a flag of the command, a key of a recipe.</summary>
/// <param name="Name">Without dashes: <c>lora-rank</c>.</param>
/// <param name="Value">What its value is called in help; null: the setting is a switch.</param>
public sealed record FineTuneSetting(string Name, string? Value, string Description);

/// <summary>What is fine-tuned, on what, and how.</summary>
public sealed record FineTuneSettings
{
    /// <summary>All there are, in the order of the help. Defaults, ranges and units stand in their descriptions.</summary>
    public static IReadOnlyList<FineTuneSetting> All { get; } =
    [
        new("model", "MODEL", "The model to begin from: a folder, or a name that emoji-dev pull fetched."),
        new("data", "FOLDER", "Pictures with a metadata.jsonl (file_name, text), or with text files beside them."),
        new("output-dir", "FOLDER", "Where the result goes. [default: finetuned/DATA-METHOD]"),
        new("method", "NAME", "lora, full, dreambooth-lora or dreambooth. [default: lora; with an instance prompt dreambooth-lora]"),
        new("instance-prompt", "TEXT", "DreamBooth: what all pictures are called: \"sks emoji\"."),
        new("class-prompt", "TEXT", "DreamBooth: what the model shall not forget: \"emoji\". Turns prior preservation on."),
        new("class-data-dir", "FOLDER", "DreamBooth: pictures of the class; missing ones are drawn by the model. [default: OUTPUT/class]"),
        new("num-class-images", "N", "DreamBooth: pictures of the class, 1 or more. [default: 100]"),
        new("prior-loss-weight", "W", "DreamBooth: how much the class counts, 0 or more. [default: 1]"),
        new("caption-column", "NAME", "The field of metadata.jsonl with the caption. [default: text, caption or prompt]"),
        new("max-train-steps", "N", "Changes of the weights, 1 or more. [default: 1000]"),
        new("batch-size", "N", "Pictures of one forward pass, 1 or more. [default: 1]"),
        new("gradient-accumulation-steps", "N", "Forward passes of one step, 1 or more. [default: 1]"),
        new("learning-rate", "RATE", "Above 0. [default: 1e-4; full: 1e-5]"),
        new("text-encoder-lr", "RATE", "Of text encoders. [default: the learning rate]"),
        new("lr-scheduler", "NAME",
            "constant, constant_with_warmup, linear, cosine, cosine_with_restarts or polynomial. [default: constant]"),
        new("lr-warmup-steps", "N", "Steps over which the rate rises, 0 or more. [default: 0]"),
        new("lr-num-cycles", "N", "Of cosine_with_restarts. [default: 1]"),
        new("lr-power", "X", "Of polynomial. [default: 1]"),
        new("lora-rank", "N", "Rank of the adapters, 1 or more. [default: 4]"),
        new("lora-alpha", "X", "Their scale is alpha over rank. [default: the rank]"),
        new("lora-dropout", "P", "0 to below 1. [default: 0]"),
        new("lora-targets", "NAMES",
            "Ends of layers' names, by commas. [default: to_q,to_k,to_v,to_out.0; of SD 3 also add_q_proj,add_k_proj,add_v_proj,to_add_out]"),
        new("train-text-encoder", null, "Train the CLIP text encoders too."),
        new("gradient-checkpointing", null,
            "Compute layers again in the backward pass instead of keeping what they computed: a third slower, for less memory."),
        new("resolution", "PIXELS", "Side of the pictures as trained. [default: the model's own]"),
        new("random-flip", null, "Mirror half of the pictures."),
        new("mixed-precision", "TYPE", "no, bf16 or fp16; weights are kept in float32. [default: no]"),
        new("ema-decay", "X", "Keep averaged weights, which are the result: 0 to below 1. [default: none]"),
        new("optimizer", "NAME", "adamw or muon, which suits full fine-tuning of small models. [default: adamw]"),
        new("adam-beta1", "X", "[default: 0.9]"),
        new("adam-beta2", "X", "[default: 0.999]"),
        new("adam-epsilon", "X", "[default: 1e-8]"),
        new("adam-weight-decay", "X", "[default: 0.01]"),
        new("max-grad-norm", "X", "Gradients are scaled down to this norm; 0: never. [default: 1]"),
        new("snr-gamma", "X", "Min-SNR weighting, usually 5. [default: none]"),
        new("noise-offset", "X", "0 or more; 0.05 makes darker and lighter pictures possible. [default: 0]"),
        new("caption-dropout", "P", "Share of pictures trained without caption, for guidance; 0 to 1. [default: 0]"),
        new("background-weight", "X", "What counts of the loss where a picture is transparent, 0 to 1. [default: 1]"),
        new("seed", "N", "Of all that is drawn, 0 or more. [default: 0]"),
        new("checkpointing-steps", "N", "Steps between checkpoints, 1 or more. [default: 500]"),
        new("checkpoints-total-limit", "N", "How many are kept, 1 or more. [default: all]"),
        new("resume-from-checkpoint", "WHICH", "latest, or a step."),
        new("validation-prompt", "TEXT", "Draw this at intervals, to look at."),
        new("validation-steps", "N", "Steps between validations, 1 or more. [default: 100]"),
        new("num-validation-images", "N", "Pictures of each, 1 to 16. [default: 4]"),
        new("report-to", "NAMES", "jsonl, tensorboard, wandb (an offline run, for wandb sync), all or none, by commas. [default: jsonl]"),
        new("push-to-hub", null, "Bring the result to the hub (HF_TOKEN)."),
        new("hub-model-id", "NAME", "owner/name on the hub."),
    ];

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
    public string? ValidationPrompt { get; init; }
    public int ValidationImages { get; init; } = 4;
    public string? Resume { get; init; }
    public IReadOnlyList<string> ReportTo { get; init; } = [];
    public string? HubModel { get; init; }
    public required TrainerOptions Trainer { get; init; }

    public bool IsLora => Method.EndsWith("lora", StringComparison.Ordinal);
    public bool IsDreamBooth => Method.StartsWith("dreambooth", StringComparison.Ordinal);

    /// <summary>What of these settings decides the result, beside model, pictures and what the trainer is told.</summary>
    internal IReadOnlyDictionary<string, string> Identity => new Dictionary<string, string>
    {
        ["method"] = Method,
        ["instance prompt"] = InstancePrompt ?? "none",
        ["class prompt"] = ClassPrompt ?? "none",
        ["class pictures"] = Text(ClassPrompt is null ? 0 : ClassImages),
        ["weight of the class"] = Text(PriorWeight),
        ["rank"] = IsLora ? Text(Rank) : "none",
        ["alpha"] = IsLora ? Text(Alpha ?? Rank) : "none",
        ["dropout of the adapters"] = Text(Dropout),
        ["targets"] = Targets is null ? "the usual" : string.Join(',', Targets),
        ["text encoders"] = TrainTextEncoder ? Text(TextEncoderRateFactor) : "not trained",
        ["random flip"] = RandomFlip ? "yes" : "no",
        ["caption dropout"] = Text(CaptionDropout),
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
            ["random-flip"] = RandomFlip,
            ["caption-column"] = CaptionColumn,
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

    static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);

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
    public static FineTuneSettings Read(IReadOnlyDictionary<string, string> values, string folder, Func<string, string> resolveModel)
    {
        var instance = Text("instance-prompt");
        var method = OneOf("method", instance is null ? "lora" : "dreambooth-lora", "lora", "full", "dreambooth", "dreambooth-lora");
        var dreamBooth = method.StartsWith("dreambooth", StringComparison.Ordinal);
        if (dreamBooth && instance is null) throw new ArgumentException("DreamBooth wants an instance-prompt, as \"sks emoji\".");
        if (!dreamBooth && Text("class-prompt") is not null)
            throw new ArgumentException("class-prompt is DreamBooth's: give an instance-prompt or the method dreambooth too.");
        if (On("push-to-hub") != (Text("hub-model-id") is not null))
            throw new ArgumentException("push-to-hub and hub-model-id go together.");
        var data = Path.GetFullPath(Text("data") ?? throw new ArgumentException("Give the pictures to train on: data, a folder."), folder);
        var lora = method.EndsWith("lora", StringComparison.Ordinal);
        var rate = Number("learning-rate", lora ? 1e-4 : 1e-5, double.Epsilon, 100);
        var output = Text("output-dir") is { } named ? Path.GetFullPath(named, folder) : DefaultOutput(data, method, folder);
        var reports = List("report-to") ?? ["jsonl"];
        if (reports.FirstOrDefault(it => it is not ("jsonl" or "tensorboard" or "wandb" or "all" or "none")) is { } unknown)
            throw new ArgumentException($"report-to is '{unknown}'; it must be jsonl, tensorboard, wandb, all or none.");
        var settings = new FineTuneSettings
        {
            Model = resolveModel(Text("model") ?? throw new ArgumentException("Name the model to begin from: model.")),
            Data = data,
            Output = output,
            Method = method,
            InstancePrompt = instance,
            ClassPrompt = Text("class-prompt"),
            ClassFolder = Text("class-data-dir") is { } path ? Path.GetFullPath(path, folder) : Path.Combine(output, "class"),
            ClassImages = Whole("num-class-images", 100, 1),
            PriorWeight = Number("prior-loss-weight", 1, 0, 1000),
            CaptionColumn = Text("caption-column"),
            Rank = Whole("lora-rank", 4, 1, 4096),
            Alpha = Text("lora-alpha") is null ? null : Number("lora-alpha", 0, double.Epsilon, 1e6),
            Dropout = Number("lora-dropout", 0, 0, 0.999),
            Targets = List("lora-targets"),
            TrainTextEncoder = On("train-text-encoder"),
            GradientCheckpointing = On("gradient-checkpointing"),
            TextEncoderRateFactor = Number("text-encoder-lr", rate, double.Epsilon, 100) / rate,
            Resolution = Text("resolution") is null ? null : Whole("resolution", 0, 8, 4096),
            RandomFlip = On("random-flip"),
            CaptionDropout = Number("caption-dropout", 0, 0, 1),
            Loss = new(Text("snr-gamma") is null ? null : Number("snr-gamma", 5, double.Epsilon, 1e6), Number("noise-offset", 0, 0, 10),
                Number("background-weight", 1, 0, 1)),
            ValidationPrompt = Text("validation-prompt"),
            ValidationImages = Whole("num-validation-images", 4, 1, 16),
            Resume = Text("resume-from-checkpoint"),
            ReportTo = reports.Contains("none") ? [] : reports.Contains("all") ? ["jsonl", "tensorboard", "wandb"] : reports,
            HubModel = Text("hub-model-id"),
            Trainer = new TrainerOptions
            {
                Steps = Whole("max-train-steps", 1000, 1),
                BatchSize = Whole("batch-size", 1, 1, 65_536),
                AccumulationSteps = Whole("gradient-accumulation-steps", 1, 1),
                LearningRate = rate,
                Schedule = new(OneOf("lr-scheduler", "constant", [.. LearningRateOptions.Names]), Whole("lr-warmup-steps", 0, 0),
                    Whole("lr-num-cycles", 1, 1), Number("lr-power", 1, 0, 100)),
                Optimizer = Choice("optimizer", TrainerOptions.Optimizers),
                Beta1 = Number("adam-beta1", 0.9, 0, 0.999999),
                Beta2 = Number("adam-beta2", 0.999, 0, 0.9999999),
                Epsilon = Number("adam-epsilon", 1e-8, double.Epsilon, 1),
                WeightDecay = Number("adam-weight-decay", 0.01, 0, 100),
                MaxGradientNorm = Number("max-grad-norm", 1, 0, 1e9) is > 0 and var norm ? norm : null,
                Precision = Choice("mixed-precision", TrainerOptions.Precisions),
                EmaDecay = Text("ema-decay") is null ? null : Number("ema-decay", 0, 0, 0.9999999),
                Seed = (ulong)Whole("seed", 0, 0),
                Folder = Path.Combine(output, "checkpoints"),
                CheckpointEvery = Whole("checkpointing-steps", 500, 1),
                CheckpointLimit = Text("checkpoints-total-limit") is null ? null : Whole("checkpoints-total-limit", 1, 1),
                ValidateEvery = Text("validation-prompt") is null ? null : Whole("validation-steps", 100, 1),
            },
        };
        return settings;

        string? Text(string name) => values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
        bool On(string name) => OneOf(name, "false", "true", "false") == "true";
        IReadOnlyList<string>? List(string name) =>
            Text(name)?.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string OneOf(string name, string otherwise, params string[] known) =>
            Text(name) is not { } value ? otherwise : known.Contains(value) ? value
            : throw new ArgumentException($"{name} is '{value}'; it must be {string.Join(", ", known[..^1])} or {known[^1]}.");
        // the first by default
        T Choice<T>(string name, NamedChoices<T> known) where T : struct, Enum =>
        known.Find(OneOf(name, known.Names[0], [.. known.Names]))!.Value;
        int Whole(string name, int otherwise, int least, int most = int.MaxValue) => Text(name) is not { } value ? otherwise
            : int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least
                && number <= most ? number
            : throw new ArgumentException(
                $"{name} is '{value}'; it must be a whole number {(most == int.MaxValue ? $"of {least} or more" : $"from {least} to {most}")}.");
        double Number(string name, double otherwise, double least, double most) => Text(name) is not { } value ? otherwise
            : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
                ? number
            : throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"{name} is '{value}'; it must be a number {(least == double.Epsilon ? "above 0" : $"from {least}")} to {most}."));
    }
}
