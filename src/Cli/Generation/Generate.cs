using System.Globalization;
using EmojiGen.Composition;
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
        var tone = SkinTones.Parse(options.SkinTone);
        var files = OutputFiles.Plan(options.Outputs, options.Prompt, options.Count, terminal.Folder);
        using var studio = new Studio(installation, options.Language);
        var compose = new ComposeOptions { Style = studio.Style(options.Style), Seed = options.Seed, Outline = options.Outline, SkinTone = tone };

        var description = studio.Read(options.Prompt);
        var scenes = new List<DrawnScene>();
        foreach (var scene in studio.Draw(description, compose, options.Count))
        {
            terminal.Stop.ThrowIfCancellationRequested();
            scenes.Add(scene);
        }
        if (scenes[0].Scene.Parts.IsEmpty)
            throw new InvalidOperationException($"Nothing of '{options.Prompt}' can be shown: no emoji is like it; try other words, or emoji.");

        Picture[] pictures = [.. scenes.Select(s => new Picture(s.Scene.Document, new PictureText(new Attribution(s.Scene.Sets), Parameters(options, s.Seed)), options.Size))];
        var sheet = files.Sheet is null ? null : Sheet(pictures, scenes);
        var attribution = new Attribution([.. scenes.SelectMany(s => s.Scene.Sets).Distinct()]);
        Save(files, pictures, sheet, new PictureText(attribution, Parameters(options, options.Seed)), terminal);

        var report = new Report(options, description, scenes, files, attribution);
        if (options.Json)
        {
            report.WriteJson(terminal.Out, studio.Candidates);
            return ExitCode.Done;
        }
        if (options.Explain) Explanation.WriteText(terminal.Out, description, studio.Candidates);
        if (!options.Quiet)
        {
            if (options.Preview) Preview(pictures[0], sheet, terminal);
            report.WriteText(terminal.Out);
        }
        report.WriteNotShown(terminal.Error);
        if (scenes.Count < options.Count) terminal.Error.WriteLine($"only {scenes.Count} of {options.Count}: this prompt leaves nothing else free");
        return ExitCode.Done;
    }

    /// <summary>Everything is made before anything is written, so that what fails while drawing leaves no file behind.</summary>
    static void Save(OutputFiles files, Picture[] pictures, Raster? sheet, PictureText sheetText, Terminal terminal)
    {
        var contents = new List<(string Path, byte[] Bytes)>();
        foreach (var (picture, paths) in pictures.Zip(files.Pictures))
            foreach (var path in paths)
            {
                terminal.Stop.ThrowIfCancellationRequested();
                contents.Add((path, picture.Encode(Path.GetExtension(path))));
            }
        if (sheet is not null) contents.Add((files.Sheet!, ImageFile.Encode(ImageFormat.Png, sheet, sheetText.Image)));
        terminal.Stop.ThrowIfCancellationRequested();
        foreach (var (path, bytes) in contents) AtomicFile.Write(Path.GetFullPath(path, terminal.Folder), bytes);
    }

    static Raster Sheet(Picture[] pictures, List<DrawnScene> scenes) => ContactSheet.Compose(
        [.. pictures.Zip(scenes, (p, s) => (p.Draw(Math.Min(p.Size, SheetCell)), (string?)string.Create(CultureInfo.InvariantCulture, $"seed {s.Seed}")))],
        columns: pictures.Length <= SheetRow ? pictures.Length : (int)Math.Ceiling(Math.Sqrt(pictures.Length)),
        cell: Math.Min(pictures[0].Size, SheetCell));

    static void Preview(Picture picture, Raster? sheet, Terminal terminal)
    {
        var kind = TerminalKind.Detect(terminal.Variable, terminal.IsInteractive);
        if (kind == TerminalKind.None) return;
        if (sheet is null) TerminalPreview.Write(terminal.Out, picture.Draw(PreviewSize), kind);
        else TerminalPreview.Write(terminal.Out, sheet, kind, SheetPreviewColumns);
    }

    static GenerationParameters? Parameters(GenerateOptions options, long seed) => !options.Metadata ? null
        : new(options.Prompt, GenerateOptions.Engine, options.Style, seed, options.Size, options.Outline, options.SkinTone, options.Language);
}
