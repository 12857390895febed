using System.Globalization;
using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Generation;
using EmojiGen.Torch;

namespace EmojiGen.ModelEngines;

/// <summary>Everything that makes a diffused picture, so that it can be made again: for the model, for the file's metadata and for the
/// report.</summary>
/// <param name="Model">As it was named.</param>
/// <param name="Side">Pixels that the model drew.</param>
sealed record DiffusionRecipe(
    DiffusionRequest Asked, string Model, DiffusionModel Loaded, int Side, DiffusionStart Start, References References, IReadOnlyList<UsedLora> Loras)
{
    double Guidance => Asked.Guidance ?? Loaded.DefaultGuidance;

    string Scheduler => Asked.Scheduler ?? Loaded.SchedulerConfig.ClassName;

    static string Libtorch => TorchInfo.Read().Version;

    public GenerationRequest Request(long seed) => new()
    {
        Prompt = Asked.Prompt,
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
            Model = Model,
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
            Libtorch = Libtorch,
        };

    /// <summary>Under the names that the web UIs read.</summary>
    /// <param name="transparency">How the picture came by it.</param>
    /// <param name="dtype">What was computed in.</param>
    public GenerationParameters Parameters(long seed, int size, string transparency, DType dtype)
    {
        List<KeyValuePair<string, string>> settings =
        [
            new("Steps", Text(Asked.Steps)), new("Sampler", Scheduler), new("CFG scale", Text(Guidance)), new("Seed", Text(seed)),
                new("Size", $"{size}x{size}"), new("Model", Model),
        ];
        if (Start.Picture is not null) settings.Add(new("Denoising strength", Text(Start.Strength)));
        if (Asked.ClipSkip > 1) settings.Add(new("Clip skip", Text(Asked.ClipSkip)));
        if (Side != size) settings.Add(new("Drawn at", $"{Side}x{Side}"));
        if (Start.Draft is { } draft)
            settings.AddRange([new("Draft", string.Join(" + ", draft.Scene.Parts.Select(it => it.Name))), new("Style", Asked.Style)]);
        if (Asked.Image is { } image) settings.Add(new("Image", image.Name));
        if (Asked.Mask is { } mask) settings.Add(new("Mask", mask.Name));
        if (References.Names.Count > 0)
            settings.AddRange([new("References", string.Join(" + ", References.Names)), new("Reference scale", Text(References.Scale)),
                new("Reference layers", Asked.Layers.ToString().ToLowerInvariant())]);
        // One key for all: of two, readers of this text keep one.
        if (Loras.Count > 0) settings.Add(new("Lora", string.Join(", ",
            Loras.Select(it => $"{Path.GetFileNameWithoutExtension(it.Lora.File)}:{Text(it.Lora.Weight)}"))));
        settings.AddRange([new("Transparency", transparency), new("Engine", Asked.Engine), new("Dtype", DiffusedDrawing.NameOf(dtype)),
            new("Device", "cpu"), new("libtorch", Libtorch)]);
        return new(Asked.Prompt, Asked.Negative ?? "", settings);
    }

    static string Text(IFormattable value) => value is double number ? Math.Round(number, 3).ToString(CultureInfo.InvariantCulture)
        : value.ToString(null, CultureInfo.InvariantCulture);
}
