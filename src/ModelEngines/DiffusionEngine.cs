using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Diffusion.Schedulers;
using EmojiGen.Generation;
using EmojiGen.Torch;

namespace EmojiGen.ModelEngines;

/// <summary>Draws with a diffusion model, beginning from the composed scene unless told otherwise.</summary>
/// <remarks>Draws one request at a time.</remarks>
public sealed class DiffusionEngine : IEngine<DiffusionRequest, DiffusedDrawing>
{
    readonly Studio studio;
    readonly ModelLibrary models;
    readonly FoundModel found;
    readonly DiffusionModel model;
    readonly UsedLoras loras;

    DiffusionEngine(Studio studio, ModelLibrary models, FoundModel found, DiffusionModel model)
    {
        (this.studio, this.models, this.found, this.model) = (studio, models, found, model);
        loras = new UsedLoras(model, models);
    }

    /// <summary>Loads a model: seconds, and memory for its weights.</summary>
    /// <param name="studio">Composes drafts; must outlive the engine.</param>
    /// <param name="model">As <see cref="ModelLibrary.Diffusion"/> takes it; null: the one that comes along.</param>
    /// <exception cref="IOException">There is no such model here, or it is damaged; says which file.</exception>
    /// <exception cref="InvalidDataException">It is of a kind that is not known here.</exception>
    public static DiffusionEngine Load(Studio studio, string? model = null, LoadOptions? options = null)
    {
        var models = ModelLibrary.Of(studio.Installation);
        return Load(studio, models, models.Diffusion(model), options);
    }

    /// <inheritdoc cref="Load(Studio, string?, LoadOptions?)"/>
    public static DiffusionEngine Load(Studio studio, ModelLibrary models, FoundModel model, LoadOptions? options = null) =>
        new(studio, models, model, DiffusionModel.Load(model.Path, options));

    /// <inheritdoc/>
    public DiffusedDrawing Draw(DiffusionRequest request, IProgress<GenerationProgress>? progress = null,
        CancellationToken cancel = default)
    {
        request.Validate();
        CheckScheduler(request.Scheduler);
        var used = loras.Use(request.Loras);
        var side = Side(request.Size);
        var size = request.Size ?? side;
        var notices = new List<Sentence>(used.Select(it => it.Report.ToString()).Concat(model.Notes).Select(it => new Sentence($"{it}")));
        var start = DiffusionStart.Of(request, studio, side, model.PaintsAlpha, used, notices);
        using var references = References.Of(model, request, studio, start.Draft, models.Hub);
        var recipe = new DiffusionRecipe(request, found, model, side, start, references, used);
        if (size > side)
            notices.Add(new($"drawn at {side}x{side}, which the model was trained at, and enlarged to {size}x{size}"));
        var credit = new Attribution([.. (start.Draft?.Scene.Sets ?? []).Concat(references.Sets).Distinct()],
            ModelCredit.Of(found.Label, model.Location));
        var transparency = new Transparency(request.Transparent, start);

        var dtype = model.DType;
        var pictures = new List<Picture>();
        for (var i = 0; i < request.Count; i++)
        {
            using var scope = new TensorScope();
            var seed = request.SeedOf(i);
            using var run = model.Begin(recipe.Request(seed));
            foreach (var step in run.Steps(cancel)) progress?.Report(new(i + 1, request.Count, step.Number, step.Count, run.Preview));
            var drawn = transparency.Apply(run.Decode().ToRaster(), model.PaintsAlpha);
            if (Blankness.Of(drawn, seed) is { } blank) notices.Add(blank);
            if (run.Widened)
                notices.Add(
                new($"numbers overflowed and the rest was computed in float32; {new RequestProperty(nameof(LoadOptions.DType))} float32 begins with it"));
            dtype = run.DType;
            var text = new PictureText(credit, recipe.Parameters(seed, size, transparency.How, dtype));
            pictures.Add(new RasterPicture(drawn.Width == size ? drawn : drawn.Resize(size, size), text, size, seed));
        }
        return recipe.Drawing(pictures, credit, transparency.How, dtype) with
        {
            Scenes = start.Draft is { } draft ? [draft.Scene] : [],
            Notices = [.. notices.Concat(transparency.Notices).DistinctBy(it => it.ToString())],
        };
    }

    public void Dispose()
    {
        loras.Dispose();
        model.Dispose();
    }

    /// <exception cref="RequestException">There is no such scheduler, or it is for models of another kind.</exception>
    void CheckScheduler(string? name)
    {
        if (name is null) return;
        try
        {
            Scheduler.Create(name, model.SchedulerConfig).Dispose();
        }
        catch (ArgumentException e)
        {
            throw new RequestException($"{DiffusionRequest.Of(nameof(DiffusionRequest.Scheduler))}: {WithoutParameter(e.Message)}");
        }
    }

    // .NET adds the name of a parameter, which means nothing to who typed an option.
    static string WithoutParameter(string message) =>
        message.IndexOf(" (Parameter ", StringComparison.Ordinal) is >= 0 and var at ? message[..at] : message;

    /// <summary>What the model draws for a size: what it was trained at, or more where more was asked for.</summary>
    int Side(int? size)
    {
        if (!model.DrawsOtherSizes) return model.DefaultSize;
        var multiple = model.SizeMultiple;
        var wanted = Math.Max(size ?? 0, model.DefaultSize);
        return (wanted + multiple - 1) / multiple * multiple;
    }
}
