namespace EmojiGen.Diffusion.Schedulers;

/// <summary>One sigma in the terms of the exponential integrators: a sample is α x_0 + σ ε, and λ = log α - log σ.</summary>
readonly record struct SolverStep(float Alpha, float Sigma)
{
    public float Lambda => TorchSingle.Log(Alpha) - TorchSingle.Log(Sigma);

    /// <param name="sigma">Noise beside a clean sample of unit scale; of a flow, the noise's share.</param>
    public static SolverStep Of(float sigma, bool flow)
    {
        if (flow) return new(1 - sigma, sigma);
        var alpha = 1 / MathF.Sqrt((sigma * sigma) + 1);
        return new(alpha, sigma * alpha);
    }
}
