using System.Runtime.Intrinsics.X86;

namespace EmojiGen.Torch.Native;

/// <summary>What libtorch and the libraries below it are told, in the C environment before their initialisers run. What the user has set
/// stays.</summary>
static class LibtorchSettings
{
    /// <summary>The variables for threads, less those that the user has set.</summary>
    /// <remarks>
    /// OpenMP's waiting threads spin for some milliseconds by default, and whatever else runs on the same cores waits with them. One that
    /// sleeps is awake again within a
    /// fraction of what an operator takes.
    /// </remarks>
    /// <param name="variable">The environment.</param>
    public static IEnumerable<(string Name, string Value)> OfThreads(Func<string, string?> variable)
    {
        // the bridge divides its products; this spares it a pool
        if (variable("OPENBLAS_NUM_THREADS") is null) yield return ("OPENBLAS_NUM_THREADS", "1");
        if (variable("OMP_WAIT_POLICY") is null && variable("GOMP_SPINCOUNT") is null) yield return ("OMP_WAIT_POLICY", "passive");
    }

    /// <summary>The variables for a level. OpenBLAS's table of processors ends with the release it came with: 0.3.21 takes later Intel ones
    /// for a Prescott and
    /// computes with SSE. What counts are the instructions, not the maker.</summary>
    /// <param name="asked">The level that was asked for: nothing above it shall compute, so that its figures are its own. Null: what the
    /// processor has.</param>
    public static IReadOnlyList<(string Name, string Value)> For(KernelLevel? asked)
    {
        if (!X86Base.IsSupported) return [];
        List<(string, string)> settings = (asked ?? Processor.Level) switch
        {
            KernelLevel.Plain when asked is null => [], // they know older processors
            KernelLevel.Plain => [("ATEN_CPU_CAPABILITY", "default"), ("OPENBLAS_CORETYPE", "Prescott")],
            KernelLevel.Avx2 => [("ATEN_CPU_CAPABILITY", "avx2"), ("OPENBLAS_CORETYPE", "Haswell")],
            KernelLevel.Avx512 => [("ATEN_CPU_CAPABILITY", "avx512"), ("OPENBLAS_CORETYPE", "SkylakeX")],
            _ => [("ATEN_CPU_CAPABILITY", "avx512"), ("OPENBLAS_CORETYPE", "Cooperlake")],
        };
        var oneDnn = asked switch
        {
            KernelLevel.Plain => "SSE41",
            KernelLevel.Avx2 => "AVX2",
            KernelLevel.Avx512 => "AVX512_CORE",
            KernelLevel.Avx512Bf16 => "AVX512_CORE_BF16",
            _ => null,
        };
        if (oneDnn is not null)
        {
            settings.Add(("ONEDNN_MAX_CPU_ISA", oneDnn));
            settings.Add(("DNNL_MAX_CPU_ISA", oneDnn)); // before oneDNN 2.7
        }
        return settings;
    }
}
