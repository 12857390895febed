using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Generation;
using EmojiGen.ModelEngines;

namespace EmojiGen.Cli.Generation;

/// <summary>The engine of a request, with all that it needs loaded.</summary>
sealed class OpenedEngine : IDisposable
{
    readonly IDisposable? engine;
    readonly Func<Drawing> draw;

    OpenedEngine(Studio studio, IDisposable? engine, Func<Drawing> draw) => (Studio, this.engine, this.draw) = (studio, engine, draw);

    public Studio Studio { get; }

    public static OpenedEngine Of(EmojiRequest request, ModelOptions model, OutputOptions output, Terminal terminal,
        Installation installation) => request switch
        {
            DiffusionRequest diffusion => Diffusion(diffusion, model, output, terminal, installation),
            VqVaeRequest vqvae => VqVae(vqvae, model, output, terminal, installation),
            _ => Compose((ComposeRequest)request, terminal, installation),
        };

    /// <exception cref="OperationCanceledException">The person wished to stop.</exception>
    public Drawing Draw() => draw();

    public void Dispose()
    {
        engine?.Dispose();
        Studio.Dispose();
    }

    static OpenedEngine Compose(ComposeRequest request, Terminal terminal, Installation installation)
    {
        var studio = Studio.Open(installation);
        return new(studio, null, () => studio.Draw(request, cancel: terminal.Stop));
    }

    static OpenedEngine Diffusion(DiffusionRequest request, ModelOptions asked, OutputOptions output, Terminal terminal,
        Installation installation)
    {
        var found = InstalledModels.Diffusion(asked.Name, terminal, installation);
        foreach (var lora in request.Loras) InstalledModels.Of(terminal, installation).FileOf(lora); // before anything is loaded
        return Opened(installation, studio =>
        {
            using var loading = new LoadingLine(terminal, output.Quiet);
            return DiffusionEngine.Load(studio, InstalledModels.Of(terminal, installation), found,
                new LoadOptions { DType = asked.DType, Variant = asked.Variant, Progress = loading });
        }, engine => Draw(engine, request, "denoising", "", output, terminal));
    }

    static OpenedEngine VqVae(VqVaeRequest request, ModelOptions asked, OutputOptions output, Terminal terminal, Installation installation)
    {
        var found = InstalledModels.Of(terminal, installation).VqVae(asked.Name);
        return Opened(installation, studio => VqVaeEngine.Load(studio, found),
            engine => Draw(engine, request, "drawing", " codes", output, terminal));
    }

    static OpenedEngine Opened<T>(Installation installation, Func<Studio, T> load, Func<T, Drawing> draw) where T : IDisposable
    {
        var studio = Studio.Open(installation);
        try
        {
            var engine = load(studio);
            return new(studio, engine, () => draw(engine));
        }
        catch
        {
            studio.Dispose();
            throw;
        }
    }

    static Drawing Draw<TRequest,
        TDrawing>(IEngine<TRequest, TDrawing> engine, TRequest request, string what, string unit, OutputOptions output, Terminal terminal)
        where TRequest : EmojiRequest where TDrawing : Drawing
    {
        using var progress = new DrawingProgress(terminal, request.Count, what, unit, output);
        return engine.Draw(request, progress, terminal.Stop);
    }
}
