using System.CommandLine;
using System.Globalization;
using EmojiGen.Cli.Evaluation;
using EmojiGen.Evaluation.Statistics;
using EmojiGen.Generation;
using EmojiGen.Generation.Settings;
using EmojiGen.ModelEngines;

namespace EmojiGen.Cli.Commands;

/// <summary><c>emoji-dev evaluate sweep</c>: steps by guidance by sampler.</summary>
sealed class EvaluateSweepCommand : DrawingEvaluation
{
    readonly SettingOption<long[]> steps = new(new WholesSetting("sweep-steps", DiffusionRequest.StepsRange, "Steps to try.") { Otherwise = "10, 20 and 30" });
    readonly SettingOption<string[]> guidances = new(new TextsSetting("sweep-guidance", "SCALE", "Guidance scales to try.") { Otherwise = "the model's" });
    readonly SettingOption<string[]> schedulers = new(new TextsSetting("sweep-scheduler", "NAME", "Samplers to try.") { Otherwise = "the model's" });
    readonly SettingOption<string?> clip = new(CaptionAlignments.Setting);

    EvaluateSweepCommand() : base("sweep", "Try steps, guidance and samplers: scores, seconds, and one sheet.", "unseen", 1, prompts: 8)
    {
        foreach (var option in (ReadOnlySpan<Option>)[steps, guidances, schedulers, clip]) Options.Add(option);
    }

    public override string Notes => """
        Examples:
          emoji-dev evaluate sweep --engine diffusion --sheet sweep.png
          emoji-dev evaluate sweep --engine diffusion --sweep-steps 8 --sweep-steps 30 --sweep-guidance 1 --sweep-guidance 4 --sweep-scheduler euler
        All are tried with all, on the same prompts with the same noise.
        """;

    public static Command Create(Terminal terminal, Installation installation)
    {
        var command = new EvaluateSweepCommand();
        command.SetAction(parsed => command.Run(parsed, terminal, installation));
        return command;
    }

    protected override (Figure[] Figures, string[] Notes) Measure(EvaluationRun run)
    {
        if (run.Engine.Basis is not DiffusionRequest)
            throw new UsageException("A sweep tries settings of a diffusion model: give --engine diffusion or --model.");
        using var alignment = CaptionAlignments.Open(run.Parsed.GetValue(clip), run.Terminal, run.Installation);
        var figures = new List<Figure>();
        foreach (var (name, change) in Combinations(run.Parsed))
        {
            var drawn = run.Draw(it => change((DiffusionRequest)it)).ToList();
            if (drawn.Count == 0) continue;
            figures.Add(Figure.Of($"{name}: {alignment.Name}", Bootstrap.Mean([.. drawn.Select(alignment.Score)])));
            figures.Add(Figure.Of($"{name}: seconds", Bootstrap.Mean([.. drawn.Select(it => it.Seconds)]), "s"));
        }
        return ([.. figures], ["The sheet has the combinations one after the other, in this order."]);
    }

    IEnumerable<(string Name, Func<DiffusionRequest, DiffusionRequest> Change)> Combinations(ParseResult parsed)
    {
        long[] all = parsed.GetValue(steps) is { Length: > 0 } named ? named : [10, 20, 30];
        double?[] scales = parsed.GetValue(guidances) is { Length: > 0 } texts ? [.. texts.Select(it => (double?)Scale(it))] : [null];
        string?[] samplers = parsed.GetValue(schedulers) is { Length: > 0 } names ? [.. names] : [null];
        foreach (var sampler in samplers)
            foreach (var scale in scales)
                foreach (var count in all)
                {
                    string?[] parts = [$"{count} steps", scale is { } value ? string.Create(CultureInfo.InvariantCulture, $"guidance {value}") : null, sampler];
                    yield return (string.Join(", ", parts.OfType<string>()), it =>
                        it with { Steps = (int)count, Guidance = scale ?? it.Guidance, Scheduler = sampler ?? it.Scheduler });
                }
    }

    static double Scale(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var scale) && double.IsFinite(scale) ? scale
        : throw new UsageException($"--sweep-guidance is '{text}', which is no number.");
}
