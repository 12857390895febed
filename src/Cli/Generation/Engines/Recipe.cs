using System.Globalization;
using System.Text.Json;
using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Models.Lora;
using EmojiGen.Torch;

namespace EmojiGen.Cli.Generation.Engines;

/// <summary>A LoRA that a run used.</summary>
/// <param name="TriggerPhrase">The words that call up what it learned; null: it names none.</param>
sealed record UsedLora(string File, double Weight, LoraReport Report, string? TriggerPhrase)
{
    public bool IsMeantBy(string prompt) => TriggerPhrase is { } phrase && EmojiGen.Models.Lora.TriggerPhrase.IsIn(prompt, phrase);
}

/// <summary>Everything that made a diffused picture, so that it can be made again: for the file's metadata and for <c>--json</c>.</summary>
/// <param name="Side">Pixels that the model drew.</param>
sealed record Recipe(
    GenerateOptions Options, string Model, DiffusionModel Loaded, double Guidance, int Side, Start Start, References References, IReadOnlyList<UsedLora> Loras)
{
    DiffusionOptions Asked => Options.Diffusion;

    string Scheduler => Asked.Scheduler ?? Loaded.SchedulerConfig.ClassName;

    static string Libtorch => TorchInfo.Read().Version;

    public static string NameOf(DType type) => type switch { DType.BFloat16 => "bfloat16", DType.Float16 => "float16", _ => "float32" };

    public GenerationRequest Request(long seed) => new()
    {
        Prompt = Options.Prompt,
        NegativePrompt = Asked.Negative,
        Style = Options.Style,
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
    };

    /// <summary>Under the names that the web UIs read.</summary>
    /// <param name="transparency">How the picture came by it.</param>
    public GenerationParameters? Parameters(long seed, int size, string transparency)
    {
        if (!Options.Metadata) return null;
        List<KeyValuePair<string, string>> settings =
        [
            new("Steps", Text(Asked.Steps)), new("Sampler", Scheduler), new("CFG scale", Text(Guidance)), new("Seed", Text(seed)), new("Size", $"{size}x{size}"), new("Model", Model),
        ];
        if (Start.Picture is not null) settings.Add(new("Denoising strength", Text(Start.Strength)));
        if (Asked.ClipSkip > 1) settings.Add(new("Clip skip", Text(Asked.ClipSkip)));
        if (Side != size) settings.Add(new("Drawn at", $"{Side}x{Side}"));
        if (Start.Draft is { } draft) settings.AddRange([new("Draft", string.Join(" + ", draft.Scene.Parts.Select(it => it.Name))), new("Style", Options.Style)]);
        if (Asked.Image is { } image) settings.Add(new("Image", Path.GetFileName(image)));
        if (Asked.Mask is { } mask) settings.Add(new("Mask", Path.GetFileName(mask)));
        if (References.Names.Count > 0) settings.AddRange([new("References", string.Join(" + ", References.Names)), new("Reference scale", Text(References.Scale)), new("Reference layers", Layers)]);
        foreach (var lora in Loras) settings.Add(new("Lora", $"{Path.GetFileNameWithoutExtension(lora.File)}:{Text(lora.Weight)}"));
        settings.AddRange([new("Transparency", transparency), new("Engine", EngineChoice.Diffusion), new("Dtype", NameOf(Loaded.DType)), new("Device", "cpu"), new("libtorch", Libtorch)]);
        return new(Options.Prompt, Asked.Negative ?? "", settings);
    }

    public void WriteJson(Utf8JsonWriter json, string transparency)
    {
        json.WriteString("negativePrompt", Asked.Negative ?? "");
        json.WriteString("model", Model);
        json.WriteString("family", Loaded.Family);
        json.WriteNumber("steps", Asked.Steps);
        json.WriteNumber("guidanceScale", Guidance);
        json.WriteString("scheduler", Scheduler);
        json.WriteNumber("drawnAt", Side);
        if (Start.Picture is not null) json.WriteNumber("strength", Math.Round(Start.Strength, 3));
        if (Start.Draft is { } draft) json.WriteNumber("draftCertainty", Math.Round(draft.Certainty, 3));
        json.WriteStartArray("references");
        foreach (var name in References.Names) json.WriteStringValue(name);
        json.WriteEndArray();
        if (References.Names.Count > 0)
        {
            json.WriteNumber("referenceScale", Math.Round(References.Scale, 3));
            json.WriteString("referenceLayers", Layers);
        }
        json.WriteStartArray("loras");
        foreach (var lora in Loras)
        {
            json.WriteStartObject();
            json.WriteString("file", lora.File);
            json.WriteNumber("weight", lora.Weight);
            json.WriteNumber("matched", lora.Report.Matched);
            json.WriteStartArray("unmatched");
            foreach (var key in lora.Report.Unmatched) json.WriteStringValue(key);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteString("transparency", transparency);
        json.WriteString("dtype", NameOf(Loaded.DType));
        json.WriteString("device", "cpu");
        json.WriteString("libtorch", Libtorch);
        json.WriteString("version", VersionText.Number);
    }

    string Layers => Asked.Layers.ToString().ToLowerInvariant();

    static string Text(IFormattable value) => value is double number ? Math.Round(number, 3).ToString(CultureInfo.InvariantCulture) : value.ToString(null, CultureInfo.InvariantCulture);
}
