namespace EmojiGen.Torch;

/// <summary>What stands behind the tensors on this machine, for <c>doctor</c>.</summary>
/// <param name="Bridge">The native library that was loaded.</param>
/// <param name="Version">Of libtorch: <c>1.13.1</c>.</param>
/// <param name="Blas">Who multiplies float32 matrices, and for which processor: <c>openblas Cooperlake: OpenBLAS 0.3.21 ...</c>, <c>built
/// in</c>.</param>
/// <param name="CpuCapability">The kernels libtorch uses for its own operators: <c>AVX512</c>.</param>
/// <param name="Threads">Threads one operator may use.</param>
/// <param name="Kernels">The level of our own kernels that run.</param>
/// <param name="CudaDevices">CUDA devices that can be used.</param>
/// <param name="Config">libtorch's own description of its build, of several lines.</param>
public sealed record TorchInfo(string Bridge, string Version, string Blas, string CpuCapability, int Threads, KernelLevel Kernels,
    int CudaDevices, string Config)
{
    /// <exception cref="TorchException">libtorch cannot be loaded; the message says why.</exception>
    public static TorchInfo Read()
    {
        var path = TorchLibrary.Path;
        var config = Native.Bridge.TorchConfig();
        const string capability = "CPU capability usage: ";
        var line = config.Split('\n').FirstOrDefault(it => it.Contains(capability, StringComparison.Ordinal));
        return new TorchInfo(path, Native.Bridge.TorchVersion(), Native.Bridge.Blas(), line is null ? "unknown"
            : line[(line.IndexOf(capability, StringComparison.Ordinal) + capability.Length)..].Trim(),
            TorchThreads.Count, Torch.Kernels.Level, TorchLibrary.CudaDevices, config);
    }
}
