using System.Globalization;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

/// <summary>The streams of the reference kind <c>random_streams</c>.</summary>
static class RandomStreams
{
    /// <summary>Integers of that case lie below this.</summary>
    const long IntegerBound = 1000;

    /// <param name="key">FUNCTION.SEED, and for what has a shape .SHAPE: <c>randn.42.3x7x5</c>, <c>randperm.0</c>.</param>
    /// <param name="shape">Of the expected tensor.</param>
    public static Tensor Draw(string key, ReadOnlySpan<long> shape)
    {
        var parts = key.Split('.');
        using var generator = new Generator(ulong.Parse(parts[1], CultureInfo.InvariantCulture));
        return parts[0] switch
        {
            "randn" => generator.Normal(shape),
            "rand" => generator.Uniform(shape),
            "randint" => generator.Integers(0, IntegerBound, shape),
            "randperm" => generator.Permutation(shape[0]),
            _ => throw new ArgumentException($"Expected randn, rand, randint or randperm, got '{parts[0]}'.", nameof(key)),
        };
    }
}
