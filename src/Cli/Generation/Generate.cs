using EmojiGen.Composition;
using EmojiGen.Imaging;

namespace EmojiGen.Cli.Generation;

/// <summary>One run of <c>emoji-gen</c>, from options to files.</summary>
static class Generate
{
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(GenerateOptions options, Terminal terminal, Installation installation)
    {
        var tone = SkinTones.Parse(options.SkinTone);
        var files = OutputFiles.Plan(options.Outputs, options.Prompt, options.Count, terminal.Folder);
        using var studio = new Studio(installation, options.Language);
        var compose = new ComposeOptions { Style = studio.Style(options.Style), Seed = options.Seed, Outline = options.Outline, SkinTone = tone };

        var description = studio.Read(options.Prompt);
        var scenes = studio.Draw(description, compose, options.Count).Select(s => { terminal.Stop.ThrowIfCancellationRequested(); return s; }).ToList();
        if (scenes[0].Scene.Parts.IsEmpty)
            throw new InvalidOperationException($"Nothing of '{options.Prompt}' can be shown: no emoji is like it; try other words, or emoji.");

        var attribution = new Attribution([.. scenes.SelectMany(s => s.Scene.Sets).Distinct()]);
        PictureFile[] pictures = [.. scenes.Select(s => new PictureFile(s.Scene.Document, new Attribution(s.Scene.Sets), options.Metadata ? Parameters(options, s.Seed) : null, options.Size))];
        Save(pictures, files, terminal);

        var report = new Report(options, description, scenes, files, attribution);
        if (options.Json)
        {
            report.WriteJson(terminal.Out, studio.Candidates);
            return ExitCode.Done;
        }
        if (options.Explain) Explanation.WriteText(terminal.Out, description, studio.Candidates);
        if (!options.Quiet)
        {
            report.WriteText(terminal.Out);
        }
        report.WriteNotShown(terminal.Error);
        return ExitCode.Done;
    }

    /// <summary>Everything is made before anything is written, so that what fails while drawing leaves no file behind.</summary>
    static void Save(PictureFile[] pictures, OutputFiles files, Terminal terminal)
    {
        var contents = new List<(string Path, byte[] Bytes)>();
        foreach (var (picture, paths) in pictures.Zip(files.Pictures))
            foreach (var path in paths)
            {
                terminal.Stop.ThrowIfCancellationRequested();
                contents.Add((path, picture.Encode(Path.GetExtension(path))));
            }
        terminal.Stop.ThrowIfCancellationRequested();
        foreach (var (path, bytes) in contents) AtomicFile.Write(Path.GetFullPath(path, terminal.Folder), bytes);
    }

    static GenerationParameters Parameters(GenerateOptions options, long seed) =>
        new(options.Prompt, GenerateOptions.Engine, options.Style, seed, options.Size, options.Outline, options.SkinTone, options.Language);
}
