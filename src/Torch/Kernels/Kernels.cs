using EmojiGen.Torch.Native;

namespace EmojiGen.Torch;

/// <summary>What a kernel of our own is made for; each level has what those before it have.</summary>
public enum KernelLevel
{
    /// <summary>Any processor.</summary>
    Plain,

    /// <summary>AVX2, FMA and F16C.</summary>
    Avx2,

    /// <summary>AVX-512 as Skylake has it: F, BW, DQ and VL.</summary>
    Avx512,

    /// <summary>AVX-512 that multiplies bf16: Zen 4 and later, Cooper Lake.</summary>
    Avx512Bf16,

    /// <summary>The matrix tiles of AMX for bf16: Sapphire Rapids and later.</summary>
    Amx,
}

/// <summary>The fused kernels of <c>native/kernels</c>: which of them run.</summary>
public static class Kernels
{
    /// <summary>The environment variable that picks a level: <c>plain</c>, <c>avx2</c>, <c>avx512</c>, <c>avx512bf16</c> or
    /// <c>amx</c>.</summary>
    public const string Variable = "EMOJIGEN_KERNELS";

    static KernelLevel highest, level;

    /// <summary>What this processor and its system have, or what <see cref="Variable"/> says.</summary>
    public static KernelLevel Highest
    {
        get
        {
            TorchLibrary.EnsureLoaded();
            return highest;
        }
    }

    /// <summary>What runs: the highest, or less where a comparison set it so, for the whole process.</summary>
    public static KernelLevel Level
    {
        get
        {
            TorchLibrary.EnsureLoaded();
            return level;
        }
        internal set
        {
            if (value > Highest) throw new ArgumentOutOfRangeException(nameof(value), value, $"This process has kernels up to {highest}.");
            Bridge.LimitKernels((int)value);
            level = value;
        }
    }

    /// <summary>The level as <see cref="Variable"/> names it.</summary>
    public static string NameOf(KernelLevel level) => level.ToString().ToLowerInvariant();

    /// <summary>What <see cref="Variable"/> asks for; null where it is not set.</summary>
    /// <exception cref="TorchException">It names no level.</exception>
    internal static KernelLevel? Asked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } word) return null;
        foreach (var known in Enum.GetValues<KernelLevel>())
        {
            if (NameOf(known) == word.ToLowerInvariant()) return known;
        }
        throw new TorchException(
            $"{Variable}={word} names no kernels: choose one of {string.Join(", ", Enum.GetValues<KernelLevel>().Select(NameOf))}.");
    }

    /// <summary>Settles the level, once the bridge is loaded.</summary>
    /// <exception cref="TorchException">The processor lacks what was asked for.</exception>
    internal static void Start(KernelLevel? asked)
    {
        highest = level = Choose(asked, (KernelLevel)Bridge.HighestKernelLevel());
        Bridge.LimitKernels((int)level);
    }

    /// <inheritdoc cref="Start"/>
    /// <param name="asked">What <see cref="Variable"/> asks for; null: nothing.</param>
    /// <param name="found">The processor's highest level.</param>
    internal static KernelLevel Choose(KernelLevel? asked, KernelLevel found)
    {
        if (asked is not { } wanted) return found;
        if (wanted <= found) return wanted;
        throw new TorchException($"{Variable}={NameOf(wanted)} asks for what this processor lacks: "
            + $"its kernels go up to {NameOf(found)}; choose that or less, or leave the variable out.");
    }
}
