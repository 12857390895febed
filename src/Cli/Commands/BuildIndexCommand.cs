using System.CommandLine;
using EmojiGen.Art;
using EmojiGen.Generation;
using EmojiGen.Prompting;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev build-index</c>: builds what composing maps at start from the art that npm installed.</summary>
sealed class BuildIndexCommand : DocumentedCommand
{
    readonly Option<bool> rebuild = new("--rebuild") { Description = "Build also what is up to date." };

    BuildIndexCommand() : base("build-index", "Build the art index from the installed art; ./setup does it by itself.") => Options.Add(rebuild);

    public override string Notes => "Styles that you added yourself are left as they are.";

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new BuildIndexCommand();
        command.SetAction(parsed =>
        {
            var built = ArtIndexBuilder.BuildAll(installation.Packages, installation.Art, parsed.GetValue(command.rebuild), new Progress(terminal), terminal.Stop);
            built = [.. built, .. BuildCaptions(terminal, installation, parsed.GetValue(command.rebuild))];
            terminal.Out.WriteLine(built.IsEmpty ? "The art index is up to date." : $"Built: {string.Join(", ", built)}.");
            return ExitCode.Done;
        });
        return command;
    }

    static string[] BuildCaptions(Terminal terminal, Installation installation, bool rebuild)
    {
        const string name = "captions";
        using var catalogue = Catalogue.Open(installation.Art);
        if (!rebuild && SentenceMeaning.IsBuilt(catalogue, installation.SentenceEncoder, installation.Captions)) return [];
        var lines = new Progress(terminal);
        var percent = new Percent(share => lines.Report(new ArtProgress(name, (int)(100 * share), 100)));
        SentenceMeaning.Build(catalogue, installation.SentenceEncoder, installation.Captions, percent, terminal.Stop);
        return [name];
    }

    sealed class Percent(Action<double> report) : IProgress<double>
    {
        public void Report(double value) => report(value);
    }

    /// <summary>One line a set on a terminal, rewritten as it goes; elsewhere a line when a set is done.</summary>
    sealed class Progress(Terminal terminal) : IProgress<ArtProgress>
    {
        public void Report(ArtProgress value)
        {
            if (terminal.IsInteractive) terminal.Error.Write($"\r\e[K{value.Set} {value.Done} of {value.Total}{(value.Done == value.Total ? "\n" : "")}");
            else if (value.Done == value.Total) terminal.Error.WriteLine($"{value.Set} {value.Total}");
        }
    }
}
