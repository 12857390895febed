using System.Text.Json.Serialization;
using EmojiGen.Generation;
using EmojiGen.ModelEngines;

namespace EmojiGen.Cli.Generation;

/// <summary>What a diffusion model tells: all that made the pictures.</summary>
sealed class DiffusedReport : GenerationReport
{
    readonly DiffusedDrawing drawing;

    internal DiffusedReport(EmojiRequest request, DiffusedDrawing drawing, OutputFiles files) : base(request, drawing, files) =>
        this.drawing = drawing;

    [JsonPropertyOrder(Facts)]
    public string NegativePrompt => drawing.Request.Negative ?? "";

    [JsonPropertyOrder(Facts)]
    public string Model => drawing.Model;

    [JsonPropertyOrder(Facts)]
    public string Family => drawing.Family;

    [JsonPropertyOrder(Facts)]
    public int Steps => drawing.Request.Steps;

    [JsonPropertyOrder(Facts)]
    public double GuidanceScale => drawing.Guidance;

    [JsonPropertyOrder(Facts)]
    public string Scheduler => drawing.Scheduler;

    [JsonPropertyOrder(Facts)]
    public int DrawnAt => drawing.Side;

    [JsonPropertyOrder(Facts)]
    public double? Strength => Rounded(drawing.Strength);

    [JsonPropertyOrder(Facts)]
    public double? DraftCertainty => Rounded(drawing.Draft?.Certainty);

    [JsonPropertyOrder(Facts)]
    public IReadOnlyList<string> References => drawing.References;

    [JsonPropertyOrder(Facts)]
    public double? ReferenceScale => drawing.References.Count == 0 ? null : Rounded(drawing.ReferenceScale);

    [JsonPropertyOrder(Facts)]
    public string? ReferenceLayers => drawing.References.Count == 0 ? null : drawing.Request.Layers.ToString().ToLowerInvariant();

    [JsonPropertyOrder(Facts)]
    public LoraLine[] Loras =>
        [.. drawing.Loras.Select(it => new LoraLine(it.Lora.Name, it.Lora.Weight, it.Report.Matched, it.Report.Unmatched))];

    [JsonPropertyOrder(Facts)]
    public string Transparency => drawing.Transparency;

    [JsonPropertyOrder(Facts)]
    public string Dtype => DiffusedDrawing.NameOf(drawing.DType);

    [JsonPropertyOrder(Facts)]
    public string Device => drawing.Device.ToString();

    [JsonPropertyOrder(Facts)]
    public string Libtorch => drawing.Libtorch;

    [JsonPropertyOrder(Facts)]
    public string Version => EmojiGenVersion.Number;

    public override void Write(TextWriter output, bool onOneLine) =>
        Json.Write(output, this, JsonShapes.Default.DiffusedReport, onOneLine);

    static double? Rounded(double? value) => value is { } number ? Math.Round(number, 3) : null;
}

/// <summary>What came of a LoRA.</summary>
sealed record LoraLine(string File, double Weight, int Matched, IReadOnlyList<string> Unmatched);
