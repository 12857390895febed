using System.Globalization;
using EmojiGen.Diffusion.Pipelines;

namespace EmojiGen.Cli.Generation;

/// <summary>What is being loaded, on a person's terminal.</summary>
sealed class LoadingLine(Terminal terminal, bool quiet) : IProgress<LoadingComponent>, IDisposable
{
    readonly bool shows = terminal.IsInteractive && !quiet;

    public void Report(LoadingComponent value)
    {
        if (shows) terminal.Error.Write(string.Create(CultureInfo.InvariantCulture,
            $"\r\e[Kloading {value.Name} ({value.Bytes / 1e9:0.0} GB)"));
    }

    public void Dispose()
    {
        if (shows) terminal.Error.Write("\r\e[K");
    }
}
