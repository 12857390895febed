namespace EmojiGen.Torch;

/// <summary>A slow copy of weights that are being trained: average = decay · average + (1 - decay) · weight after every step.</summary>
public sealed class ExponentialMovingAverage : IDisposable
{
    readonly IReadOnlyList<Tensor> weights;
    readonly Func<long, double> decay;
    readonly Tensor[] averages;

    /// <param name="weights">What is averaged; the first average is a copy.</param>
    /// <param name="decay">By the number of updates before: 0 to 1.</param>
    public ExponentialMovingAverage(IReadOnlyList<Tensor> weights, Func<long, double> decay)
    {
        (this.weights, this.decay) = (weights, decay);
        using var noGrad = Autograd.NoGrad();
        averages = [.. weights.Select(it => it.Clone().Unscoped())];
    }

    public ExponentialMovingAverage(IReadOnlyList<Tensor> weights, double decay) : this(weights, _ => decay)
    {
    }

    /// <summary>A decay that is small at first, so that the random start is soon forgotten: (1 + n) / (10 + n), at most <paramref
    /// name="most"/>.</summary>
    public static Func<long, double> RisingTo(double most) => updates => Math.Min(most, (1.0 + updates) / (10.0 + updates));

    public long Updates { get; private set; }

    /// <summary>In the order of the weights.</summary>
    public IReadOnlyList<Tensor> Averages => averages;

    /// <summary>Takes the weights as they are now into the average.</summary>
    public void Update()
    {
        using var noGrad = Autograd.NoGrad();
        var share = 1 - decay(Updates);
        for (var i = 0; i < averages.Length; i++) averages[i].Lerp_(weights[i], share);
        Updates++;
    }

    /// <summary>Puts the averages where the weights are until disposed, to sample or to evaluate with them.</summary>
    public IDisposable Applied()
    {
        Exchange();
        return new Undo(this);
    }

    /// <summary>Continues from saved averages, which are copied.</summary>
    public void Restore(IReadOnlyList<Tensor> saved, long updates)
    {
        if (saved.Count != averages.Length)
            throw new ArgumentException($"Expected {averages.Length} averages, got {saved.Count}.", nameof(saved));
        using var noGrad = Autograd.NoGrad();
        for (var i = 0; i < averages.Length; i++) averages[i].Copy_(saved[i]);
        Updates = updates;
    }

    public void Dispose()
    {
        foreach (var average in averages) average.Dispose();
    }

    void Exchange()
    {
        using var noGrad = Autograd.NoGrad();
        for (var i = 0; i < averages.Length; i++)
        {
            using var scope = new TensorScope();
            var before = weights[i].Detach().Clone();
            weights[i].Detach().Copy_(averages[i]);
            averages[i].Copy_(before);
        }
    }

    sealed class Undo(ExponentialMovingAverage owner) : IDisposable
    {
        bool undone;

        public void Dispose()
        {
            if (undone) return;
            undone = true;
            owner.Exchange();
        }
    }
}
