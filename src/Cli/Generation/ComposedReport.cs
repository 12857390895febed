using System.Text.Json.Serialization;
using EmojiGen.Generation;

namespace EmojiGen.Cli.Generation;

/// <summary>What the composer tells.</summary>
sealed class ComposedReport : GenerationReport
{
    readonly ComposedDrawing drawing;

    internal ComposedReport(EmojiRequest request, ComposedDrawing drawing, OutputFiles files, Explanation? explanation)
        : base(request, drawing, files) =>
        (this.drawing, Explain) = (drawing, explanation);

    [JsonPropertyOrder(Facts)]
    public string Style => drawing.Request.Style;

    [JsonPropertyOrder(Facts)]
    public Explanation? Explain { get; }

    public override void Write(TextWriter output, bool onOneLine) =>
        Json.Write(output, this, JsonShapes.Default.ComposedReport, onOneLine);
}
