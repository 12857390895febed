using System.Globalization;
using EmojiGen.Generation;
using EmojiGen.Torch;

namespace EmojiGen.Cli.Doctor;

/// <summary>libtorch behind its bridge, and the BLAS that its fp32 products run on.</summary>
static class TensorCheck
{
    public const string Subject = "tensors";

    const string Card = "card";

    const string Install = "sudo apt-get install --reinstall libtorch1.13 libtorch-dev libopenblas0-pthread; then ./setup --rebuild";

    public static IEnumerable<Finding> Run(Installation installation)
    {
        if (!File.Exists(installation.Bridge))
        {
            yield return new("Tensors", "bridge", Health.Remark,
                "libtorch is not set up; emoji need none, and commands that compute with models set it up when they first run", "./setup --models");
            yield break;
        }
        var found = Probe.Run(Subject);
        if (found.TryGetValue("error", out var error))
        {
            yield return new("Tensors", "libtorch", Health.Missing, error, Install);
            yield break;
        }
        yield return new("Tensors", "libtorch", Health.Good, $"{found["version"]}, bridge {found["bridge"]}");
        yield return Blas(found["blas"]);
        yield return new("Tensors", "its kernels", Health.Good, found["kernels"]);
        yield return new("Tensors", "our kernels", Health.Good, found["level"]);
        yield return new("Tensors", "threads", Health.Good, found["threads"]);
        var cards = found.Where(it => it.Key.StartsWith(Card, StringComparison.Ordinal)).Select(it => CardCheck.Read(it.Value))
            .OrderBy(it => it.Index).ToList();
        foreach (var finding in CardCheck.Of(cards, int.Parse(found["cuda"], CultureInfo.InvariantCulture))) yield return finding;
    }

    /// <param name="found"><c>openblas Cooperlake: OpenBLAS 0.3.21 ...</c>, or another library's name.</param>
    static Finding Blas(string found)
    {
        if (found == "reference")
            return new("Tensors", "BLAS", Health.Missing, "the reference BLAS, 100 times slower than OpenBLAS",
                "sudo apt-get install libopenblas0-pthread");
        // The kernels of processors older than AVX2, which OpenBLAS takes for one that it does not know.
        return found.Contains("Prescott", StringComparison.Ordinal)
            ? new("Tensors", "BLAS", Health.Remark, found, "export OPENBLAS_CORETYPE=Haswell, or SkylakeX where the processor has AVX-512")
            : new("Tensors", "BLAS", Health.Good, found);
    }

    static string Level(KernelLevel level) => $"{Kernels.NameOf(level)}, models run in {(TorchLibrary.HasBFloat16 ? "bf16" : "fp32")}";

    /// <summary>In the probe's process: loads the bridge and asks it.</summary>
    public static IEnumerable<(string Name, string Value)> Ask()
    {
        try
        {
            var info = TorchInfo.Read();
            return
            [
                ("bridge", info.Bridge), ("version", info.Version), ("blas", info.Blas), ("kernels", info.CpuCapability),
                    ("level", Level(info.Kernels)),
                ("threads", info.Threads.ToString(CultureInfo.InvariantCulture)),
                    ("cuda", info.CudaDevices.ToString(CultureInfo.InvariantCulture)),
                .. CudaCard.All().Select(it => ($"{Card}{it.Index}", CardCheck.Line(it))),
            ];
        }
        catch (TorchException e)
        {
            return [("error", e.Message)];
        }
    }
}
