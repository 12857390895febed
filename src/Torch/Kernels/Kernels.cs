namespace EmojiGen.Torch;

/// <summary>What a kernel of our own is made for.</summary>
public enum KernelLevel
{
    Plain,
    Avx2,
    Avx512,

    /// <summary>AVX-512 with BF16 and the matrix tiles of AMX.</summary>
    Amx,
}

/// <summary>The fused kernels of <c>native/kernels</c>: which of them this processor runs.</summary>
public static class Kernels
{
    static int limit = (int)KernelLevel.Amx;
    static readonly Lazy<KernelLevel> best = new(() => (KernelLevel)Op.CallNumber("emojigen::kernel_level"));

    /// <summary>What this processor, its system and <see cref="Limit"/> allow.</summary>
    public static KernelLevel Level => (KernelLevel)Math.Min((int)best.Value, limit);

    /// <summary>Uses none above this level, in the whole process. For comparisons.</summary>
    internal static KernelLevel Limit
    {
        get => (KernelLevel)limit;
        set
        {
            _ = best.Value;
            limit = (int)value;
            Op.CallNumber("emojigen::kernel_level", (long)value);
        }
    }
}
