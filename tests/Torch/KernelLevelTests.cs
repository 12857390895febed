using System.Diagnostics;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

/// <summary>The level of kernels that <c>EMOJIGEN_KERNELS</c> picks, in a process of its own: <c>dotnet EmojiGen.Tests.dll
/// --kernels</c>.</summary>
public class KernelLevelTests
{
    /// <summary>What libtorch (before 2.0 and since) and OpenBLAS call the instructions of a level.</summary>
    static readonly Dictionary<KernelLevel, (string Torch, string Blas)> instructions = new()
    {
        [KernelLevel.Plain] = ("NO AVX|DEFAULT", "Prescott"),
        [KernelLevel.Avx2] = ("AVX2", "Haswell"),
        [KernelLevel.Avx512] = ("AVX512", "SkylakeX"),
        [KernelLevel.Avx512Bf16] = ("AVX512", "Cooperlake"),
        [KernelLevel.Amx] = ("AVX512", "Cooperlake"),
    };

    public static int Tell()
    {
        try
        {
            var info = TorchInfo.Read();
            Console.WriteLine($"{info.Kernels} {info.CpuCapability} {info.Blas}");
            return 0;
        }
        catch (TorchException e)
        {
            Console.WriteLine(e.Message);
            return 1;
        }
    }

    [EachLevel]
    public void A_level_can_be_picked_and_holds_libtorch_to_its_instructions(KernelLevel level)
    {
        var (code, told) = Ask(level.ToString().ToLowerInvariant());
        code.ShouldBe(0, told);
        var (torch, blas) = instructions[level];
        told.ShouldMatch($"^{level} ({torch}) ");
        if (told.Contains("openblas", StringComparison.OrdinalIgnoreCase)) told.ShouldContain(blas);
    }

    [Fact]
    public void A_word_that_names_no_level_is_refused()
    {
        var (code, told) = Ask("avx3");
        code.ShouldBe(1);
        told.Trim().ShouldBe("EMOJIGEN_KERNELS=avx3 names no kernels: choose one of plain, avx2, avx512, avx512bf16, amx.");
    }

    [Fact]
    public void A_level_that_the_processor_lacks_is_refused()
    {
        Kernels.Choose(null, KernelLevel.Avx2).ShouldBe(KernelLevel.Avx2);
        Kernels.Choose(KernelLevel.Plain, KernelLevel.Avx2).ShouldBe(KernelLevel.Plain);
        Should.Throw<TorchException>(() => Kernels.Choose(KernelLevel.Amx, KernelLevel.Avx512Bf16)).Message
            .ShouldBe(
                "EMOJIGEN_KERNELS=amx asks for what this processor lacks: its kernels go up to avx512bf16; choose that or less, or leave the variable out.");
    }

    static (int Code, string Told) Ask(string word)
    {
        var program = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        var start = new ProcessStartInfo(program,
            [typeof(KernelLevelTests).Assembly.Location, "--kernels"])
        { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment[Kernels.Variable] = word;
        // What this machine's owner has set would stay.
        foreach (var set in new[] { "ATEN_CPU_CAPABILITY", "OPENBLAS_CORETYPE" }) start.Environment.Remove(set);
        using var process = Process.Start(start)!;
        var told = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, told);
    }
}
