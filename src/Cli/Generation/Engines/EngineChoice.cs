namespace EmojiGen.Cli.Generation.Engines;

/// <summary>Which engine a run is for.</summary>
static class EngineChoice
{
    public const string Auto = "auto", Compose = "compose", Diffusion = "diffusion", VqVae = "vqvae";

    public static IReadOnlyList<string> Names { get; } = [Auto, Compose, Diffusion, VqVae];

    /// <summary>The engine asked for. Unless one is, a VQ-VAE on the command line means it, another model or a LoRA diffusion, and anything else composing.</summary>
    /// <exception cref="UsageException">There is no such engine, or it cannot write a format that was asked for.</exception>
    public static IEngine Of(GenerateOptions options, Terminal terminal, Installation installation, OutputFiles files)
    {
        if (!Names.Contains(options.Engine, StringComparer.Ordinal))
            throw new UsageException($"There is no engine '{options.Engine}'; the engines are {string.Join(", ", Names)}.");
        var writes = options.Engine == VqVae || (options.Engine == Auto && VqVaeModelFolder.Is(options.Diffusion.Model, terminal, installation));
        if (options.VqVae.Emotion is { } emotion && !writes) throw new UsageException($"--emotion is for --engine vqvae; for the others say it in the prompt, as in: {Emotion.Named(emotion).Of("a cat")}");
        var wantsModel = options.Diffusion is { Model: not null } or { Loras.Count: > 0 } or { Image: not null } or { References.Count: > 0 };
        if (options.Engine == Compose || (options.Engine == Auto && !wantsModel)) return new ComposeEngine(installation, options.Language);
        if (files.Pictures.SelectMany(it => it).FirstOrDefault(it => it.EndsWith(".svg", StringComparison.OrdinalIgnoreCase)) is { } vector)
            throw new UsageException($"-o is '{vector}'; a model draws pixels: name a .png or .webp, or use --engine compose.");
        return writes ? new VqVaeEngine(options, terminal, installation) : new DiffusionEngine(options, terminal, installation);
    }
}
