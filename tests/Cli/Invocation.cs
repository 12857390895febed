using EmojiGen.Cli;
using EmojiGen.Generation;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Cli;

/// <summary>What a command did, seen from outside.</summary>
/// <param name="Files">Names of everything that lies in the folder it ran in, hidden files included.</param>
sealed record Outcome(int ExitCode, string Out, string Error, IReadOnlyList<string> Files);

/// <summary>Runs commands as a person would, in this process: own folder, own streams, no terminal.</summary>
sealed class Invocation(Installation? installation = null) : IDisposable
{
    readonly TemporaryFolder folder = new();

    public string Folder => folder.Path;

    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal);

    public CancellationToken Stop { get; set; }

    /// <summary>What another program writes into standard input, of each run; null: a person sits there and types nothing.</summary>
    public string? Input { get; init; }

    public Outcome Generate(params string[] arguments) => Run(["gen", .. arguments]);

    public Outcome Develop(params string[] arguments) => Run(["dev", .. arguments]);

    Outcome Run(string[] arguments)
    {
        using var threads = TorchThreads.Limit(1); // another test runs beside it
        var (output, error) = (new StringWriter(), new StringWriter());
        var terminal = new Terminal(output, error, IsInteractive: false, Environment.GetValueOrDefault, folder.Path, Stop)
        {
            In = new StringReader(Input ?? ""),
            IsInputRedirected = Input is not null,
        };
        var code = CommandLine.Run(arguments, terminal, installation ?? new Installation(Repository.Root));
        return new(code, output.ToString(), error.ToString(),
            [.. Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal)!]);
    }

    public void Dispose() => folder.Dispose();
}
