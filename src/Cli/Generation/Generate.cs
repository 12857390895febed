using EmojiGen.Generation;
using EmojiGen.Imaging;

namespace EmojiGen.Cli.Generation;

/// <summary>One run of <c>emoji-gen</c>, from a request to files.</summary>
static class Generate
{
    /// <summary>Pixels of a preview before the terminal's own scaling.</summary>
    const int PreviewSize = 256;

    /// <summary>Character cells a contact sheet may take in the terminal: nearly all of the usual 80.</summary>
    const int SheetPreviewColumns = 76;

    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(EmojiRequest request, ModelOptions model, OutputOptions output, Terminal terminal, Installation installation)
    {
        request.Validate();
        var plan = OutputPlan.Of(output.Files, request.Prompt, request.Count, terminal.Folder);
        if (request is not ComposeRequest) plan.RefuseVectors();
        if (plan.ToStandardOutput && output.Json)
            throw new UsageException("-o - writes the picture to standard output, where --json would write too: give one of them.");
        using var engine = OpenedEngine.Of(request, model, output, terminal, installation);
        var drawing = engine.Draw();
        if (plan.ToStandardOutput)
        {
            terminal.Data.Write(drawing.Pictures[0].Encode(".png", output.Parameters));
            SpokenReport.WriteNotices(drawing, terminal.Error);
            return ExitCode.Done;
        }
        var sheet = request.Count == 1 ? null : drawing.Sheet();
        var files = Save(plan, drawing, sheet, output, terminal);

        if (output.Json)
        {
            GenerationReport.Of(request, drawing, files, output.Explain ? engine.Studio.Candidates : null).Write(terminal.Out);
            return ExitCode.Done;
        }
        if (!output.Quiet)
        {
            if (output.Explain && drawing is ComposedDrawing composed)
                Explanation.Of(composed.Description, engine.Studio.Candidates).Write(terminal.Out);
            if (output.Preview) Preview(drawing.Pictures[0], sheet, terminal);
            SpokenReport.Write(drawing, files, terminal.Out);
        }
        SpokenReport.WriteNotices(drawing, terminal.Error);
        return ExitCode.Done;
    }

    static OutputFiles Save(OutputPlan plan, Drawing drawing, Raster? sheet, OutputOptions output, Terminal terminal)
    {
        var encodedSheet = sheet is null ? null : ImageFile.Encode(ImageFormat.Png, sheet, drawing.SheetText(output.Parameters));
        return plan.Write(drawing.Pictures.Count, Encode, encodedSheet);

        byte[] Encode(int picture, string extension)
        {
            terminal.Stop.ThrowIfCancellationRequested();
            return drawing.Pictures[picture].Encode(extension, output.Parameters);
        }
    }

    static void Preview(Picture picture, Raster? sheet, Terminal terminal)
    {
        var kind = TerminalKind.Detect(terminal.Variable, terminal.IsInteractive);
        if (kind == TerminalKind.None) return;
        if (sheet is null) TerminalPreview.Write(terminal.Out, picture.Draw(PreviewSize), kind);
        else TerminalPreview.Write(terminal.Out, sheet, kind, SheetPreviewColumns);
    }
}
