using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Generation;
using EmojiGen.ModelEngines;
using EmojiGen.Torch;

namespace EmojiGen.Cli.Generation;

/// <summary>An engine with all that it needs loaded: it draws one request after another.</summary>
sealed class OpenedEngine : IDisposable
{
    readonly (string Engine, ModelOptions Model) what;
    readonly IDisposable? engine;
    readonly Func<EmojiRequest, OutputOptions, Drawing> draw;

    OpenedEngine((string, ModelOptions) what, Studio studio, IDisposable? engine, Func<EmojiRequest, OutputOptions, Drawing> draw) =>
        (this.what, Studio, this.engine, this.draw) = (what, studio, engine, draw);

    public Studio Studio { get; }

    /// <param name="name">One of the engines.</param>
    public static OpenedEngine Of(string name, ModelOptions model, OutputOptions output, Terminal terminal, Installation installation)
    {
        return name switch
        {
            DiffusionRequest.EngineName => Diffusion(model, output, terminal, installation),
            VqVaeRequest.EngineName => VqVae(model, terminal, installation),
            _ => Compose(model, terminal, installation),
        };
    }

    /// <summary>Whether it is the engine that draws these.</summary>
    public bool Is(string name, ModelOptions model) => what == (name, model);

    /// <exception cref="OperationCanceledException">The person wished to stop.</exception>
    public Drawing Draw(EmojiRequest request, OutputOptions output) => draw(request, output);

    public void Dispose()
    {
        engine?.Dispose();
        Studio.Dispose();
    }

    static OpenedEngine Compose(ModelOptions asked, Terminal terminal, Installation installation)
    {
        var studio = Studio.Open(installation);
        return new((ComposeRequest.EngineName, asked), studio, null,
            (request, _) => studio.Draw((ComposeRequest)request, cancel: terminal.Stop));
    }

    static OpenedEngine Diffusion(ModelOptions asked, OutputOptions output, Terminal terminal, Installation installation)
    {
        var found = InstalledModels.Diffusion(asked.Name, terminal, installation);
        return Opened((DiffusionRequest.EngineName, asked), installation, studio =>
        {
            using var loading = new LoadingLine(terminal, output.Quiet);
            return DiffusionEngine.Load(studio, InstalledModels.Of(terminal, installation), found, new LoadOptions
            {
                Device = Device.Choose(asked.Device),
                Offload = asked.Offload,
                DType = asked.DType,
                Variant = asked.Variant,
                Progress = loading,
            });
        }, (engine, request, output) => Draw(engine, (DiffusionRequest)request, "denoising", "", output, terminal));
    }

    static OpenedEngine VqVae(ModelOptions asked, Terminal terminal, Installation installation)
    {
        var found = InstalledModels.Of(terminal, installation).VqVae(asked.Name);
        return Opened((VqVaeRequest.EngineName, asked), installation, studio => VqVaeEngine.Load(studio, found, Device.Choose(asked.Device)),
            (engine, request, output) => Draw(engine, (VqVaeRequest)request, "drawing", " codes", output, terminal));
    }

    static OpenedEngine Opened<T>((string, ModelOptions) what, Installation installation, Func<Studio, T> load,
        Func<T, EmojiRequest, OutputOptions, Drawing> draw) where T : IDisposable
    {
        var studio = Studio.Open(installation);
        try
        {
            var engine = load(studio);
            return new(what, studio, engine, (request, output) => draw(engine, request, output));
        }
        catch
        {
            studio.Dispose();
            throw;
        }
    }

    static Drawing Draw<TRequest, TDrawing>(IEngine<TRequest, TDrawing> engine, TRequest request, string what, string unit,
        OutputOptions output, Terminal terminal)
        where TRequest : EmojiRequest where TDrawing : Drawing
    {
        using var progress = new DrawingProgress(terminal, request.Count, what, unit, output);
        return engine.Draw(request, progress, terminal.Stop);
    }
}
