using System.CommandLine;
using System.Globalization;
using EmojiGen.Art;
using EmojiGen.Cli.Generation;
using EmojiGen.Diffusion.Schedulers;
using EmojiGen.ModelEngines;
using EmojiGen.Models.IpAdapter;
using EmojiGen.Torch;
using Path = System.IO.Path;

namespace EmojiGen.Cli.Commands;

/// <summary>The options of <c>emoji-gen</c> that are about diffusion models.</summary>
sealed class DiffusionOptionGroup
{
    static readonly string[] types = ["float32", "float16", "bfloat16"];

    readonly Option<string?> model = new("--model",
        "-m")
    { Description = "The diffusion model: a folder, a .safetensors file, or a name that emoji-dev pull fetched. [default: as emoji-dev set-model says]", HelpName = "MODEL" };
    readonly Option<string[]> lora =
        new("--lora") { Description = "A LoRA and its weight, 1 by default. May be given several times.", HelpName = "FILE[:WEIGHT]" };
    readonly Option<long?> steps =
        IntegerOption.Create(["--steps"], DiffusionRequest.StepsRange, DiffusionRequest.DefaultSteps, "Denoising steps, 1 to 1000.");
    readonly Option<double?> guidance = new("--guidance")
    {
        Description = "How much the prompt counts; 1: no guidance. [default: as the model's kind is used]",
        HelpName = "SCALE"
    };
    readonly Option<string?> scheduler = new("--scheduler")
    {
        Description = $"The sampler: {string.Join(", ", Scheduler.Names)}. [default: the model's own]",
        HelpName = "NAME"
    };
    readonly Option<string?> negative = new("--negative") { Description = "What the picture should not show.", HelpName = "TEXT" };
    readonly Option<long?> clipSkip = IntegerOption.Create(["--clip-skip"], DiffusionRequest.ClipSkipRange, 1,
        "Which of CLIP's layers is taken, counted from the last: 1 to 12.");
    readonly Option<string?> image =
        new("--image", "-i") { Description = "A picture to start from; its transparency is kept.", HelpName = "FILE" };
    readonly Option<string?> mask = new("--mask") { Description = "White where the picture is to be painted anew.", HelpName = "FILE" };
    readonly Option<double?> strength = new("--strength")
    {
        Description = "How much of the picture or draft is drawn anew, above 0 to 1. [default: 0.8; of a draft: as sure as it is]",
        HelpName = "SHARE"
    };
    readonly Option<bool> draft = new("--draft")
    {
        Description = "Begin from the composed scene (the default without --image, unless the prompt has the words of a LoRA)."
    };
    readonly Option<bool> noDraft = new("--no-draft") { Description = "Begin from noise." };
    readonly Option<string[]> reference = new("--reference")
    {
        Description = "A picture file, an emoji or its name to take after (IP-Adapter). May be given several times. [default: the emoji of the draft]",
        HelpName = "IMAGE|EMOJI"
    };
    readonly Option<double?> referenceScale =
        new("--reference-scale") { Description = "How much references count, 0 to 1. [default: as alike as they are]", HelpName = "SCALE" };
    readonly Option<string> layers = new("--layers")
    {
        Description = "What to take from references: style, layout or all.",
        HelpName = "WHAT",
        DefaultValueFactory = _ => "all"
    };
    readonly Option<string?> ipAdapter = new("--ip-adapter")
    {
        Description = "The IP-Adapter's file. [default: the model's own, or a pulled one that fits]",
        HelpName = "FILE"
    };
    readonly Option<bool> transparent =
        new("--transparent") { Description = "Cut the ground out where the model does not paint transparency itself." };
    readonly Option<string?> type = new("--dtype")
    {
        Description = $"What to compute in: {string.Join(", ", types)}. [default: bfloat16 where the processor has it]",
        HelpName = "TYPE"
    };
    readonly Option<string?> variant =
        new("--variant") { Description = "The weights' variant, as in model.fp16.safetensors: fp16.", HelpName = "NAME" };

    public IEnumerable<Option> All =>
        [model, lora, steps, guidance, scheduler, negative, clipSkip, image, mask, strength, draft, noDraft, reference, referenceScale,
            layers, ipAdapter, transparent, type, variant];

    /// <summary>Whether something is asked for that only a diffusion model takes.</summary>
    public bool IsAskedFor(ParseResult parsed) =>
        parsed.GetValue(lora) is { Length: > 0 } || parsed.GetValue(image) is not null || parsed.GetValue(reference) is { Length: > 0 };

    /// <summary>How much the prompt counts; the VQ-VAE takes it too. Null: not said.</summary>
    public double? Guidance(ParseResult parsed) => parsed.GetValue(guidance);

    /// <summary>The model of a run, whichever engine it is for.</summary>
    public ModelOptions Model(ParseResult parsed) => new(parsed.GetValue(model), TypeOf(parsed), parsed.GetValue(variant));

    /// <summary>Reads pictures too, so that a missing one is noticed before a model is loaded.</summary>
    public DiffusionRequest Read(ParseResult parsed, string prompt, SkinTone skinTone, Terminal terminal)
    {
        if (parsed.GetValue(draft) && parsed.GetValue(noDraft)) throw new UsageException("--draft and --no-draft exclude each other.");
        if (parsed.GetValue(mask) is not null && parsed.GetValue(image) is null)
            throw new UsageException("--mask says what of a picture to paint anew: give the picture with --image.");
        return new(prompt)
        {
            Negative = parsed.GetValue(negative),
            Steps = (int)parsed.GetValue(steps)!,
            Guidance = parsed.GetValue(guidance),
            Scheduler = parsed.GetValue(scheduler),
            ClipSkip = (int)parsed.GetValue(clipSkip)!,
            Loras = [.. (parsed.GetValue(lora) ?? []).Select(it => LoraOf(it, terminal))],
            Image = PictureOf(parsed.GetValue(image), terminal),
            Mask = PictureOf(parsed.GetValue(mask), terminal),
            Strength = parsed.GetValue(strength),
            Draft = parsed.GetValue(draft) ? true : parsed.GetValue(noDraft) ? false : null,
            SkinTone = skinTone,
            References = [.. (parsed.GetValue(reference) ?? []).Select(it => ReferenceOf(it, terminal))],
            ReferenceScale = parsed.GetValue(referenceScale),
            Layers = LayersOf(parsed),
            IpAdapter = parsed.GetValue(ipAdapter) is { } adapter ? Path.GetFullPath(adapter, terminal.Folder) : null,
            Transparent = parsed.GetValue(transparent),
        };
    }

    /// <param name="typed"><c>FILE[:WEIGHT]</c></param>
    static Lora LoraOf(string typed, Terminal terminal)
    {
        var colon = typed.LastIndexOf(':');
        if (colon <= 0 || !double.TryParse(typed.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out var weight))
            return Of(typed, 1);
        if (!double.IsFinite(weight)) throw new UsageException($"--lora is '{typed}'; its weight must be a number.");
        return Of(typed[..colon], weight);

        Lora Of(string file, double weight) => new(Path.GetFullPath(file, terminal.Folder), weight) { Name = file };
    }

    static NamedPicture? PictureOf(string? file, Terminal terminal) =>
        file is null ? null : NamedPicture.Load(Path.GetFullPath(file, terminal.Folder));

    /// <summary>A file where there is one of that name, else an emoji.</summary>
    static Reference ReferenceOf(string typed, Terminal terminal)
    {
        var path = Path.GetFullPath(typed, terminal.Folder);
        return File.Exists(path) ? new(typed, NamedPicture.Load(path).Picture) : new(typed);
    }

    ReferenceLayers LayersOf(ParseResult parsed) => parsed.GetValue(layers) switch
    {
        "all" => ReferenceLayers.All,
        "style" => ReferenceLayers.Style,
        "layout" => ReferenceLayers.Layout,
        var other => throw new UsageException($"--layers is '{other}'; it must be style, layout or all."),
    };

    DType? TypeOf(ParseResult parsed) => parsed.GetValue(type) switch
    {
        null => null,
        "float32" or "fp32" => DType.Float32,
        "float16" or "fp16" => DType.Float16,
        "bfloat16" or "bf16" => DType.BFloat16,
        var other => throw new UsageException($"--dtype is '{other}'; it must be one of {string.Join(", ", types)}."),
    };
}
