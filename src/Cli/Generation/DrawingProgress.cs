using EmojiGen.Generation;

namespace EmojiGen.Cli.Generation;

/// <summary>A line, and now and then a picture, that tell a person how far each picture is.</summary>
/// <param name="what">What goes on: <c>denoising</c>.</param>
/// <param name="unit">What is counted; empty: steps, which go without saying.</param>
sealed class DrawingProgress(Terminal terminal, int pictures, string what, string unit, OutputOptions output)
    : IProgress<GenerationProgress>, IDisposable
{
    ProgressLine line = LineOf(terminal, 1, pictures, what);
    LivePreview preview = new(terminal, output.LivePreview);

    public void Report(GenerationProgress value)
    {
        if (!output.Quiet) line.Report(value.Step, value.Steps, $"{value.Step} of {value.Steps}{unit}");
        if (value.Step < value.Steps)
        {
            if (preview.IsDue) preview.Show(value.Preview());
            return;
        }
        Dispose();
        (line, preview) = (LineOf(terminal, value.Picture + 1, pictures, what), new(terminal, output.LivePreview));
    }

    public void Dispose()
    {
        preview.Dispose();
        line.Dispose();
    }

    static ProgressLine LineOf(Terminal terminal, int picture, int pictures, string what) =>
        new(terminal, pictures > 1 ? $"picture {picture} of {pictures}" : what);
}
