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
        var files = OutputFiles.Plan(output.Files, request.Prompt, request.Count, terminal.Folder);
        if (request is not ComposeRequest) files.RefuseVectors();
        using var engine = OpenedEngine.Of(request, model, output, terminal, installation);
        var drawing = engine.Draw();
        var sheet = files.Sheet is null ? null : drawing.Sheet();
        Save(files, drawing, sheet, output, terminal);

        if (output.Json)
        {
            GenerationReport.Of(request, drawing, files, output.Explain ? engine.Studio.Candidates : null).Write(terminal.Out);
            return ExitCode.Done;
        }
        if (!output.Quiet)
        {
            if (output.Explain && drawing is ComposedDrawing composed) Explanation.Of(composed.Description, engine.Studio.Candidates).Write(terminal.Out);
            if (output.Preview) Preview(drawing.Pictures[0], sheet, terminal);
            SpokenReport.Write(drawing, files, terminal.Out);
        }
        SpokenReport.WriteNotices(drawing, terminal.Error);
        return ExitCode.Done;
    }

    /// <summary>Everything is made before anything is written, so that what fails while drawing leaves no file behind.</summary>
    static void Save(OutputFiles files, Drawing drawing, Raster? sheet, OutputOptions output, Terminal terminal)
    {
        var contents = new List<(string Path, byte[] Bytes)>();
        foreach (var (picture, paths) in drawing.Pictures.Zip(files.Pictures))
        {
            foreach (var path in paths)
            {
                terminal.Stop.ThrowIfCancellationRequested();
                contents.Add((path, picture.Encode(Path.GetExtension(path), output.Parameters)));
            }
        }
        if (sheet is not null) contents.Add((files.Sheet!, ImageFile.Encode(ImageFormat.Png, sheet, drawing.SheetText(output.Parameters))));
        terminal.Stop.ThrowIfCancellationRequested();
        foreach (var (path, bytes) in contents) AtomicFile.Write(Path.GetFullPath(path, terminal.Folder), bytes);
    }

    static void Preview(Picture picture, Raster? sheet, Terminal terminal)
    {
        var kind = TerminalKind.Detect(terminal.Variable, terminal.IsInteractive);
        if (kind == TerminalKind.None) return;
        if (sheet is null) TerminalPreview.Write(terminal.Out, picture.Draw(PreviewSize), kind);
        else TerminalPreview.Write(terminal.Out, sheet, kind, SheetPreviewColumns);
    }
}
