using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace EmojiGen.Cli.Doctor;

/// <summary>The processor, as far as the speed of tensors depends on it.</summary>
static class ProcessorCheck
{
    public static IEnumerable<Finding> Run()
    {
        var flags = Flags();
        yield return new("Processor", "model", Health.Good,
            $"{Field("model name") ?? $"{RuntimeInformation.ProcessArchitecture}"}, {Environment.ProcessorCount} threads");
        yield return AdvSimd.IsSupported ? new("Processor", "vectors", Health.Good, "NEON")
            : flags.Contains("avx512f") ? new("Processor", "vectors", Health.Good, "AVX-512")
            : Avx2.IsSupported ? new("Processor", "vectors", Health.Good, "AVX2")
            : new("Processor", "vectors", Health.Remark, "neither AVX2 nor AVX-512: tensors will be slow");
    }

    static HashSet<string> Flags() => [.. (Field("flags") ?? "").Split(' ')];

    /// <summary>A field of the first processor in <c>/proc/cpuinfo</c>.</summary>
    static string? Field(string name)
    {
        if (!File.Exists("/proc/cpuinfo")) return null;
        return File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
    }
}
