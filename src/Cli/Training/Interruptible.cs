using System.CommandLine;
using EmojiGen.Training.Checkpoints;

namespace EmojiGen.Cli.Training;

/// <summary>Training that a person may break off: what was saved is said, and the command that goes on.</summary>
static class Interruptible
{
    /// <param name="checkpoints">The folder of the run's checkpoints.</param>
    public static int Run(ParseResult parsed, string checkpoints, Terminal terminal, Func<int> train)
    {
        try
        {
            return train();
        }
        catch (OperationCanceledException) when (terminal.Stop.IsCancellationRequested)
        {
            terminal.Error.WriteLine(Said(parsed, checkpoints));
            throw;
        }
    }

    static string Said(ParseResult parsed, string checkpoints)
    {
        var folder = new CheckpointFolder(checkpoints);
        return folder.Steps is [.., var last]
            ? $"Interrupted; the checkpoint of step {last} is in '{folder.PathOf(last)}'. To go on: {Command(parsed)}"
            : "Interrupted before the first step: nothing was saved, and the same command begins anew.";
    }

    /// <summary>The command as it was typed, to be resumed.</summary>
    static string Command(ParseResult parsed)
    {
        var words = parsed.Tokens.Select(it => it.Value).Where(it => it != "--overwrite").ToList();
        var at = words.FindIndex(it => it is "--resume" or "--resume-from-checkpoint");
        if (at >= 0) words.RemoveRange(at, Math.Min(2, words.Count - at));
        return string.Join(' ', [parsed.RootCommandResult.Command.Name, .. words.Select(Quoted), "--resume", "latest"]);
    }

    /// <summary>As a shell takes it for one word.</summary>
    static string Quoted(string word) => word.Length > 0 && word.All(it => char.IsLetterOrDigit(it) || "-_./:=,+@%".Contains(it)) ? word
        : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
