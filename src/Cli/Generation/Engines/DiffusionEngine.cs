using System.Globalization;
using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Models.Lora;
using EmojiGen.Torch;

namespace EmojiGen.Cli.Generation.Engines;

/// <summary>Draws with a diffusion model, beginning from the composed scene unless told otherwise.</summary>
sealed class DiffusionEngine : IEngine
{
    readonly Installation installation;
    readonly DiffusionModel model;
    readonly LoraStack loras;
    readonly List<UsedLora> used = [];
    readonly string modelName;

    /// <exception cref="UsageException">No model was named or set.</exception>
    public DiffusionEngine(GenerateOptions options, Terminal terminal, Installation installation)
    {
        this.installation = installation;
        var asked = options.Diffusion;
        (modelName, var path) = ModelChoice.Resolve(asked.Model, terminal, installation);
        using (var progress = new LoadingLine(terminal, options.Quiet))
            model = DiffusionModel.Load(path, new LoadOptions { DType = asked.DType, Variant = asked.Variant, Progress = progress });
        loras = new LoraStack(model.Networks);
        try
        {
            foreach (var lora in asked.Loras) Add(lora, terminal);
            if (used.Count > 0) loras.Fuse();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public Drawing Draw(GenerateOptions options, Terminal terminal)
    {
        var asked = options.Diffusion;
        var side = Side(options.Size);
        var size = options.Size ?? side;
        var notices = new List<string>(used.Select(it => it.Report.ToString()).Concat(model.Notes));
        // What only a LoRA knows, the composer would guess wrong.
        var learned = asked is { Image: null, Draft: null, Strength: null } ? used.FirstOrDefault(it => it.Weight > 0 && it.IsMeantBy(options.Prompt)) : null;
        if (learned is not null) notices.Add($"no draft: \"{learned.TriggerPhrase}\" is what {Path.GetFileName(learned.File)} has learned (--draft for one)");
        var drafts = asked.Image is null && learned is null && asked.Draft != false;
        using var studio = drafts || asked.References.Count > 0 ? new Studio(installation, options.Language) : null;
        var start = Start.Of(options, terminal, drafts ? studio : null, side, notices);
        var references = References.Use(model, options, terminal, studio, start.Draft);
        var recipe = new Recipe(options, modelName, model, asked.Guidance ?? model.DefaultGuidance, side, start, references, used);
        var credit = new Attribution([.. (start.Draft?.Scene.Sets ?? []).Concat(references.Sets).Distinct()], ModelCredit.Of(modelName, model.Location));
        var transparency = new Transparency(asked.Transparent, start);

        var pictures = new List<Picture>();
        for (var i = 0; i < options.Count; i++)
        {
            using var scope = new TensorScope();
            var seed = unchecked(options.Seed + i) & long.MaxValue;
            using var run = model.Begin(recipe.Request(seed));
            Denoise(run, options, terminal, i);
            var drawn = transparency.Apply(run.Decode().ToRaster(), model.PaintsAlpha);
            if (run.Widened) notices.Add("numbers overflowed and the rest was computed in float32; --dtype float32 begins with it");
            pictures.Add(new RasterPicture(drawn.Width == size ? drawn : drawn.Resize(size, size), new PictureText(credit, recipe.Parameters(seed, size, transparency.How)), size, seed));
        }
        return new Drawing(EngineChoice.Diffusion, $"{modelName}  {Recipe.NameOf(model.DType)}  transparency: {transparency.How}", pictures, credit)
        {
            Scenes = start.Draft is { } draft ? [draft.Scene] : [],
            Notices = [.. notices.Concat(transparency.Notices).Distinct(StringComparer.Ordinal)],
            WriteFacts = json => recipe.WriteJson(json, transparency.How),
        };
    }

    public void Dispose()
    {
        loras.Dispose();
        model.Dispose();
    }

    /// <summary>What the model draws for a size: what it was trained at, or more where more was asked for.</summary>
    int Side(int? size)
    {
        var multiple = model.SizeMultiple;
        var wanted = Math.Max(size ?? 0, model.DefaultSize);
        return (wanted + multiple - 1) / multiple * multiple;
    }

    /// <param name="lora"><c>FILE[:WEIGHT]</c></param>
    void Add(string lora, Terminal terminal)
    {
        var colon = lora.LastIndexOf(':');
        var weight = 1.0;
        var file = colon > 0 && double.TryParse(lora.AsSpan(colon + 1), NumberStyles.Float, CultureInfo.InvariantCulture, out weight) ? lora[..colon] : lora;
        if (file == lora) weight = 1;
        if (!double.IsFinite(weight)) throw new UsageException($"--lora is '{lora}'; its weight must be a number.");
        using var weights = LoraFile.Read(Path.GetFullPath(file, terminal.Folder));
        used.Add(new(file, weight, loras.Add(weights, $"{used.Count + 1}: {Path.GetFileNameWithoutExtension(file)}", weight), weights.TriggerPhrase));
    }

    static void Denoise(DenoisingRun run, GenerateOptions options, Terminal terminal, int picture)
    {
        using var progress = new ProgressLine(terminal, options.Count > 1 ? $"picture {picture + 1} of {options.Count}" : "denoising");
        using var preview = new LivePreview(terminal, options.Preview && !options.Quiet && !options.Json);
        foreach (var step in run.Steps(terminal.Stop))
        {
            if (!options.Quiet) progress.Report(step.Number, step.Count, $"{step.Number} of {step.Count}");
            if (step.Number < step.Count && preview.IsDue) preview.Show(run.Preview());
        }
    }

    /// <summary>What is being loaded, on a person's terminal.</summary>
    sealed class LoadingLine(Terminal terminal, bool quiet) : IProgress<LoadingComponent>, IDisposable
    {
        readonly bool shows = terminal.IsInteractive && !quiet;

        public void Report(LoadingComponent value)
        {
            if (shows) terminal.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r\e[Kloading {value.Name} ({value.Bytes / 1e9:0.0} GB)"));
        }

        public void Dispose()
        {
            if (shows) terminal.Error.Write("\r\e[K");
        }
    }
}
