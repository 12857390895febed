using System.Globalization;
using EmojiGen.Cli.Generation.Engines;
using EmojiGen.Imaging;

namespace EmojiGen.Cli.Generation;

/// <summary>One run of <c>emoji-gen</c>, from options to files.</summary>
static class Generate
{
    /// <summary>Pixels a picture has on a contact sheet, at most.</summary>
    const int SheetCell = 256;

    /// <summary>Up to so many pictures stand in one row.</summary>
    const int SheetRow = 4;

    /// <summary>Pixels of a preview before the terminal's own scaling.</summary>
    const int PreviewSize = 256;

    /// <summary>Character cells a contact sheet may take in the terminal: nearly all of the usual 80.</summary>
    const int SheetPreviewColumns = 76;

    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(GenerateOptions options, Terminal terminal, Installation installation)
    {
        var files = OutputFiles.Plan(options.Outputs, options.Prompt, options.Count, terminal.Folder);
        using var engine = EngineChoice.Of(options, terminal, installation, files);
        var drawing = engine.Draw(options, terminal);
        var sheet = files.Sheet is null ? null : Sheet(drawing.Pictures);
        Save(files, drawing, sheet, terminal);

        var report = new Report(options, drawing, files);
        if (options.Json)
        {
            report.WriteJson(terminal.Out);
            return ExitCode.Done;
        }
        if (!options.Quiet)
        {
            if (options.Preview) Preview(drawing.Pictures[0], sheet, terminal);
            report.WriteText(terminal.Out);
        }
        report.WriteNotices(terminal.Error);
        return ExitCode.Done;
    }

    /// <summary>Everything is made before anything is written, so that what fails while drawing leaves no file behind.</summary>
    static void Save(OutputFiles files, Drawing drawing, Raster? sheet, Terminal terminal)
    {
        var contents = new List<(string Path, byte[] Bytes)>();
        foreach (var (picture, paths) in drawing.Pictures.Zip(files.Pictures))
            foreach (var path in paths)
            {
                terminal.Stop.ThrowIfCancellationRequested();
                contents.Add((path, picture.Encode(Path.GetExtension(path))));
            }
        if (sheet is not null) contents.Add((files.Sheet!, ImageFile.Encode(ImageFormat.Png, sheet, (drawing.Pictures[0].Text with { Attribution = drawing.Attribution }).Image)));
        terminal.Stop.ThrowIfCancellationRequested();
        foreach (var (path, bytes) in contents) AtomicFile.Write(Path.GetFullPath(path, terminal.Folder), bytes);
    }

    static Raster Sheet(IReadOnlyList<Picture> pictures) => ContactSheet.Compose(
        [.. pictures.Select(p => (p.Draw(Math.Min(p.Size, SheetCell)), (string?)string.Create(CultureInfo.InvariantCulture, $"seed {p.Seed}")))],
        columns: pictures.Count <= SheetRow ? pictures.Count : (int)Math.Ceiling(Math.Sqrt(pictures.Count)),
        cell: Math.Min(pictures[0].Size, SheetCell));

    static void Preview(Picture picture, Raster? sheet, Terminal terminal)
    {
        var kind = TerminalKind.Detect(terminal.Variable, terminal.IsInteractive);
        if (kind == TerminalKind.None) return;
        if (sheet is null) TerminalPreview.Write(terminal.Out, picture.Draw(PreviewSize), kind);
        else TerminalPreview.Write(terminal.Out, sheet, kind, SheetPreviewColumns);
    }
}
