using System.Globalization;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference;

/// <summary>A tensor that a kind computed: floating point as doubles, or whole numbers.</summary>
sealed record ReferenceOutput(string Name, long[] Shape, double[]? Reals, long[]? Integers)
{
    public static ReferenceOutput Of(string name, Tensor tensor) => tensor.DType.IsFloatingPoint()
        ? new(name, tensor.Shape, tensor.ToArray<double>(), null) : new(name, tensor.Shape, null, tensor.ToArray<long>());

    public static ReferenceOutput Of(string name, ReadOnlySpan<long> shape, ReadOnlySpan<float> values)
    {
        var reals = new double[values.Length];
        for (var i = 0; i < reals.Length; i++) reals[i] = values[i];
        return new(name, shape.ToArray(), reals, null);
    }

    public static ReferenceOutput Of(string name, ReadOnlySpan<long> shape, ReadOnlySpan<double> values) =>
        new(name, shape.ToArray(), values.ToArray(), null);

    public static ReferenceOutput Of(string name, ReadOnlySpan<long> shape, ReadOnlySpan<long> values) =>
        new(name, shape.ToArray(), null, values.ToArray());
}

/// <summary>Agreement is <c>|got - expected| &lt;= Absolute + Relative * |expected|</c>, elementwise.</summary>
readonly record struct Tolerance(double Absolute, double Relative)
{
    /// <returns>Null where all agree, else what differs most.</returns>
    public string? Difference(SafetensorsFile file, SafetensorsEntry expected, ReferenceOutput got)
    {
        if (!expected.Shape.AsSpan().SequenceEqual(got.Shape))
            return $"{expected.Name}: shape {expected.ShapeText} expected, got ({string.Join(", ", got.Shape)})";
        return expected.DType.IsFloatingPoint()
            ? Difference(expected.Name, Reals(file, expected), got.Reals ?? [.. got.Integers!.Select(i => (double)i)])
            : got.Integers is null ? $"{expected.Name}: whole numbers expected, got floating point"
            : Difference(expected.Name, file.ReadIntegers(expected.Name), got.Integers);
    }

    static string? Difference(string name, long[] expected, long[] got)
    {
        if (got.Length != expected.Length) return $"{name}: {expected.Length} values expected, got {got.Length}";
        for (var i = 0; i < expected.Length; i++)
            if (got[i] != expected[i])
                return string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]: {expected[i]} expected, got {got[i]}");
        return null;
    }

    string? Difference(string name, double[] expected, double[] got)
    {
        if (got.Length != expected.Length) return $"{name}: {expected.Length} values expected, got {got.Length}";
        var (worst, worstBy, count) = (-1, 0.0, 0);
        for (var i = 0; i < expected.Length; i++)
        {
            var by = Math.Abs(got[i] - expected[i]) / (Absolute + (Relative * Math.Abs(expected[i])));
            // Written so that NaN, also the expected one, disagrees; 0 of 0 and equal infinities agree.
            if (by <= 1 || got[i] == expected[i]) continue;
            count++;
            if (worst < 0 || !(by <= worstBy)) (worst, worstBy) = (i, by);
        }
        return worst < 0 ? null
            : string.Create(CultureInfo.InvariantCulture,
                $"{name}: {count} of {expected.Length} values differ, most at [{worst}]: {expected[worst]:g9} expected, got {got[worst]:g9}");
    }

    static double[] Reals(SafetensorsFile file, SafetensorsEntry entry)
    {
        if (entry.DType != SafetensorsDType.F64) return [.. file.ReadSingles(entry.Name).Select(single => (double)single)];
        return System.Runtime.InteropServices.MemoryMarshal.Cast<byte, double>(file.Bytes(entry.Name)).ToArray();
    }
}
