using EmojiGen.Generation;
using EmojiGen.Generation.Enhancement;
using EmojiGen.Generation.Settings;
using EmojiGen.Imaging;
using EmojiGen.ModelEngines;
using EmojiGen.ModelEngines.Settings;
using EmojiGen.Prompting.Enhancement;

namespace EmojiGen.Cli.Generation;

/// <summary>From prompts and settings to files; an engine that is loaded draws all that are for it.</summary>
sealed class Generate(Terminal terminal, Installation installation) : IDisposable
{
    /// <summary>Pixels of a preview before the terminal's own scaling.</summary>
    const int PreviewSize = 256;

    /// <summary>Character cells a contact sheet may take in the terminal: nearly all of the usual 80.</summary>
    const int SheetPreviewColumns = 76;

    OpenedEngine? opened;
    OpenedEnhancer? enhancer;

    /// <param name="prompt">Empty: that of <paramref name="like"/>, or none.</param>
    /// <param name="like">A picture that is made again but for what was given; null: none is.</param>
    /// <param name="isOneOfMany">Whether it is one of many prompts, which are told in a line each and not shown.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Run(string prompt, SettingValues values, RememberedRequest? like = null, bool isOneOfMany = false)
    {
        var models = InstalledModels.Of(terminal, installation);
        var choice = EngineChoice.Of(values, models, like?.Request.Engine);
        var output = OutputSettings.Read(values);
        var enhances = values.Of(EnhancementSettings.Enhance) != NoEnhancer.Is;
        // What was refused can be told of any engine's prompt.
        var known = enhances ? values.Without(OutputSettings.Explain) : values;
        var request = EngineSettings.Read(known, Basis(choice.Engine, prompt, like?.Request), terminal.Folder);
        request.Validate();
        // Before anything is loaded: one may be missing.
        if (request is DiffusionRequest { Loras: var loras }) foreach (var lora in loras) _ = models.FileOf(lora);
        var plan = OutputPlan.Of(output.Files, request.Prompt, request.Count, terminal.Folder);
        if (request is not ComposeRequest) plan.RefuseVectors();
        if (plan.ToStandardOutput && output.Json)
            throw new UsageException("-o - writes the picture to standard output, where --json would write too: give one of them.");
        Enhancer(values);
        var engine = Engine(choice, values, like, output);
        List<Sentence> notices = [.. (like?.Missing ?? []).Select(it => new Sentence($"made again without {it}"))];
        if (like is null && !values.Has(EngineSettings.Language) && engine.Studio.LanguageOf(request.Prompt) is { } language)
        {
            request = request with { Language = language };
            var setting = new RequestProperty(EngineSettings.Language.Name);
            notices.Add(new($"read in {language}, the one language that knows these words ({setting} says another)"));
        }
        var ways = enhances ? PromptEnhancing.Of(request, enhancer!.It, engine.Studio, terminal.Stop) : [];
        if (ways is [var only]) request = only.Request;
        var drawing = ways.Count > 1 ? DrawingsTogether.Of([.. ways.Select(it => engine.Draw(it.Request, output))])
            : engine.Draw(request, output);
        notices.AddRange(ways.SelectMany(it => it.Prompt.Notices).Distinct(StringComparer.Ordinal).Select(it => new Sentence($"{it}")));
        drawing = drawing with { Notices = [.. notices, .. drawing.Notices] };
        var code = output.Strict && !drawing.ShowsAll ? ExitCode.Failed : ExitCode.Done;
        plan = plan.Named(engine.Studio.InWords(request.Prompt));
        if (plan.ToStandardOutput)
        {
            terminal.Data.Write(drawing.Pictures[0].Encode(".png", output.Parameters));
            SpokenReport.WriteNotices(drawing, terminal.Error);
            return code;
        }
        var sheet = request.Count == 1 ? null : drawing.Sheet();
        var files = Save(plan, drawing, sheet, output);
        if (output.Json)
        {
            GenerationReport.Of(request, drawing, files, output.Explain ? engine.Studio.Candidates : null, EnhancementReport.Of(ways))
                .Write(terminal.Out, isOneOfMany);
            return code;
        }
        if (!output.Quiet)
        {
            if (output.Explain && drawing is ComposedDrawing composed)
                Explanation.Of(composed.Description, engine.Studio.Candidates).Write(terminal.Out);
            EnhancementReport.Tell(ways, output.Explain, terminal.Out);
            if (output.Preview && !isOneOfMany) Preview(drawing.Pictures[0], sheet);
            SpokenReport.Write(drawing, files, terminal.Out);
        }
        SpokenReport.WriteNotices(drawing, terminal.Error);
        return code;
    }

    public void Dispose()
    {
        opened?.Dispose();
        enhancer?.Dispose();
    }

    /// <summary>What holds where nothing is given: a request of nobody's with a seed of its own, or what made a picture.</summary>
    static EmojiRequest Basis(string engine, string prompt, EmojiRequest? like)
    {
        var plain = EngineSettings.Plain(engine, prompt);
        if (like is null) return plain with { Seed = EmojiRequest.RandomSeed(Random.Shared) };
        var words = prompt.Length > 0 ? prompt : like.Prompt;
        var enhanced = prompt.Length > 0 ? null : like.Enhanced;
        if (like.Engine == engine) return like with { Prompt = words, Enhanced = enhanced };
        return plain with { Prompt = words, Enhanced = enhanced, Seed = like.Seed, Size = like.Size, Style = like.Style, Language = like.Language };
    }

    OpenedEngine Engine(EngineChoice choice, SettingValues values, RememberedRequest? like, OutputOptions output)
    {
        var remembered = like?.Request.Engine == choice.Engine ? like : null;
        var model = new ModelOptions(values.Of(DiffusionSettings.Model) ?? remembered?.Model,
            DiffusionSettings.TypeOf(values) ?? remembered?.DType, values.Of(DiffusionSettings.Variant) ?? remembered?.Variant,
            values.Of(EngineSettings.Device), values.Of(DiffusionSettings.Offload));
        if (opened?.Is(choice.Engine, model) == true) return opened;
        if (!output.Quiet && !output.Json) choice.Tell(model.Name is null ? new ModelSettings(terminal).Model : null, terminal.Error);
        opened?.Dispose();
        opened = null;
        return opened = OpenedEngine.Of(choice.Engine, model, output, terminal, installation);
    }

    /// <summary>What says more of prompts; one that was opened serves all prompts that want it.</summary>
    void Enhancer(SettingValues values)
    {
        if (enhancer?.Is(values) == true) return;
        enhancer?.Dispose();
        enhancer = null;
        enhancer = OpenedEnhancer.Of(values, installation, () => opened!.Studio.Search, terminal);
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
