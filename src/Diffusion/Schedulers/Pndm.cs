using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Schedulers;

/// <summary>A linear multistep method over the network's last four answers, begun by Runge-Kutta steps where the configuration asks for
/// them.</summary>
/// <remarks>Liu et al. 2022, eq. 11 to 13; <c>PNDMScheduler</c>, with which Stable Diffusion 1.x was published.</remarks>
public sealed class Pndm : DiscreteScheduler
{
    /// <summary>Answers that a step is made of.</summary>
    const int Order = 4;

    readonly Prediction prediction;
    readonly bool skipRungeKutta;
    readonly StepHistory answers = new(Order);
    readonly StepHistory start = new(1);
    Tensor? sum;
    int count, expected = -1, rungeKuttaSteps;

    /// <inheritdoc cref="Ddpm(SchedulerConfig)"/>
    public Pndm(SchedulerConfig config) : base(config, NoiseSchedule.Create(config), setAlphaToOne: false)
    {
        prediction = new(config, clips: null, "epsilon", "v_prediction");
        skipRungeKutta = config.SkipPrkSteps ?? false;
    }

    private protected override int[] Layout(int steps)
    {
        var rising = StepLayout.Discrete(Config, "leading", steps, Noise.Timesteps);
        Array.Reverse(rising);
        if (skipRungeKutta)
        {
            rungeKuttaSteps = 0;
            // The second timestep is taken twice: its first answer is averaged with the one before.
            return steps == 1 ? rising : [rising[^1], .. rising[..^1].Reverse().Take(1), .. rising[..^1].Reverse()];
        }
        // Four timesteps, each with the middle before it, each of these twice but for the ends.
        var half = Stride / 2;
        var twice = rising[^Math.Min(Order, steps)..].SelectMany(t => (int[])[t, t + half]).ToArray();
        var ends = twice[..^1].SelectMany(t => (int[])[t, t]).ToArray();
        int[] rungeKutta = [.. ends[1..^1].Reverse()];
        rungeKuttaSteps = rungeKutta.Length;
        return [.. rungeKutta, .. rising[..^Math.Min(3, steps)].Reverse()];
    }

    private protected override void Forget()
    {
        answers.Clear();
        start.Clear();
        sum?.Dispose();
        sum = null;
        (count, expected) = (0, -1);
    }

    private protected override Tensor Advance(Tensor output, int index, Tensor sample, NoiseSource noise)
    {
        if (index != expected) Forget();
        expected = index + 1;
        return count < rungeKuttaSteps && !skipRungeKutta ? RungeKutta(output, index, sample) : Multistep(output, index, sample);
    }

    Tensor RungeKutta(Tensor output, int index, Tensor sample)
    {
        var to = Timestep(index) - (count % 2 != 0 ? 0 : Stride / 2);
        var from = Timestep(index - (count % Order));
        switch (count % Order)
        {
            case 0:
                Accumulate(output, 1 / 6.0);
                answers.Keep(output);
                start.Keep(sample);
                break;
            case 1 or 2:
                Accumulate(output, 1 / 3.0);
                break;
            default:
                Accumulate(output, 1 / 6.0);
                output = sum!.Share();
                sum.Dispose();
                sum = null;
                break;
        }
        count++;
        return Moved(start[0], from, to, output);
    }

    void Accumulate(Tensor output, double weight)
    {
        var next = sum is null ? output * weight : sum + (output * weight);
        sum?.Dispose();
        sum = next.Unscoped();
    }

    Tensor Multistep(Tensor output, int index, Tensor sample)
    {
        var t = Timestep(index);
        var before = t - Stride;
        if (count == 1 && answers.Count == 1)
        {
            // The first step once more, from where it began, by the mean of its two answers.
            (t, before) = (t + Stride, t);
            output = (output + answers[0]) / 2;
            sample = start[0];
        }
        else
        {
            answers.Keep(output);
            if (answers.Count == 1) start.Keep(sample);
            output = answers.Count switch
            {
                1 => output,
                2 => ((3 * answers[0]) - answers[1]) / 2,
                3 => ((23 * answers[0]) - (16 * answers[1]) + (5 * answers[2])) / 12,
                _ => ((55 * answers[0]) - (59 * answers[1]) + (37 * answers[2]) - (9 * answers[3])) / 24,
            };
        }
        count++;
        return Moved(sample, t, before, output);
    }

    /// <summary>Eq. 11.</summary>
    Tensor Moved(Tensor sample, int from, int to, Tensor output)
    {
        var (bar, before) = (AlphaBar(from), AlphaBar(to));
        var (rest, restBefore) = (1 - bar, 1 - before);
        if (prediction.Type == "v_prediction") output = (MathF.Sqrt(bar) * output) + (MathF.Sqrt(rest) * sample);
        var divisor = (bar * MathF.Sqrt(restBefore)) + MathF.Sqrt(bar * rest * before);
        return (MathF.Sqrt(before / bar) * sample) - ((before - bar) * output / divisor);
    }
}
