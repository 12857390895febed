using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace EmojiGen.Torch.Native;

/// <summary>What the processor says of itself.</summary>
static class Processor
{
    /// <summary>What its instructions are, as far as libtorch's libraries ask: whether the system gives a process the tiles of AMX is for
    /// the bridge to find out.</summary>
    public static KernelLevel Level =>
        !Avx2.IsSupported || !Fma.IsSupported ? KernelLevel.Plain
        : !HasAvx512 ? KernelLevel.Avx2
        : HasAvx512Bf16 ? KernelLevel.Avx512Bf16 : KernelLevel.Avx512;

    /// <summary>Cores that the process may use; two hyperthreads are one core.</summary>
    public static int Cores { get; } = CountCores();

    static int CountCores()
    {
        try
        {
            var siblings = Enumerable.Range(0, Environment.ProcessorCount)
                .Select(it => $"/sys/devices/system/cpu/cpu{it}/topology/thread_siblings_list").Where(File.Exists);
            var cores = siblings.Select(File.ReadAllText).Distinct(StringComparer.Ordinal).Count();
            return cores > 0 ? cores : Environment.ProcessorCount;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Environment.ProcessorCount;
        }
    }

    static bool HasAvx512 => RuntimeFeature.IsDynamicCodeCompiled
        ? Avx512F.IsSupported && Avx512BW.VL.IsSupported && Avx512DQ.VL.IsSupported && Avx512CD.IsSupported
        : (X86Base.CpuId(7, 0).Ebx & Avx512Features) == Avx512Features; // compiled ahead of time, the program says what it was compiled for

    /// <summary>F, DQ, CD, BW and VL, as CPUID's leaf 7 counts them.</summary>
    const int Avx512Features = 1 << 16 | 1 << 17 | 1 << 28 | 1 << 30 | 1 << 31;

    static bool HasAvx512Bf16 => (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0;
}
