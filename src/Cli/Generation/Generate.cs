using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.Imaging;
using EmojiGen.ModelEngines;
using EmojiGen.ModelEngines.Settings;

namespace EmojiGen.Cli.Generation;

/// <summary>From prompts and settings to files; an engine that is loaded draws all that are for it.</summary>
sealed class Generate(Terminal terminal, Installation installation) : IDisposable
{
    /// <summary>Pixels of a preview before the terminal's own scaling.</summary>
    const int PreviewSize = 256;

    /// <summary>Character cells a contact sheet may take in the terminal: nearly all of the usual 80.</summary>
    const int SheetPreviewColumns = 76;

    OpenedEngine? opened;

    /// <param name="isOneOfMany">Whether it is one of many prompts, which are told in a line each and not shown.</param>
    public void Run(string prompt, SettingValues values, bool isOneOfMany = false)
    {
        var choice = EngineChoice.Of(values, InstalledModels.Of(terminal, installation));
        var output = OutputSettings.Read(values);
        var basis = EngineSettings.Plain(choice.Engine, prompt) with { Seed = EmojiRequest.RandomSeed(Random.Shared) };
        var request = EngineSettings.Read(values, basis, terminal.Folder);
        request.Validate();
        var plan = OutputPlan.Of(output.Files, request.Prompt, request.Count, terminal.Folder);
        if (request is not ComposeRequest) plan.RefuseVectors();
        if (plan.ToStandardOutput && output.Json)
            throw new UsageException("-o - writes the picture to standard output, where --json would write too: give one of them.");
        var engine = Engine(choice, values, output);
        List<Sentence> notices = [];
        if (!values.Has(EngineSettings.Language) && engine.Studio.LanguageOf(request.Prompt) is { } language)
        {
            request = request with { Language = language };
            notices.Add(new($"read in {language}, the one language that knows these words ({new RequestProperty(nameof(request.Language))} says another)"));
        }
        var drawing = engine.Draw(request, output);
        drawing = drawing with { Notices = [.. notices, .. drawing.Notices] };
        plan = plan.Named(engine.Studio.InWords(request.Prompt));
        if (plan.ToStandardOutput)
        {
            terminal.Data.Write(drawing.Pictures[0].Encode(".png", output.Parameters));
            SpokenReport.WriteNotices(drawing, terminal.Error);
            return;
        }
        var sheet = request.Count == 1 ? null : drawing.Sheet();
        var files = Save(plan, drawing, sheet, output);
        if (output.Json)
        {
            GenerationReport.Of(request, drawing, files, output.Explain ? engine.Studio.Candidates : null).Write(terminal.Out, isOneOfMany);
            return;
        }
        if (!output.Quiet)
        {
            if (output.Explain && drawing is ComposedDrawing composed)
                Explanation.Of(composed.Description, engine.Studio.Candidates).Write(terminal.Out);
            if (output.Preview && !isOneOfMany) Preview(drawing.Pictures[0], sheet);
            SpokenReport.Write(drawing, files, terminal.Out);
        }
        SpokenReport.WriteNotices(drawing, terminal.Error);
    }

    public void Dispose() => opened?.Dispose();

    OpenedEngine Engine(EngineChoice choice, SettingValues values, OutputOptions output)
    {
        var model = new ModelOptions(values.Of(DiffusionSettings.Model), DiffusionSettings.TypeOf(values), values.Of(DiffusionSettings.Variant));
        if (opened?.Is(choice.Engine, model) == true) return opened;
        if (!output.Quiet && !output.Json) choice.Tell(values, new ModelSettings(terminal).Model, terminal.Error);
        opened?.Dispose();
        opened = null;
        return opened = OpenedEngine.Of(choice.Engine, model, output, terminal, installation);
    }

    OutputFiles Save(OutputPlan plan, Drawing drawing, Raster? sheet, OutputOptions output)
    {
        var encodedSheet = sheet is null ? null : ImageFile.Encode(ImageFormat.Png, sheet, drawing.SheetText(output.Parameters));
        return plan.Write(drawing.Pictures.Count, Encode, encodedSheet);

        byte[] Encode(int picture, string extension)
        {
            terminal.Stop.ThrowIfCancellationRequested();
            return drawing.Pictures[picture].Encode(extension, output.Parameters);
        }
    }

    void Preview(Picture picture, Raster? sheet)
    {
        var kind = TerminalKind.Detect(terminal.Variable, terminal.IsInteractive);
        if (kind == TerminalKind.None) return;
        if (sheet is null) TerminalPreview.Write(terminal.Out, picture.Draw(PreviewSize), kind);
        else TerminalPreview.Write(terminal.Out, sheet, kind, SheetPreviewColumns);
    }
}
