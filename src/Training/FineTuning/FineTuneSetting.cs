using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Training.Loop;

namespace EmojiGen.Training.FineTuning;

/// <summary>What fine-tuning can be told, declared once: options of the command, keys of a recipe.</summary>
public static class FineTuneSetting
{
    internal const string Lora = "lora", Full = "full", DreamBooth = "dreambooth", DreamBoothLora = "dreambooth-lora";

    static readonly NumberRange rate = new(0, 100, IsAbove: true), any = new(0, 1e6, IsAbove: true), share = new(0, 1),
        belowOne = new(0, 0.9999999);

    public static TextSetting Model { get; } =
        new("model", "MODEL", "The model to begin from: a folder, or a name that emoji-dev pull fetched. Needed.");

    public static TextSetting Data { get; } = new("data", "FOLDER",
        "What emoji-dev prepare wrote; or pictures with a metadata.jsonl (file_name, text), or with text files beside them. Needed.");

    public static TextSetting Output { get; } =
        new("output-dir", "FOLDER", "Where the result goes.") { Otherwise = "finetuned/DATA-METHOD" };

    public static ChoiceSetting Method { get; } =
        new("method", "NAME", [Lora, Full, DreamBooth, DreamBoothLora], null, "What is trained, and on what.")
        {
            Otherwise = "lora; with an instance prompt dreambooth-lora",
        };

    public static TextSetting InstancePrompt { get; } =
        new("instance-prompt", "TEXT", "DreamBooth: what all pictures are called: \"sks emoji\". With {caption} each keeps its own words: \"{caption} sks emoji\".");

    public static TextSetting ClassPrompt { get; } = new("class-prompt", "TEXT",
        "DreamBooth: what the model shall not forget: \"emoji\". Turns prior preservation on.");

    public static TextSetting ClassFolder { get; } =
        new("class-data-dir", "FOLDER", "DreamBooth: pictures of the class; missing ones are drawn by the model.")
        {
            Otherwise = "class in the output folder",
        };

    public static WholeSetting ClassImages { get; } =
        new("num-class-images", Ones("pictures"), 100, "DreamBooth: pictures of the class.");

    public static NumberSetting PriorWeight { get; } =
        new("prior-loss-weight", "W", new(0, 1000), 1, "DreamBooth: how much the class counts.");

    public static TextSetting CaptionColumn { get; } =
        new("caption-column", "NAME", "The field of metadata.jsonl with the caption.") { Otherwise = "text, caption or prompt" };

    public static WholeSetting MaxSamples { get; } =
        new("max-train-samples", Ones("pictures"), null, "Train on so many of the pictures, evenly spread.") { Otherwise = "all" };

    public static TextSetting CaptionTemplate { get; } = new("caption-template", "TEXT",
        "The sentence that captions stand in: \"{caption} emoji\"; of a prepared dataset also with {style}.")
    {
        Otherwise = "{caption}; of a prepared dataset its first template",
    };

    public static WholeSetting Steps { get; } = new("max-train-steps", Ones("steps"), 1000, "Changes of the weights.");

    public static WholeSetting BatchSize { get; } =
        new("batch-size", new(1, 65_536, "pictures"), 1, "Pictures of one forward pass.");

    public static WholeSetting Accumulation { get; } =
        new("gradient-accumulation-steps", Ones("passes"), 1, "Forward passes of one step.");

    public static NumberSetting LearningRate { get; } =
        new("learning-rate", "RATE", rate, null, "How far a step goes.") { Otherwise = "1e-4; of a whole model 1e-5" };

    public static NumberSetting TextEncoderRate { get; } =
        new("text-encoder-lr", "RATE", rate, null, "Of text encoders.") { Otherwise = "the learning rate" };

    public static ChoiceSetting Schedule { get; } =
        new("lr-scheduler", "NAME", [.. LearningRateOptions.Names], "constant", "How the learning rate goes.");

    public static WholeSetting WarmUp { get; } =
        new("lr-warmup-steps", new(0, int.MaxValue, "steps"), 0, "Steps over which the rate rises.");

    public static WholeSetting Cycles { get; } = new("lr-num-cycles", Ones("cycles"), 1, "Of cosine_with_restarts.");

    public static NumberSetting Power { get; } = new("lr-power", "X", new(0, 100), 1, "Of polynomial.");

    public static WholeSetting Rank { get; } = new("lora-rank", new(1, 4096), 4, "Rank of the adapters.");

    public static NumberSetting Alpha { get; } =
        new("lora-alpha", "X", any, null, "Their scale is alpha over rank.") { Otherwise = "the rank" };

    public static NumberSetting Dropout { get; } =
        new("lora-dropout", "P", new(0, 0.999), 0, "Share of their inputs that is left out.");

    public static TextSetting Targets { get; } = new("lora-targets", "NAMES", "Ends of layers' names, by commas.")
    {
        Otherwise = "to_q,to_k,to_v,to_out.0; of SD 3 also add_q_proj,add_k_proj,add_v_proj,to_add_out",
    };

    public static SwitchSetting TrainTextEncoder { get; } = new("train-text-encoder", "Train the CLIP text encoders too.");

    public static SwitchSetting GradientCheckpointing { get; } = new("gradient-checkpointing",
        "Compute layers again in the backward pass instead of keeping what they computed: a third slower, for less memory.");

    public static WholeSetting Resolution { get; } =
        new("resolution", new(8, 4096, "pixels"), null, "Side of the pictures as trained.") { Otherwise = "the model's own" };

    public static SwitchSetting RandomFlip { get; } = new("random-flip", "Mirror half of the pictures.");

    public static ChoiceSetting Precision { get; } = new("mixed-precision", "TYPE", TrainerOptions.Precisions.Names,
        TrainerOptions.Precisions.Names[0], "What is computed in; weights are kept in float32.");

    public static NumberSetting EmaDecay { get; } =
        new("ema-decay", "X", belowOne, null, "Keep averaged weights, which are the result.") { Otherwise = "none" };

    public static ChoiceSetting Optimizer { get; } = new("optimizer", "NAME", TrainerOptions.Optimizers.Names,
        TrainerOptions.Optimizers.Names[0], "What turns gradients into steps; muon suits full fine-tuning of small models.");

    public static NumberSetting Beta1 { get; } =
        new("adam-beta1", "X", new(0, 0.999999), 0.9, "How long AdamW remembers gradients.");

    public static NumberSetting Beta2 { get; } = new("adam-beta2", "X", belowOne, 0.999, "How long it remembers their squares.");

    public static NumberSetting Epsilon { get; } =
        new("adam-epsilon", "X", new(0, 1, IsAbove: true), 1e-8, "Added to what it divides by.");

    public static NumberSetting WeightDecay { get; } =
        new("adam-weight-decay", "X", new(0, 100), 0.01, "How fast weights fall that nothing holds.");

    public static NumberSetting MaxGradientNorm { get; } =
        new("max-grad-norm", "X", new(0, 1e9), 1, "Gradients are scaled down to this norm; 0: never.");

    public static NumberSetting SnrGamma { get; } =
        new("snr-gamma", "X", any, null, "Min-SNR weighting, usually 5.") { Otherwise = "none" };

    public static NumberSetting NoiseOffset { get; } =
        new("noise-offset", "X", new(0, 10), 0, "0.05 makes darker and lighter pictures possible.");

    public static NumberSetting CaptionDropout { get; } =
        new("caption-dropout", "P", share, 0, "Share of pictures trained without caption, for guidance.");

    public static NumberSetting BackgroundWeight { get; } =
        new("background-weight", "X", share, 1, "What counts of the loss where a picture is transparent.");

    public static WholeSetting Seed { get; } = new("seed", new(0, int.MaxValue), 0, "Of all that is drawn.");

    public static WholeSetting CheckpointEvery { get; } =
        new("checkpointing-steps", Ones("steps"), 500, "Steps between checkpoints.");

    public static WholeSetting CheckpointLimit { get; } =
        new("checkpoints-total-limit", Ones("checkpoints"), null, "How many are kept.") { Otherwise = "all" };

    public static TextSetting Resume { get; } = new("resume-from-checkpoint", "WHICH",
        "Go on with the run that is in the output folder: latest, or a step.")
    {
        Aliases = ["--resume"],
    };

    public static SwitchSetting Overwrite { get; } =
        new("overwrite", "Begin anew in a folder that holds a result, which is replaced.");

    public static TextSetting ValidationPrompt { get; } = new("validation-prompt", "TEXT", "Draw this at intervals, to look at.");

    public static WholeSetting ValidationSteps { get; } = new("validation-steps", Ones("steps"), 100,
        "Steps between validations: the loss on pictures for validation, where there are some, and the validation prompt.");

    public static WholeSetting ValidationExamples { get; } = new("validation-examples", new(0, 1_000_000, "pictures"), 64,
        "Pictures for validation that the loss is measured on, evenly spread over all.");

    public static WholeSetting Patience { get; } = new("early-stopping-patience", Ones("validations"), null,
        "End the run after so many validations without a lower loss.")
    {
        Otherwise = "it goes on",
    };

    public static WholeSetting ValidationImages { get; } =
        new("num-validation-images", new(1, 16, "pictures"), 4, "Pictures of each.");

    public static TextSetting ReportTo { get; } = new("report-to", "NAMES",
        "jsonl, tensorboard, wandb (an offline run, for wandb sync), all or none, by commas.", "jsonl");

    public static SwitchSetting PushToHub { get; } = new("push-to-hub", "Bring the result to the hub (HF_TOKEN).");

    public static TextSetting HubModel { get; } = new("hub-model-id", "NAME", "owner/name on the hub.");

    public static DeviceSetting Device { get; } = new();

    public static SwitchSetting Offload { get; } = new("offload",
        "Keep text encoders and autoencoder on the CPU while nothing is encoded or drawn: room for the network on small cards.");

    /// <summary>All there are, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Model, Data, Output, Method, Resume, Overwrite, InstancePrompt, ClassPrompt, ClassFolder, ClassImages, PriorWeight, CaptionColumn,
        CaptionTemplate, MaxSamples, Steps, BatchSize, Accumulation, LearningRate, TextEncoderRate, Schedule, WarmUp, Cycles, Power, Rank, Alpha, Dropout, Targets,
        TrainTextEncoder, GradientCheckpointing, Device, Offload, Resolution, RandomFlip, Precision, EmaDecay, Optimizer, Beta1, Beta2, Epsilon,
        WeightDecay, MaxGradientNorm, SnrGamma, NoiseOffset, CaptionDropout, BackgroundWeight, Seed, CheckpointEvery, CheckpointLimit,
        ValidationPrompt, ValidationSteps, ValidationExamples, Patience, ValidationImages, ReportTo, PushToHub, HubModel,
    ];

    static WholeRange Ones(string unit) => new(1, int.MaxValue, unit);
}
