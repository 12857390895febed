using System.Runtime.Intrinsics.X86;

namespace EmojiGen.Cli.Doctor;

/// <summary>The processor, as far as the speed of tensors depends on it.</summary>
static class ProcessorCheck
{
    public static IEnumerable<Finding> Run()
    {
        var flags = Flags();
        yield return new("Processor", "model", Health.Good, $"{Field("model name") ?? "unknown"}, {Environment.ProcessorCount} threads");
        yield return new("Processor", "vectors", Avx2.IsSupported ? Health.Good : Health.Remark,
            flags.Contains("avx512f") ? "AVX-512" : Avx2.IsSupported ? "AVX2" : "neither AVX2 nor AVX-512: tensors will be slow");
    }

    static HashSet<string> Flags() => [.. (Field("flags") ?? "").Split(' ')];

    /// <summary>A field of the first processor in <c>/proc/cpuinfo</c>.</summary>
    static string? Field(string name)
    {
        if (!File.Exists("/proc/cpuinfo")) return null;
        return File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim();
    }
}
