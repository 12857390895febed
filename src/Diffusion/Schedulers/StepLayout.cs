namespace EmojiGen.Diffusion.Schedulers;

/// <summary>Which timesteps of training a run takes, and the ranges of numbers that they are made of, rounded as NumPy and libtorch
/// round.</summary>
static class StepLayout
{
    /// <summary>So many timesteps from T - 1 downwards, for those that step from one timestep of training to an earlier one.</summary>
    /// <remarks>Lin et al. 2023, table 2.</remarks>
    public static int[] Discrete(SchedulerConfig config, string defaultSpacing, int steps, int trained)
    {
        var timesteps = Spacing(config, defaultSpacing) switch
        {
            "linspace" => Whole(Linspace(0, trained - 1, steps)),
            "leading" => Leading(config, trained / steps, steps),
            _ => Trailing(trained, trained, steps),
        };
        return Checked(config, timesteps, steps, trained);
    }

    /// <summary>The timesteps of the multistep solvers, which lay out one more and leave out the last, timestep 0.</summary>
    /// <param name="last">Where steps begin: T, or less where the least signal-to-noise ratio is clipped.</param>
    public static int[] Multistep(SchedulerConfig config, int steps, int trained, int last)
    {
        var timesteps = Spacing(config, "linspace") switch
        {
            "linspace" => Whole(Linspace(0, last - 1, steps + 1)),
            "leading" => Leading(config, last / (steps + 1), steps + 1),
            _ => Trailing(last, trained, steps),
        };
        return Checked(config, timesteps.Length > steps ? timesteps[..steps] : timesteps, steps, trained);
    }

    /// <summary>The timesteps of the Euler samplers, which lie between those of training too.</summary>
    public static float[] Continuous(SchedulerConfig config, int steps, int trained)
    {
        if (Spacing(config, "linspace") != "linspace") return Array.ConvertAll(Discrete(config, "linspace", steps, trained), t => (float)t);
        var timesteps = Array.ConvertAll(Linspace(0, trained - 1, steps), t => (float)t);
        Array.Reverse(timesteps);
        return timesteps;
    }

    /// <exception cref="InvalidDataException">The spacing is not known here.</exception>
    public static string Spacing(SchedulerConfig config, string byDefault) =>
        config.OneOf("timestep_spacing", config.TimestepSpacing ?? byDefault, "leading", "trailing", "linspace");

    static int[] Leading(SchedulerConfig config, int ratio, int count)
    {
        var offset = config.StepsOffset ?? 0;
        var timesteps = new int[count];
        for (var i = 0; i < count; i++) timesteps[i] = ((count - 1 - i) * ratio) + offset;
        return timesteps;
    }

    static int[] Trailing(int last, int trained, int steps)
    {
        var ratio = trained / (double)steps;
        var timesteps = new List<int>(steps);
        // np.arange: the second number gives the distance, so that rounding is the same. For some counts it yields one more, at about 0:
        // timestep -1, which is none.
        var distance = last - ratio - last;
        for (var i = 0; i < Math.Ceiling(last / ratio); i++)
            if ((int)Math.Round(last + (i * distance)) - 1 is >= 0 and var timestep) timesteps.Add(timestep);
        return [.. timesteps];
    }

    /// <summary>Rounded to the nearest, halves to even; falling.</summary>
    static int[] Whole(double[] rising)
    {
        var whole = Array.ConvertAll(rising, t => (int)Math.Round(t));
        Array.Reverse(whole);
        return whole;
    }

    static int[] Checked(SchedulerConfig config, int[] timesteps, int steps, int trained) =>
        Array.TrueForAll(timesteps, t => t >= 0 && t < trained) ? timesteps
        : throw new ArgumentException(
            $"{steps} steps with a steps_offset of {config.StepsOffset ?? 0} ask for timestep {timesteps[0]}, the last one of training being {trained - 1}; take fewer steps.", nameof(steps));

    /// <summary>NumPy's linspace.</summary>
    public static double[] Linspace(double start, double end, int count)
    {
        var numbers = new double[count];
        var step = (end - start) / Math.Max(1, count - 1);
        for (var i = 0; i < count; i++) numbers[i] = (i * step) + start;
        if (count > 1) numbers[^1] = end;
        return numbers;
    }

    /// <summary>libtorch's linspace in float32, which counts from the nearer end and rounds once; all sigmas of the reference cases follow
    /// from it to the last bit.</summary>
    public static float[] Linspace32(double start, double end, int count)
    {
        var numbers = new float[count];
        var (first, last) = ((float)start, (float)end);
        var step = count > 1 ? (last - first) / (count - 1) : 0;
        for (var i = 0; i < count; i++)
            numbers[i] = i < count / 2 || count == 1 ? MathF.FusedMultiplyAdd(step, i, first)
                : MathF.FusedMultiplyAdd(-step, count - i - 1, last);
        return numbers;
    }
}
