using EmojiGen.Art;
using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Generation;
using EmojiGen.Hub;
using EmojiGen.Torch;
using static System.FormattableString;

namespace EmojiGen.ModelEngines;

/// <summary>Everything that makes a diffused picture, so that it can be made again: for the model, for the file's metadata and for the
/// report.</summary>
/// <param name="Found">The model.</param>
/// <param name="Side">Pixels that the model drew.</param>
sealed record DiffusionRecipe(
    DiffusionRequest Asked, FoundModel Found, DiffusionModel Loaded, int Side, DiffusionStart Start, References References,
    IReadOnlyList<UsedLora> Loras)
{
    double Guidance => Asked.Guidance ?? Loaded.DefaultGuidance;

    string Scheduler => Asked.Scheduler ?? Loaded.SchedulerConfig.ClassName;

    static string Libtorch => TorchInfo.Read().Version;

    public GenerationRequest Request(long seed) => new()
    {
        Prompt = Asked.Words,
        NegativePrompt = Asked.Negative,
        Style = Asked.Style,
        Steps = Asked.Steps,
        GuidanceScale = Guidance,
        Width = Side,
        Height = Side,
        Seed = (ulong)seed,
        ClipSkip = Asked.ClipSkip - 1,
        Scheduler = Asked.Scheduler,
        Image = Start.Picture?.ToTensor(),
        // A mask's white counts, and only as far as it is opaque.
        Mask = Start.Mask?.CompositeOver(new Imaging.Rgba(0, 0, 0, 255)).ToTensor().Narrow(1, 0, 3).Mean(1, keep: true),
        Strength = Start.Strength,
        Loras = [.. Loras.Select(it => it.Use)],
        References = References.Encoded,
    };

    /// <param name="transparency">How the pictures came by it.</param>
    /// <param name="dtype">What was computed in.</param>
    public DiffusedDrawing Drawing(IReadOnlyList<Picture> pictures, Attribution credit, string transparency, DType dtype) =>
        new(Asked, pictures, credit)
        {
            Model = Found.Name,
            Family = Loaded.Family,
            Guidance = Guidance,
            Scheduler = Scheduler,
            Side = Side,
            Strength = Start.Picture is null ? null : Start.Strength,
            Draft = Start.Draft,
            References = References.Names,
            ReferenceScale = References.Scale,
            Loras = Loras,
            Transparency = transparency,
            DType = dtype,
            Device = Loaded.Device,
            Libtorch = Libtorch,
        };

    /// <summary>Under the names that the web UIs read, with their values: they make the picture again. What they do not know stands under
    /// names of our own.</summary>
    /// <param name="size">Pixels of the picture as it is written.</param>
    /// <param name="transparency">How the picture came by it.</param>
    /// <param name="dtype">What was computed in.</param>
    public GenerationParameters Parameters(long seed, int size, string transparency, DType dtype)
    {
        var (sampler, spacing) = EmojiGen.Diffusion.Schedulers.Scheduler.InWebUis(Asked.Scheduler, Loaded.SchedulerConfig);
        List<KeyValuePair<string, string>> settings = [new("Steps", Invariant($"{Asked.Steps}")), new("Sampler", sampler)];
        if (spacing is not null) settings.Add(new("Schedule type", spacing));
        settings.AddRange([new("CFG scale", Invariant($"{Guidance}")), new("Seed", Invariant($"{seed}")), new("Size", $"{Side}x{Side}"),
            new("Model", Found.Label)]);
        if (Start.Picture is not null) settings.Add(new("Denoising strength", Invariant($"{Start.Strength}")));
        if (Asked.ClipSkip > 1) settings.Add(new("Clip skip", Invariant($"{Asked.ClipSkip}")));
        settings.Add(new("RNG", "CPU")); // whose noise it is: the web UIs' own is the GPU's
        if (Loras.Count > 0)
            settings.Add(new(GenerationParameters.LoraHashes, string.Join(", ", Loras.Select(it => $"{it.Label}: {it.Hash}"))));
        if (Side != size) settings.Add(new(GenerationParameters.WrittenAt, $"{size}x{size}"));
        if (Asked.Scheduler is { } scheduler) settings.Add(new("Scheduler", scheduler));
        if (Start.Draft is { } draft)
            settings.Add(new("Draft", string.Join(" + ", draft.Scene.Parts.Select(it => it.Name))));
        // A model that was trained on styles is told one without a draft too.
        if (Start.Draft is not null || Asked.Style != EmojiRequest.DefaultStyle) settings.Add(new("Style", Asked.Style));
        if (Start.Draft is not null && Asked.SkinTone != SkinTone.None) settings.Add(new("Skin tone", SkinTones.NameOf(Asked.SkinTone)));
        if (Asked.Language != EmojiRequest.DefaultLanguage) settings.Add(new("Language", Asked.Language));
        if (Asked.Image is { } image) settings.Add(new("Image", image.Name));
        if (Asked.Mask is { } mask) settings.Add(new("Mask", mask.Name));
        if (References.Names.Count > 0)
            settings.AddRange([new("References", string.Join(" + ", References.Names.Select(Path.GetFileName))),
                new("Reference scale", Invariant($"{References.Scale}")), new("Reference layers", Asked.Layers.ToString().ToLowerInvariant())]);
        if (Asked.Transparent) settings.Add(new("Transparent", "true"));
        if (Asked.IpAdapter is { } adapter) settings.Add(new("IP-Adapter", ModelReference.NameOf(adapter)));
        settings.AddRange([new("Transparency", transparency), new("Engine", Asked.Engine), new("Dtype", DiffusedDrawing.NameOf(dtype))]);
        if (Loaded.Variant is { } variant) settings.Add(new("Variant", variant));
        settings.AddRange([new("Device", Loaded.Device.ToString()), new("libtorch", Libtorch)]);
        GenerationParameters.AddOriginal(settings, Asked);
        return new(Asked.Words, Asked.Negative ?? "", settings)
        {
            Loras = [.. Loras.Select(it => new NamedWeight(it.Label, it.Lora.Weight))],
        };
    }
}
