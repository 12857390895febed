namespace EmojiGen.Training.Loop;

/// <summary>What the loss is multiplied by in float16: halved when gradients overflow, doubled when they have not for long.</summary>
/// <remarks>Micikevicius et al. 2018, section 3.2; the numbers are those of <c>torch.cuda.amp.GradScaler</c>.</remarks>
sealed class LossScaler(bool enabled)
{
    const double First = 65_536, Most = 1L << 32;
    const int GrowEvery = 2000;

    public double Scale { get; private set; } = enabled ? First : 1;

    /// <summary>Steps without overflow since the scale last changed.</summary>
    public int GoodSteps { get; private set; }

    public void Restore(double scale, int goodSteps) => (Scale, GoodSteps) = enabled ? (scale, goodSteps) : (1, 0);

    public void After(bool finite)
    {
        if (!enabled) return;
        if (!finite) (Scale, GoodSteps) = (Math.Max(Scale / 2, 1), 0);
        else if (++GoodSteps == GrowEvery) (Scale, GoodSteps) = (Math.Min(Scale * 2, Most), 0);
    }
}
