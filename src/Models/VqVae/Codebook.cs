using EmojiGen.Torch;

namespace EmojiGen.Models.VqVae;

/// <summary>The vectors that a latent may be, learned as moving averages of the latents that were nearest to each, without a
/// gradient.</summary>
/// <remarks>van den Oord et al. 2017, appendix A.1. Of each code the average count N and the average sum m of its latents are kept; its
/// vector is m / N, where
/// N is smoothed: (N + ε) / (ΣN + K ε) · ΣN. All of it is computed in the element type of the vectors: keep them in float32 or
/// wider.</remarks>
public sealed class Codebook : Module
{
    readonly Parameter vectors, counts, sums, usage;

    /// <param name="size">Codes, K.</param>
    /// <param name="width">Numbers of a vector, d.</param>
    /// <param name="decay">What of the averages stays at each update; in [0, 1).</param>
    /// <param name="epsilon">Smoothing of the counts; above 0.</param>
    /// <exception cref="ArgumentException">A number is out of its range.</exception>
    public Codebook(int size, int width, double decay = 0.99, double epsilon = 1e-5)
    {
        if (size < 2 || width < 1) throw new ArgumentException($"A codebook has 2 codes of 1 number or more, not {size} of {width}.");
        if (!(decay is >= 0 and < 1))
            throw new ArgumentException($"A codebook's decay must be at least 0 and below 1, not {decay}.", nameof(decay));
        if (!(epsilon > 0 && double.IsFinite(epsilon)))
            throw new ArgumentException($"A codebook's epsilon must be above 0, not {epsilon}.", nameof(epsilon));
        (Size, Width, Decay, Epsilon) = (size, width, decay, epsilon);
        vectors = AddBuffer("embedding", [size, width], Initialisers.Normal(0, 1));
        counts = AddBuffer("cluster_size", [size], Initialisers.Zeros);
        sums = AddBuffer("embedding_avg", [size, width], Initialisers.Zeros);
        usage = AddBuffer("usage", [size], Initialisers.Zeros);
    }

    public int Size { get; }

    public int Width { get; }

    public double Decay { get; }

    public double Epsilon { get; }

    /// <summary>Adds up a tensor in place over the processes that train together; null where this is the only one.</summary>
    public Action<Tensor>? SumOfAll { get; set; }

    /// <summary>(K, d) the codes' vectors</summary>
    public Tensor Vectors => vectors;

    /// <summary>(K) the average number of latents a batch, N</summary>
    public Tensor Counts => counts;

    /// <summary>(K) latents that each code stood for in all updates since the last <see cref="ResetUnused"/>; exact up to 16 million a code
    /// in float32</summary>
    public Tensor Usage => usage;

    /// <summary>Codes that stood for at least one latent since the last <see cref="ResetUnused"/>.</summary>
    public int UsedCodes
    {
        get
        {
            using var scope = new TensorScope();
            return (int)usage.Tensor.Gt(0).Sum().ToInt64();
        }
    }

    /// <summary>Begins with these vectors, each the average of no latents yet (<paramref name="count"/> of 0) or of so many.</summary>
    /// <param name="start">(K, d), float32 or float64</param>
    /// <param name="count">What all average counts begin at; 0 or more.</param>
    public void Start(Tensor start, double count = 0)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        vectors.Tensor = start.Detach().Clone();
        sums.Tensor = count > 0 ? start.Detach() * count : start.Detach().Clone();
        counts.Tensor = Tensor.Full([Size], count, start.DType, start.Device);
        usage.Tensor = Tensor.Zeros([Size], start.DType, start.Device);
    }

    /// <summary>Begins with latents of a batch, drawn without repetition as long as there are enough.</summary>
    /// <param name="latents">(N, d), N of 1 or more</param>
    public void StartFrom(Tensor latents, Generator generator)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        Check(latents);
        Start(Draw(latents, Size, generator).To(latents.DType == DType.Float64 ? DType.Float64 : DType.Float32), 1);
    }

    /// <summary>The code nearest to each latent.</summary>
    /// <param name="latents">(N, d)</param>
    /// <returns>(N) int64; of equally near ones the first</returns>
    public Tensor Nearest(Tensor latents)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        Check(latents);
        var z = latents.To(vectors.Tensor.DType);
        var squares = vectors.Tensor.Square().Sum(1); // (K); |z|² is the same for all codes
        return scope.MoveOut(squares.AddMM(z, vectors.Tensor.Transpose(0, 1), 1, -2).ArgMin(1));
    }

    /// <param name="codes">(...) int64, 0 to K - 1</param>
    /// <returns>(..., d)</returns>
    public Tensor Lookup(Tensor codes) => codes.Embedding(vectors);

    /// <summary>Moves the averages, and with them the vectors, towards a batch. Counts its codes as used.</summary>
    /// <param name="latents">(N, d)</param>
    /// <param name="codes">(N), or of any shape with as many, what <see cref="Nearest"/> gave for them</param>
    public void Update(Tensor latents, Tensor codes)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        Check(latents);
        var z = latents.Detach().To(vectors.Tensor.DType);
        codes = codes.Reshape(-1);
        var seen = codes.BinCount(Size).To(vectors.Tensor.DType); // (K)
        var sum = vectors.Tensor.ZerosLike().IndexAdd_(0, codes, z); // (K, d)
        SumOfAll?.Invoke(seen);
        SumOfAll?.Invoke(sum);
        usage.Tensor.Add_(seen);
        counts.Tensor.Mul_(Decay).Add_(seen, 1 - Decay);
        sums.Tensor.Mul_(Decay).Add_(sum, 1 - Decay);
        var all = counts.Tensor.Sum(); // ()
        var smoothed = (counts.Tensor + Epsilon) / (all + (Size * Epsilon)) * all; // (K)
        vectors.Tensor.Copy_(sums.Tensor / smoothed.Unsqueeze(1));
    }

    /// <summary>Counts anew which codes are used.</summary>
    public void ForgetUsage()
    {
        using var noGrad = Autograd.NoGrad();
        usage.Tensor.Zero_();
    }

    /// <summary>Gives codes that were not used since the last call a latent of a recent batch as their vector, and starts counting
    /// anew.</summary>
    /// <param name="latents">(N, d) of a recent batch, N of 1 or more</param>
    /// <param name="atLeast">Codes that stood for fewer latents than this are reset; 1: those never used.</param>
    /// <returns>How many were reset.</returns>
    public int ResetUnused(Tensor latents, Generator generator, double atLeast = 1)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        Check(latents);
        var unused = usage.Tensor.Lt(atLeast).NonZero().Reshape(-1); // (reset)
        var count = (int)unused.Size(0);
        usage.Tensor.Zero_();
        if (count == 0) return 0;
        var fresh = Draw(latents.Detach(), count, generator).To(vectors.Tensor.DType); // (reset, d)
        // As if the code had stood for its fair share of a batch, so that the next one moves it and does not throw it.
        var share = Math.Max(counts.Tensor.Mean().ToDouble(), Epsilon);
        vectors.Tensor.IndexCopy_(0, unused, fresh);
        sums.Tensor.IndexCopy_(0, unused, fresh * share);
        counts.Tensor.IndexCopy_(0, unused, Tensor.Full([count], share, counts.Tensor.DType, counts.Tensor.Device));
        return count;
    }

    static Tensor Draw(Tensor latents, int count, Generator generator)
    {
        var available = latents.Size(0);
        var places = available >= count ? generator.Permutation(available).Slice(0, 0, count) : generator.Integers(0, available, [count]);
        return latents.IndexSelect(0, places.To(latents.Device));
    }

    void Check(Tensor latents)
    {
        if (latents.Rank != 2 || latents.Size(1) != Width || latents.Size(0) == 0)
            throw new ArgumentException($"This codebook takes latents (N, {Width}) of 1 row or more, got {latents}.", nameof(latents));
    }
}
