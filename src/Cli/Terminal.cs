using System.Runtime.InteropServices;
using System.Text;

namespace EmojiGen.Cli;

/// <summary>What the program sees of the world around it: streams, environment, folder, and the wish to stop.</summary>
/// <param name="Out">Results.</param>
/// <param name="Error">Everything else: errors, what is not shown, progress.</param>
/// <param name="IsInteractive">True where <paramref name="Out"/> is a person's terminal.</param>
/// <param name="Variable">An environment variable's value, or null.</param>
/// <param name="Folder">What relative paths start from; absolute.</param>
/// <param name="Stop">Cancelled by Ctrl-C.</param>
sealed record Terminal(
    TextWriter Out, TextWriter Error, bool IsInteractive, Func<string, string?> Variable, string Folder, CancellationToken Stop)
{
    /// <summary>Results that are no text; the stream of <see cref="Out"/>.</summary>
    public Stream Data { get; init; } = Stream.Null;

    /// <summary>What a person or another program types.</summary>
    public TextReader In { get; init; } = TextReader.Null;

    /// <summary>True where <see cref="In"/> is no person's keyboard.</summary>
    public bool IsInputRedirected { get; init; }

    public static Terminal OfProcess()
    {
        var interrupted = new CancellationTokenSource();
        foreach (var signal in (ReadOnlySpan<PosixSignal>)[PosixSignal.SIGINT, PosixSignal.SIGTERM])
            signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                // The first one ends the work between two steps, so that no half file stays; a second one ends the process.
                context.Cancel = !interrupted.IsCancellationRequested;
                interrupted.Cancel();
            }));
        // a console there takes bytes for those of its own code page
        if (OperatingSystem.IsWindows()) Console.OutputEncoding = Encoding.UTF8;
        var output = Console.OpenStandardOutput();
        return new(
            Utf8(output), Utf8(Console.OpenStandardError()), !Console.IsOutputRedirected,
            Environment.GetEnvironmentVariable, Environment.CurrentDirectory, interrupted.Token)
        {
            Data = output,
            In = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)),
            IsInputRedirected = Console.IsInputRedirected,
        };
    }

    static readonly List<PosixSignalRegistration> signals = []; // held for as long as the process lives

    static StreamWriter Utf8(Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true };
}
