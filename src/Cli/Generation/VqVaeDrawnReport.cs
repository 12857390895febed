using System.Text.Json.Serialization;
using EmojiGen.Generation;
using EmojiGen.ModelEngines;

namespace EmojiGen.Cli.Generation;

/// <summary>What the Emoji VQ-VAE tells: all that made the pictures.</summary>
sealed class VqVaeDrawnReport : GenerationReport
{
    readonly VqVaeDrawing drawing;

    internal VqVaeDrawnReport(EmojiRequest request, VqVaeDrawing drawing, OutputFiles files) : base(request, drawing, files) =>
        this.drawing = drawing;

    [JsonPropertyOrder(Facts)]
    public string Model => drawing.Model;

    [JsonPropertyOrder(Facts)]
    public string Style => drawing.Request.Style;

    [JsonPropertyOrder(Facts)]
    public string? Emotion => drawing.Request.Emotion;

    [JsonPropertyOrder(Facts)]
    public double? EmotionStrength => Emotion is null ? null : drawing.Request.EmotionStrength;

    [JsonPropertyOrder(Facts)]
    public double Temperature => drawing.Request.Temperature;

    [JsonPropertyOrder(Facts)]
    public int TopK => drawing.Request.TopK;

    [JsonPropertyOrder(Facts)]
    public double TopP => drawing.Request.TopP;

    [JsonPropertyOrder(Facts)]
    public double GuidanceScale => drawing.Request.Guidance;

    [JsonPropertyOrder(Facts)]
    public int DrawnAt => drawing.Side;

    [JsonPropertyOrder(Facts)]
    public string Transparency => drawing.Transparency;

    public override void Write(TextWriter output, bool onOneLine) =>
        Json.Write(output, this, JsonShapes.Default.VqVaeDrawnReport, onOneLine);
}
