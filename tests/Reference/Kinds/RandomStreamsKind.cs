using System.Globalization;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>PyTorch's random functions on a CPU generator: <c>out.FUNCTION.SEED</c>, and for randn and rand <c>.SHAPE</c>.</summary>
sealed class RandomStreamsKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        foreach (var entry in reference.Io.Entries)
        {
            if (entry.Name.Split('.') is not ["out", var function, var seed, ..]) continue;
            using var scope = new TensorScope();
            using var generator = new Generator(ulong.Parse(seed, CultureInfo.InvariantCulture));
            long[] shape = entry.Shape;
            yield return ReferenceOutput.Of(entry.Name["out.".Length..], function switch
            {
                "randn" => generator.Normal(shape),
                "rand" => generator.Uniform(shape),
                "randint" => generator.Integers(0, 1000, shape),
                "randperm" => generator.Permutation(entry.Count),
                _ => throw new InvalidDataException($"random function '{function}' is not known"),
            });
        }
    }
}
