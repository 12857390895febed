using System.Globalization;
using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Models.IpAdapter;
using EmojiGen.Torch;

namespace EmojiGen.ModelEngines.Settings;

/// <summary>What a diffusion model can be told.</summary>
public static class DiffusionSettings
{
    static readonly string[] mine = [DiffusionRequest.EngineName], models = [DiffusionRequest.EngineName, VqVaeRequest.EngineName];

    static readonly (string Name, DType Type)[] types =
        [("float32", DType.Float32), ("float16", DType.Float16), ("bfloat16", DType.BFloat16)];

    static readonly (string Name, ReferenceLayers Layers)[] layers =
        [("style", ReferenceLayers.Style), ("layout", ReferenceLayers.Layout), ("all", ReferenceLayers.All)];

    public static TextSetting Model { get; } = new("model", "MODEL",
        "The model: a folder, a .safetensors file, or a name that emoji-dev pull fetched.")
    {
        Aliases = ["-m"],
        Engines = models,
        MeansEngine = true,
        Otherwise = "as emoji-dev set-model says; of vqvae models/emoji-vqvae",
    };

    public static NumberSetting Guidance { get; } = new("guidance", "SCALE", DiffusionRequest.GuidanceRange, null,
        "How much the prompt counts; 1: no guidance.")
    {
        Engines = models,
        Otherwise = $"as the model's kind is used; of vqvae {VqVaeRequest.DefaultGuidance}",
    };

    public static TextsSetting Lora { get; } = new("lora", "LORA[:WEIGHT]",
        "A LoRA and its weight, 1 unless one is given: a file, a folder with one, or a name that emoji-dev pull fetched.")
    {
        Engines = mine,
        MeansEngine = true,
        Property = nameof(DiffusionRequest.Loras),
    };

    public static WholeSetting Steps { get; } =
        new("steps", DiffusionRequest.StepsRange, DiffusionRequest.DefaultSteps, "Denoising steps.") { Engines = mine };

    public static ChoiceSetting Scheduler { get; } =
        new("scheduler", "NAME", EmojiGen.Diffusion.Schedulers.Scheduler.Names, null, "The sampler.")
        {
            Engines = mine,
            Otherwise = "the model's own",
        };

    public static TextSetting Negative { get; } = new("negative", "TEXT", "What the picture should not show.") { Engines = mine };

    public static WholeSetting ClipSkip { get; } =
        new("clip-skip", DiffusionRequest.ClipSkipRange, 1, "Which of CLIP's layers is taken, counted from the last.") { Engines = mine };

    public static TextSetting Image { get; } = new("image", "FILE", "A picture to start from; its transparency is kept.")
    {
        Aliases = ["-i"],
        Engines = mine,
        MeansEngine = true,
    };

    public static TextSetting Mask { get; } =
        new("mask", "FILE", "White where the picture is to be painted anew.") { Engines = mine };

    public static NumberSetting Strength { get; } =
        new("strength", "SHARE", DiffusionRequest.StrengthRange, null, "How much of the picture or draft is drawn anew.")
        {
            Engines = mine,
            Otherwise = "0.8; of a draft, as sure as it is",
        };

    public static SwitchSetting Draft { get; } = new("draft", "Begin from the composed scene.")
    {
        Engines = mine,
        Otherwise = "unless there is an image, or the prompt has the words of a LoRA",
    };

    public static SwitchSetting NoDraft { get; } = new("no-draft", "Begin from noise.") { Engines = mine };

    public static TextsSetting Reference { get; } =
        new("reference", "IMAGE|EMOJI", "A picture file, an emoji or its name to take after (IP-Adapter).")
        {
            Engines = mine,
            MeansEngine = true,
            Property = nameof(DiffusionRequest.References),
            Otherwise = "the emoji of the draft",
        };

    public static NumberSetting ReferenceScale { get; } =
        new("reference-scale", "SCALE", DiffusionRequest.ReferenceScaleRange, null, "How much references count.")
        {
            Engines = mine,
            Otherwise = "as alike as they are",
        };

    public static ChoiceSetting Layers { get; } =
        new("layers", "WHAT", [.. layers.Select(it => it.Name)], "all", "What to take from references.") { Engines = mine };

    public static TextSetting IpAdapter { get; } = new("ip-adapter", "FILE", "The IP-Adapter's file.")
    {
        Engines = mine,
        Otherwise = "the model's own, or a pulled one that fits",
    };

    public static SwitchSetting Transparent { get; } =
        new("transparent", "Cut the ground out where the model does not paint transparency itself.") { Engines = mine };

    public static ChoiceSetting Type { get; } =
        new("dtype", "TYPE", [.. types.Select(it => it.Name)], null, "What to compute in.")
        {
            Engines = mine,
            Property = nameof(LoadOptions.DType),
            Otherwise = "bfloat16 where processor or card have it",
            Synonyms = new Dictionary<string, string> { ["fp32"] = "float32", ["fp16"] = "float16", ["bf16"] = "bfloat16" },
        };

    public static SwitchSetting Offload { get; } = new("offload",
        "Keep text encoders and autoencoder on the CPU between their uses: for cards of 4 to 8 GB.")
    { Engines = mine };

    public static TextSetting Variant { get; } =
        new("variant", "NAME", "The weights' variant, as in model.fp16.safetensors: fp16.") { Engines = mine };

    /// <summary>All of them, in the order of the help.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Model, Guidance, Lora, Steps, Scheduler, Negative, ClipSkip, Image, Mask, Strength, Draft, NoDraft, Reference, ReferenceScale,
        Layers, IpAdapter, Transparent, Type, Offload, Variant,
    ];

    /// <summary>What to compute in; null: as the processor has it.</summary>
    public static DType? TypeOf(SettingValues values) =>
        values.Of(Type) is { } name ? types.Single(it => it.Name == name).Type : null;

    internal static DiffusionRequest Read(SettingValues values, DiffusionRequest basis, string folder)
    {
        if (values.Of(Draft) && values.Of(NoDraft))
            throw new RequestException($"{Named(Draft)} and {Named(NoDraft)} exclude each other.");
        if (values.Has(Mask) && !values.Has(Image) && basis.Image is null)
            throw new RequestException($"{Named(Mask)} says what of a picture to paint anew: give the picture with {Named(Image)}.");
        return basis with
        {
            Negative = values.Or(Negative, basis.Negative),
            Steps = values.Or(Steps, basis.Steps),
            Guidance = values.Or(Guidance, basis.Guidance),
            Scheduler = values.Or(Scheduler, basis.Scheduler),
            ClipSkip = values.Or(ClipSkip, basis.ClipSkip),
            Loras = values.Has(Lora) ? [.. values.Of(Lora).Select(it => LoraOf(it, folder))] : basis.Loras,
            Image = PictureOf(values.Of(Image), folder) ?? basis.Image,
            Mask = PictureOf(values.Of(Mask), folder) ?? basis.Mask,
            Strength = values.Or(Strength, basis.Strength),
            Draft = values.Of(Draft) ? true : values.Of(NoDraft) ? false : basis.Draft,
            SkinTone = EngineSettings.ToneOf(values, basis.SkinTone),
            References = values.Has(Reference) ? [.. values.Of(Reference).Select(it => ReferenceOf(it, folder))] : basis.References,
            ReferenceScale = values.Or(ReferenceScale, basis.ReferenceScale),
            Layers = values.Has(Layers) ? layers.Single(it => it.Name == values.Of(Layers)).Layers : basis.Layers,
            IpAdapter = values.Of(IpAdapter) is { } adapter ? Present(adapter, folder, IpAdapter) : basis.IpAdapter,
            Transparent = values.Or(Transparent, basis.Transparent),
        };
    }

    /// <param name="typed"><c>LORA[:WEIGHT]</c></param>
    static Lora LoraOf(string typed, string folder)
    {
        var colon = typed.LastIndexOf(':');
        if (colon <= 0 || !double.TryParse(typed.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var weight))
            return Of(typed, 1);
        if (!double.IsFinite(weight)) throw new RequestException($"{Named(Lora)} is '{typed}'; its weight must be a number.");
        return Of(typed[..colon], weight);

        Lora Of(string file, double weight) => new(Path.GetFullPath(file, folder), weight) { Name = file };
    }

    static NamedPicture? PictureOf(string? file, string folder) =>
        file is null ? null : NamedPicture.Load(Path.GetFullPath(file, folder));

    /// <summary>A file where there is one of that name, else an emoji.</summary>
    static Reference ReferenceOf(string typed, string folder)
    {
        var path = Path.GetFullPath(typed, folder);
        return File.Exists(path) ? new(typed, NamedPicture.Load(path).Picture) : new(typed);
    }

    /// <summary>A file that is there: a missing one is noticed before a model is loaded.</summary>
    static string Present(string file, string folder, Setting setting)
    {
        var path = Path.GetFullPath(file, folder);
        return File.Exists(path) ? path
            : throw new FileNotFoundException($"There is no file '{file}', which --{setting.Name} names.", path);
    }

    static RequestProperty Named(Setting setting) => new(setting.Name);
}
