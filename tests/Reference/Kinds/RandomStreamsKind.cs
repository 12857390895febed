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
            // A negative seed stands for its two's complement, as in PyTorch.
            using var generator = new Generator(seed.StartsWith('-') ? unchecked((ulong)long.Parse(seed, CultureInfo.InvariantCulture))
                : ulong.Parse(seed, CultureInfo.InvariantCulture));
            var dtype = entry.DType == SafetensorsDType.F64 ? DType.Float64 : DType.Float32;
            long[] shape = entry.Shape;
            yield return ReferenceOutput.Of(entry.Name["out.".Length..], function switch
            {
                "randn" => generator.Normal(shape, dtype),
                "rand" => generator.Uniform(shape, dtype),
                "randint" => generator.Integers(0, 1000, shape),
                "randperm" => generator.Permutation(entry.Count),
                _ => throw new InvalidDataException($"random function '{function}' is not known"),
            });
        }
    }
}
