using System.Runtime.Intrinsics.X86;

namespace EmojiGen.Torch.Native;

/// <summary>What the processor says of itself.</summary>
static class Processor
{
    public static bool Avx512 => Avx512F.IsSupported && Avx512BW.VL.IsSupported && Avx512DQ.VL.IsSupported && Avx512CD.IsSupported;

    public static string Bf16 => HasAmxBf16 ? "AMX" : HasAvx512Bf16 ? "AVX512_BF16" : "none";

    /// <summary>The kernels OpenBLAS should use. Its table of processors ends with the release it came with: 0.3.21 takes
    /// later Intel ones for a Prescott and computes with SSE. What counts are the instructions, not the maker. Null: it may choose.</summary>
    public static string? OpenBlasCore =>
        Avx512 ? HasAvx512Bf16 ? "Cooperlake" : "SkylakeX"
        : Avx2.IsSupported && Fma.IsSupported ? "Haswell" : null;

    /// <summary>Cores that the process may use; two hyperthreads are one core.</summary>
    public static int Cores { get; } = CountCores();

    static int CountCores()
    {
        try
        {
            var siblings = Enumerable.Range(0, Environment.ProcessorCount).Select(it => $"/sys/devices/system/cpu/cpu{it}/topology/thread_siblings_list").Where(File.Exists);
            var cores = siblings.Select(File.ReadAllText).Distinct(StringComparer.Ordinal).Count();
            return cores > 0 ? cores : Environment.ProcessorCount;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Environment.ProcessorCount;
        }
    }

    static bool HasAvx512Bf16 => Avx512 && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0;

    static bool HasAmxBf16 => Avx512 && (X86Base.CpuId(7, 0).Edx & (1 << 22)) != 0;
}
