namespace EmojiGen.Torch;

/// <summary>Factors of the base learning rate by step, from 0; the formulas are those of diffusers' and transformers' schedules of the same
/// names.</summary>
public static class LearningRateSchedule
{
    /// <summary>1 throughout.</summary>
    public static Func<long, double> Constant() => _ => 1;

    /// <summary>Rises from 0 to 1 over <paramref name="warmUp"/> steps, then 1.</summary>
    public static Func<long, double> ConstantWithWarmUp(long warmUp) => step => Math.Min(1, Rise(step, warmUp));

    /// <summary>Rises to 1, then falls in a straight line to 0 at step <paramref name="total"/>.</summary>
    public static Func<long, double> Linear(long warmUp, long total) => step =>
        step < warmUp ? Rise(step, warmUp) : Math.Max(0, (double)(total - step) / Math.Max(1, total - warmUp));

    /// <summary>Rises to 1, then follows a cosine.</summary>
    /// <param name="cycles">Full waves until <paramref name="total"/>: a half ends at 0.</param>
    public static Func<long, double> Cosine(long warmUp, long total, double cycles = 0.5) => step =>
        step < warmUp ? Rise(step, warmUp) : Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * cycles * 2 * Progress(step, warmUp, total))));

    /// <summary>Rises to 1, then falls along a cosine to 0 and starts again at 1, so many times.</summary>
    public static Func<long, double> CosineWithRestarts(long warmUp, long total, int cycles = 1) => step =>
        step < warmUp ? Rise(step, warmUp)
        : Progress(step, warmUp, total) is var progress && progress >= 1 ? 0
        : Math.Max(0, 0.5 * (1 + Math.Cos(Math.PI * (cycles * progress % 1))));

    /// <summary>Rises to 1, then falls as a power of the remaining steps.</summary>
    /// <param name="end">Factor at <paramref name="total"/> and later (PyTorch's programs give a rate: 1e-7 there is 1e-7 / base
    /// here).</param>
    public static Func<long, double> Polynomial(long warmUp, long total, double power = 1, double end = 0) => step =>
        step < warmUp ? Rise(step, warmUp) : step > total ? end : (1 - end) * Math.Pow(1 - Progress(step, warmUp, total), power) + end;

    static double Rise(long step, long warmUp) => (double)step / Math.Max(1, warmUp);

    static double Progress(long step, long warmUp, long total) => (double)(step - warmUp) / Math.Max(1, total - warmUp);
}
