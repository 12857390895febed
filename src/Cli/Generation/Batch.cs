using EmojiGen.Generation.Settings;
using EmojiGen.ModelEngines;

namespace EmojiGen.Cli.Generation;

/// <summary>Draws many prompts, one after the other; one that cannot be drawn is told, and the next is.</summary>
sealed class Batch(Generate generate, Terminal terminal)
{
    /// <param name="lines">A prompt or a JSON object each; empty ones are passed over.</param>
    /// <param name="like">A picture that all are like but for that; null: none.</param>
    /// <param name="shared">What holds for all that do not say otherwise.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public int Run(IEnumerable<string> lines, SettingValues shared, RememberedRequest? like)
    {
        CheckOutput(shared);
        var (drawn, failed, code) = (0, 0, ExitCode.Done);
        foreach (var (index, line) in lines.Index())
        {
            if (string.IsNullOrWhiteSpace(line)) continue;
            terminal.Stop.ThrowIfCancellationRequested();
            try
            {
                var read = PromptLine.Read(index + 1, line.Trim());
                // A picture that does not show all is drawn; --strict alone makes the whole run fail for it.
                if (generate.Run(read.Prompt, read.Values.Over(shared), like, isOneOfMany: true) is var outcome && outcome != ExitCode.Done)
                    code = outcome;
                drawn++;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failed++;
                terminal.Error.WriteLine($"line {index + 1}: {FaultSentence.Of(e)}");
            }
        }
        if (drawn + failed == 0) throw new UsageException("There is no prompt to draw: every line is empty.");
        if (failed > 0) terminal.Error.WriteLine($"{drawn} drawn, {failed} not.");
        return failed == 0 ? code : ExitCode.Failed;
    }

    /// <summary>One file for all would be written over and over.</summary>
    void CheckOutput(SettingValues shared)
    {
        foreach (var place in shared.Of(OutputSettings.Output))
            if (!place.EndsWith('/') && !Directory.Exists(Path.GetFullPath(place, terminal.Folder)))
                throw new UsageException($"-o is '{place}', and many prompts are drawn: name a folder, or give each line an \"output\".");
    }
}
