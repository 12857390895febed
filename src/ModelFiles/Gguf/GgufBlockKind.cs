namespace EmojiGen.ModelFiles;

/// <summary>How the numbers of a tensor are stored, under the numbers of the format: plain, or in blocks that share a scale.</summary>
public enum GgufBlockKind : uint
{
    F32 = 0,
    F16 = 1,
    Q4_0 = 2,
    Q4_1 = 3,
    Q5_0 = 6,
    Q5_1 = 7,
    Q8_0 = 8,
    Q2_K = 10,
    Q3_K = 11,
    Q4_K = 12,
    Q5_K = 13,
    Q6_K = 14,
    Q8_K = 15,
    BF16 = 30,
}

public static class GgufBlockKinds
{
    const int Small = 32, Large = 256;

    /// <summary>Numbers of a block.</summary>
    public static int Elements(this GgufBlockKind kind) => kind switch
    {
        GgufBlockKind.F32 or GgufBlockKind.F16 or GgufBlockKind.BF16 => 1,
        <= GgufBlockKind.Q8_0 => Small,
        _ => Large,
    };

    /// <summary>Bytes of a block.</summary>
    public static int Bytes(this GgufBlockKind kind) => kind switch
    {
        GgufBlockKind.F32 => 4,
        GgufBlockKind.F16 or GgufBlockKind.BF16 => 2,
        GgufBlockKind.Q4_0 => 2 + (Small / 2), // scale, halves of bytes
        GgufBlockKind.Q4_1 => 4 + (Small / 2), // scale, minimum
        GgufBlockKind.Q5_0 => 2 + 4 + (Small / 2), // the fifth bits
        GgufBlockKind.Q5_1 => 4 + 4 + (Small / 2),
        GgufBlockKind.Q8_0 => 2 + Small,
        GgufBlockKind.Q2_K => 16 + 64 + 4, // scales and minima of 16 parts, quarters of bytes, scale and minimum of all
        GgufBlockKind.Q3_K => 32 + 64 + 12 + 2, // third bits, quarters, scales of 6 bits, scale
        GgufBlockKind.Q4_K => 4 + 12 + 128,
        GgufBlockKind.Q5_K => 4 + 12 + 32 + 128,
        GgufBlockKind.Q6_K => 128 + 64 + 16 + 2,
        GgufBlockKind.Q8_K => 4 + 256 + 32, // a scale of float32, and sums that products use
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of block."),
    };
}
