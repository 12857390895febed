namespace EmojiGen.Training.Loop;

/// <summary>Whether validation still improves.</summary>
sealed class Improvement(int? patience)
{
    public double Best { get; private set; } = double.PositiveInfinity;

    public long BestStep { get; private set; }

    /// <summary>The step of the last validation; 0 before any.</summary>
    public long LastStep { get; private set; }

    /// <summary>Validations since the best one.</summary>
    public int Worse { get; private set; }

    public bool IsOver => Worse >= patience;

    public void Restore(double best, long bestStep, long lastStep, int worse) =>
        (Best, BestStep, LastStep, Worse) = (best, bestStep, lastStep, worse);

    public void Add(long step, double? loss)
    {
        LastStep = step;
        if (loss is not { } value) return;
        if (value < Best) (Best, BestStep, Worse) = (value, step, 0);
        else Worse++;
    }
}
