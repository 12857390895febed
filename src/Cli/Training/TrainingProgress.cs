using System.Globalization;
using EmojiGen.Training.Loop;

namespace EmojiGen.Cli.Training;

/// <summary>Shows how training goes: a bar for a person, a line now and then for a file.</summary>
static class TrainingProgress
{
    const int TellEvery = 50;

    /// <param name="what">What is trained.</param>
    /// <param name="told">What is said of a step.</param>
    /// <param name="validated">What is said of a validation's loss.</param>
    /// <param name="also">What is said of a step in a line of its own; null: nothing.</param>
    public static void Show(IEnumerable<TrainingStep> steps, Terminal terminal, string what, Func<TrainingStep, string>? told = null,
        Func<double, string>? validated = null, Func<TrainingStep, string?>? also = null)
    {
        using var progress = new ProgressLine(terminal, what);
        long? begun = null;
        foreach (var step in steps)
        {
            begun ??= step.Number - 1;
            var line = string.Create(CultureInfo.InvariantCulture, $"step {step.Number} of {step.Total}, {(told ?? Numbers)(step)}");
            progress.Report(step.Number - begun.Value, step.Total - begun.Value, line);
            if (!terminal.IsInteractive && (step.Number % TellEvery == 0 || step.Number == step.Total)) progress.Say(line);
            if (step.Validation?.Loss is { } loss)
                progress.Say(string.Create(CultureInfo.InvariantCulture, $"step {step.Number}: {(validated ?? Loss)(loss)}"));
            if (also?.Invoke(step) is { } more) progress.Say(more);
        }
    }

    static string Numbers(TrainingStep step) =>
        string.Create(CultureInfo.InvariantCulture,
            $"loss {step.Loss:g4}{string.Concat(step.Reported.Select(it => string.Create(CultureInfo.InvariantCulture, $", {it.Key} {it.Value:g4}")))}");

    static string Loss(double loss) => string.Create(CultureInfo.InvariantCulture, $"loss on validation {loss:g5}");
}
