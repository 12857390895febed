namespace EmojiGen.Torch;

/// <summary>A layer whose output low-rank adapters add to: <see cref="Linear"/> and <see cref="Conv2d"/>.</summary>
/// <remarks>Whoever computes with <see cref="Weight"/> instead of calling the layer leaves its adapters out, and must see that there are
/// none.</remarks>
public interface IAdaptable
{
    /// <summary>(outputs, inputs) or (outputs, inputs, kernel, kernel)</summary>
    Parameter Weight { get; }

    /// <summary>In the order they are added; they are no part of the layer's own parameters, and not the layer's to dispose of.</summary>
    IList<LowRankAdapter> Adapters { get; }

    /// <summary>An adapter that fits, without values, and not yet among <see cref="Adapters"/>.</summary>
    /// <param name="rank">1 or more</param>
    /// <param name="alpha">What its output is multiplied by, times the rank; default: the rank</param>
    /// <param name="dropout">Probability with which elements of its input are zeroed in training; 0 to 1, default 0</param>
    LowRankAdapter NewAdapter(long rank, double? alpha = null, double dropout = 0);
}

/// <summary>Adds B A x, times alpha over rank, to a layer's output: what LoRA trains instead of the layer. With <see cref="Magnitude"/>,
/// the sum of both has lengths of its own (DoRA).</summary>
/// <remarks>Hu et al. 2021, section 4.1; Liu et al. 2024, eq. 5. First values are PEFT's: A uniform by He et al., B zero, so that training
/// begins at the network as it was.</remarks>
public sealed class LowRankAdapter : Module
{
    /// <summary>What is divided by instead of a length of 0.</summary>
    const double Shortest = 1e-12;

    readonly Func<Tensor, Tensor, Tensor> down;
    readonly bool isConvolution;
    readonly double dropout;

    internal LowRankAdapter(long inputs, long outputs, long kernel, bool isConvolution, long rank, double alpha, double dropout,
        Func<Tensor, Tensor, Tensor> down)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        if (!double.IsFinite(alpha))
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "An adapter's alpha must be a finite number.");
        if (dropout is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(dropout), dropout, "An adapter's dropout must be at least 0 and less than 1.");
        (Rank, Alpha, this.dropout, this.down, this.isConvolution) = (rank, alpha, dropout, down, isConvolution);
        long[] a = isConvolution ? [rank, inputs, kernel, kernel] : [rank, inputs], b = isConvolution ? [outputs, rank, 1, 1]
            : [outputs, rank];
        A = AddParameter("lora_A.weight", a, Initialisers.KaimingUniform(inputs * kernel * kernel));
        B = AddParameter("lora_B.weight", b, Initialisers.Zeros);
    }

    /// <summary>(rank, inputs), or (rank, inputs, kernel, kernel) of a convolution</summary>
    public Parameter A { get; }

    /// <summary>(outputs, rank), or (outputs, rank, 1, 1) of a convolution</summary>
    public Parameter B { get; }

    /// <summary>The lengths that the sum of the layer's weight and B A is brought to, of the weight's rank: (outputs, 1, ...) for one each
    /// output, (1, inputs, ...) for one each input; null: the sum stays as it is.</summary>
    public Parameter? Magnitude { get; private set; }

    public long Rank { get; }

    public double Alpha { get; }

    /// <summary>How strongly it adds; any number, 0 leaves it out.</summary>
    public double Weight { get; set; } = 1;

    /// <summary>What B A is multiplied by.</summary>
    public double Scale => Weight * Alpha / Rank;

    /// <summary>Gives it a <see cref="Magnitude"/>, without a value.</summary>
    /// <param name="shape">Of the weight's rank; 1 in all dimensions that a length is taken over.</param>
    public Parameter AddMagnitude(params long[] shape) => Magnitude = AddParameter("lora_magnitude_vector", shape, Initialisers.Ones);

    /// <summary>What it adds to the layer's weight, in float32 and of the weight's shape.</summary>
    /// <param name="weight">The layer's own.</param>
    public Tensor Delta(Tensor weight) => TensorScope.Run(() =>
    {
        if (Magnitude is null) return Product(Scale);
        var plain = weight.To(DType.Float32);
        var sum = plain + Product(Alpha / Rank);
        var over = Enumerable.Range(0, sum.Rank).Where(it => Magnitude.Shape[it] == 1).Select(it => (long)it).ToArray();
        var lengths = sum.Square().Sum(over, keep: true).Sqrt().Clamp(min: Shortest);
        // As the web UIs have it: the adapter's weight is how far the layer goes towards the new one, and 0 is the layer as it was.
        return (sum * (Magnitude.Tensor.To(DType.Float32) / lengths) - plain) * Weight;
    });

    /// <summary>The layer's output with the adapter's added.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="y">The layer's output.</param>
    /// <param name="weight">The layer's own.</param>
    public Tensor AddTo(Tensor y, Tensor x, Parameter weight)
    {
        if (Weight == 0) return y;
        using var scope = new TensorScope();
        if (Magnitude is not null)
        {
            var delta = Delta(weight.Tensor).To(A.Tensor.DType);
            return scope.MoveOut(y + down(x.To(delta.DType), delta).To(y.DType));
        }
        var input = x.To(A.Tensor.DType);
        if (IsTraining && dropout > 0) input = input.Dropout(dropout, training: true);
        var low = down(input, A);
        var added = isConvolution ? low.Conv2d(B) : low.Linear(B);
        return scope.MoveOut(y.Add(added.To(y.DType), Scale));
    }

    /// <summary>B A, times a number, of the weight's shape.</summary>
    Tensor Product(double scale)
    {
        // (outputs, inputs kernel²)
        var product = B.Tensor.To(DType.Float32).Flatten(1).Matmul(A.Tensor.To(DType.Float32).Flatten(1)) * scale;
        return isConvolution ? product.Reshape(B.Shape[0], A.Shape[1], A.Shape[2], A.Shape[3]) : product;
    }
}
