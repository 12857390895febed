using System.Globalization;
using EmojiGen.Training.Loop;

namespace EmojiGen.Cli.Training;

/// <summary>Shows how training goes: a bar for a person, a line now and then for a file.</summary>
static class TrainingProgress
{
    const int TellEvery = 50;

    /// <param name="what">What is trained.</param>
    public static void Show(IEnumerable<TrainingStep> steps, Terminal terminal, string what)
    {
        using var progress = new ProgressLine(terminal, what);
        long? begun = null;
        foreach (var step in steps)
        {
            begun ??= step.Number - 1;
            var line = string.Create(CultureInfo.InvariantCulture,
                $"step {step.Number} of {step.Total}, loss {step.Loss:g4}{string.Concat(step.Reported.Select(it => string.Create(CultureInfo.InvariantCulture, $", {it.Key} {it.Value:g4}")))}");
            progress.Report(step.Number - begun.Value, step.Total - begun.Value, line);
            if (!terminal.IsInteractive && step.Number % TellEvery == 0) terminal.Error.WriteLine(line);
            if (step.Validation?.Loss is { } loss) terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"step {step.Number}: loss on validation {loss:g5}"));
        }
    }
}
