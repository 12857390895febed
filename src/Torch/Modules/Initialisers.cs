namespace EmojiGen.Torch;

/// <summary>First values of parameters, as PyTorch's layers draw them.</summary>
public static class Initialisers
{
    public static Action<Tensor, Generator> Zeros { get; } = (value, _) => value.Zero_();

    public static Action<Tensor, Generator> Ones { get; } = (value, _) => value.Fill_(1);

    public static Action<Tensor, Generator> Normal(double mean, double deviation) =>
        (value, generator) => Op.CallInPlace("aten::normal_", value, mean, deviation, generator);

    public static Action<Tensor, Generator> Uniform(double bound) =>
        (value, generator) => Op.CallInPlace("aten::uniform_", value, -bound, bound, generator);

    /// <summary>He et al. 2015, uniform, with the slope √5 that PyTorch's Linear and Conv2d use: the bound is 1/√fanIn.</summary>
    public static Action<Tensor, Generator> KaimingUniform(long fanIn) => Uniform(Math.Sqrt(2.0 / (1 + 5)) * Math.Sqrt(3.0 / fanIn));

    /// <summary>Between -1/√fanIn and 1/√fanIn: the biases of Linear and Conv2d.</summary>
    public static Action<Tensor, Generator> UniformOfFanIn(long fanIn) => Uniform(1 / Math.Sqrt(fanIn));
}
