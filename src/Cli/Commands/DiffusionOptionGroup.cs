using System.CommandLine;
using System.Globalization;
using EmojiGen.Cli.Generation;
using EmojiGen.Models.IpAdapter;
using EmojiGen.Torch;

namespace EmojiGen.Cli.Commands;

/// <summary>The options of <c>emoji-gen</c> that are about diffusion models.</summary>
sealed class DiffusionOptionGroup
{
    static readonly string[] s_types = ["float32", "float16", "bfloat16"];

    readonly Option<string?> model = new("--model", "-m") { Description = "The diffusion model: a folder, a .safetensors file, or a name that emoji-dev pull fetched. [default: as emoji-dev set-model says]", HelpName = "MODEL" };
    readonly Option<string[]> lora = new("--lora") { Description = "A LoRA and its weight, 1 by default. May be given several times.", HelpName = "FILE[:WEIGHT]" };
    readonly Option<long?> steps = IntegerOption.Create(["--steps"], 1, 1000, DiffusionOptions.DefaultSteps, "", "Denoising steps, 1 to 1000.");
    readonly Option<double?> guidance = new("--guidance") { Description = "How much the prompt counts; 1: no guidance. [default: as the model's kind is used]", HelpName = "SCALE" };
    readonly Option<string?> scheduler = new("--scheduler") { Description = $"The sampler: {string.Join(", ", EmojiGen.Diffusion.Schedulers.Scheduler.Names)}. [default: the model's own]", HelpName = "NAME" };
    readonly Option<string?> negative = new("--negative") { Description = "What the picture should not show.", HelpName = "TEXT" };
    readonly Option<long?> clipSkip = IntegerOption.Create(["--clip-skip"], 1, 12, 1, "", "Which of CLIP's layers is taken, counted from the last: 1 to 12.");
    readonly Option<string?> image = new("--image", "-i") { Description = "A picture to start from; its transparency is kept.", HelpName = "FILE" };
    readonly Option<string?> mask = new("--mask") { Description = "White where the picture is to be painted anew.", HelpName = "FILE" };
    readonly Option<double?> strength = new("--strength") { Description = "How much of the picture or draft is drawn anew, above 0 to 1. [default: 0.8; of a draft: as sure as it is]", HelpName = "SHARE" };
    readonly Option<bool> draft = new("--draft") { Description = "Begin from the composed scene (the default without --image, unless the prompt has the words of a LoRA)." };
    readonly Option<bool> noDraft = new("--no-draft") { Description = "Begin from noise." };
    readonly Option<string[]> reference = new("--reference") { Description = "A picture file, an emoji or its name to take after (IP-Adapter). May be given several times. [default: the emoji of the draft]", HelpName = "IMAGE|EMOJI" };
    readonly Option<double?> referenceScale = new("--reference-scale") { Description = "How much references count, 0 to 1. [default: as alike as they are]", HelpName = "SCALE" };
    readonly Option<string> layers = new("--layers") { Description = "What to take from references: style, layout or all.", HelpName = "WHAT", DefaultValueFactory = _ => "all" };
    readonly Option<string?> ipAdapter = new("--ip-adapter") { Description = "The IP-Adapter's file. [default: the model's own, or a pulled one that fits]", HelpName = "FILE" };
    readonly Option<bool> transparent = new("--transparent") { Description = "Cut the ground out where the model does not paint transparency itself." };
    readonly Option<string?> type = new("--dtype") { Description = $"What to compute in: {string.Join(", ", s_types)}. [default: bfloat16 where the processor has it]", HelpName = "TYPE" };
    readonly Option<string?> variant = new("--variant") { Description = "The weights' variant, as in model.fp16.safetensors: fp16.", HelpName = "NAME" };

    public IEnumerable<Option> All =>
        [model, lora, steps, guidance, scheduler, negative, clipSkip, image, mask, strength, draft, noDraft, reference, referenceScale, layers, ipAdapter, transparent, type, variant];

    public DiffusionOptions Read(ParseResult parsed)
    {
        if (parsed.GetValue(draft) && parsed.GetValue(noDraft)) throw new UsageException("--draft and --no-draft exclude each other.");
        if (parsed.GetValue(draft) && parsed.GetValue(image) is not null) throw new UsageException("--draft and --image exclude each other: the picture begins from one of them.");
        return new DiffusionOptions
        {
            Model = parsed.GetValue(model),
            Loras = parsed.GetValue(lora) ?? [],
            Steps = (int)parsed.GetValue(steps)!,
            Guidance = Within(parsed, guidance, 0, 100),
            Scheduler = parsed.GetValue(scheduler),
            Negative = parsed.GetValue(negative),
            ClipSkip = (int)parsed.GetValue(clipSkip)!,
            Image = parsed.GetValue(image),
            Mask = parsed.GetValue(mask),
            Strength = Within(parsed, strength, double.Epsilon, 1),
            Draft = parsed.GetValue(draft) ? true : parsed.GetValue(noDraft) ? false : null,
            References = parsed.GetValue(reference) ?? [],
            ReferenceScale = Within(parsed, referenceScale, 0, 2),
            Layers = parsed.GetValue(layers) switch
            {
                "all" => ReferenceLayers.All,
                "style" => ReferenceLayers.Style,
                "layout" => ReferenceLayers.Layout,
                var other => throw new UsageException($"--layers is '{other}'; it must be style, layout or all."),
            },
            IpAdapter = parsed.GetValue(ipAdapter),
            Transparent = parsed.GetValue(transparent),
            DType = parsed.GetValue(type) switch
            {
                null => null,
                "float32" or "fp32" => DType.Float32,
                "float16" or "fp16" => DType.Float16,
                "bfloat16" or "bf16" => DType.BFloat16,
                var other => throw new UsageException($"--dtype is '{other}'; it must be one of {string.Join(", ", s_types)}."),
            },
            Variant = parsed.GetValue(variant),
        };
    }

    static double? Within(ParseResult parsed, Option<double?> option, double least, double most) => parsed.GetValue(option) is not { } value ? null
        : value >= least && value <= most ? value
        : throw new UsageException(string.Create(CultureInfo.InvariantCulture, $"{option.Name} is {value}; it must be {(least == double.Epsilon ? "above 0" : $"{least}")} to {most}."));
}
