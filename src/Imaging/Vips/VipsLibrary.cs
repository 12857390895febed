using NetVips;

namespace EmojiGen.Imaging;

/// <summary>libvips, which comes from NuGet with librsvg and all codecs in one file: its start and its errors.</summary>
static class VipsLibrary
{
    // NetVips starts the library when the first of its types is touched, and keeps the exception if that fails.
    static readonly Lazy<bool> started = new(Start);

    // The library keeps a pointer to it.
    static readonly Log.LogDelegate drop = static (_, _, _) => { };

    /// <summary>Starts libvips once; every entry to this room that needs it calls this first.</summary>
    /// <exception cref="InvalidOperationException">It is missing or does not start.</exception>
    internal static void Ensure() => _ = started.Value;

    static bool Start()
    {
        if (!ModuleInitializer.VipsInitialized)
            throw new InvalidOperationException(
                "libvips, which draws and reads pictures, cannot be loaded: run ./setup --rebuild, which brings it anew.", ModuleInitializer.Exception);

        Cache.Max = 0; // the same operation is never asked for twice, so its cache would only hold memory
        NetVips.NetVips.Concurrency = 1; // we work on several pictures at once instead
        Log.SetLogHandler("VIPS", Enums.LogLevelFlags.All, drop); // what matters comes back as an error
        return true;
    }

    /// <summary>Why an operation failed, in one line without a full stop.</summary>
    /// <remarks>
    /// The first line says which operation. libvips gathers the reasons of all threads in one place, each behind its domain:
    /// <c>svgload_buffer: bad dimensions</c>.
    /// </remarks>
    /// <param name="domains">Whose reasons are meant where others failed at the same time.</param>
    internal static string Reason(VipsException failure, params ReadOnlySpan<string> domains)
    {
        string? first = null;
        foreach (var line in failure.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[1..])
        {
            if (line.Split(": ", 2) is not [var domain, var reason]) continue;
            first ??= reason;
            if (domains.Contains(domain)) return reason.TrimEnd('.', ' ');
        }
        return first?.TrimEnd('.', ' ') ?? "no reason given";
    }
}
