using System.CommandLine;
using System.Diagnostics;
using EmojiGen.Cli.Evaluation;
using EmojiGen.Evaluation.Statistics;
using EmojiGen.Generation;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev evaluate speed</c>: seconds an emoji.</summary>
sealed class EvaluateSpeedCommand : DrawingEvaluation
{
    const double Megabyte = 1 << 20;

    EvaluateSpeedCommand() : base("speed", "Seconds an emoji: the first, then the middle and the slowest 5 %; and memory.", "unseen", 1, prompts: 20) { }

    public override string Notes => """
        Examples:
          emoji-dev evaluate speed --engine diffusion --steps 20
          emoji-dev evaluate speed --limit 100 --json
        The first picture is cold: weights are read as they are used. Memory is the process's peak.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new EvaluateSpeedCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    protected override (Figure[] Figures, string[] Notes) Measure(EvaluationRun run)
    {
        double[] seconds = [.. run.Draw().Select(it => it.Seconds)];
        if (seconds.Length == 0) return ([], []);
        double[] warm = [.. (seconds.Length > 1 ? seconds.Skip(1) : seconds).Order()];
        using var process = Process.GetCurrentProcess();
        return ([
            Alone("first picture", seconds[0], 1, "s"),
            Alone("median, warm", At(warm, 0.5), warm.Length, "s"),
            Alone("95th percentile, warm", At(warm, 0.95), warm.Length, "s"),
            Figure.Of("mean, warm", Bootstrap.Mean(warm), "s"),
            Alone("peak memory", process.PeakWorkingSet64 / Megabyte, 1, "MB"),
        ], []);
    }

    /// <param name="sorted">Ascending.</param>
    static double At(double[] sorted, double share) => sorted[Math.Min(sorted.Length - 1, (int)(share * sorted.Length))];

    static Figure Alone(string name, double value, int count, string unit) => Figure.Of(name, new Estimate(value, null, count), unit);
}
