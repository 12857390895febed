using System.Runtime.Intrinsics.X86;
using EmojiGen.Torch.Native;

namespace EmojiGen.Torch;

/// <summary>libtorch in this process.</summary>
public static class TorchLibrary
{
    static readonly Lazy<string> loaded = new(Load);

    /// <summary>Loads libtorch once, as the processor wants it. Everything in this assembly calls it by itself.</summary>
    /// <exception cref="TorchException">The native library is missing or does not load, or the reference BLAS stands behind it.</exception>
    public static void EnsureLoaded() => _ = loaded.Value;

    /// <summary>The bridge that was loaded.</summary>
    public static string Path => loaded.Value;

    /// <summary>Tensor handles that are held at this moment, in all threads.</summary>
    public static long LiveTensors => Tensor.LiveCount;

    /// <summary>Threads that one operator may use; 1 or more.</summary>
    public static int Threads
    {
        get
        {
            EnsureLoaded();
            return Bridge.Threads();
        }
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            EnsureLoaded();
            Bridge.Check(Bridge.SetThreads(value), nameof(Threads));
        }
    }

    /// <summary>CUDA devices that this libtorch can use.</summary>
    public static int CudaDevices
    {
        get
        {
            EnsureLoaded();
            return Bridge.CudaDevices();
        }
    }

    /// <summary>Waits until a CUDA device has done all it was given; returns at once where there is none.</summary>
    public static void Synchronize(Device device)
    {
        if (!device.IsCpu) Bridge.Check(Bridge.CudaSynchronize(Math.Max(device.Index, 0)));
    }

    static string Load()
    {
        // Both must stand in the C environment before libtorch and OpenBLAS run their initialisers.
        if (OpenBlasCore() is { } core) CEnvironment.SetDefault("OPENBLAS_CORETYPE", core);
        if (Avx512) CEnvironment.SetDefault("ATEN_CPU_CAPABILITY", "avx512");
        var path = BridgeFile.Load();
        if (Bridge.Blas() == "reference")
            throw new TorchException("libtorch stands on the reference BLAS here, a hundred times slower than it should be: "
                + "install an optimised one (apt-get install libopenblas0-pthread), or run ./setup.");
        return path;
    }

    static bool Avx512 => Avx512F.IsSupported && Avx512BW.VL.IsSupported && Avx512DQ.VL.IsSupported && Avx512CD.IsSupported;

    /// <summary>The kernels OpenBLAS should use. Its table of processors ends with the release it came with: 0.3.21 takes
    /// later Intel ones for a Prescott and computes with SSE.</summary>
    static string? OpenBlasCore()
    {
        if (!X86Base.IsSupported) return null;
        var (_, b, c, d) = X86Base.CpuId(0, 0);
        var intel = b == 0x756e6547 && d == 0x49656e69 && c == 0x6c65746e; // "Genu" "ineI" "ntel"
        if (!intel) return null;
        if (!Avx512) return Avx2.IsSupported && Fma.IsSupported ? "Haswell" : null;
        var bf16 = (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0; // AVX512_BF16
        return bf16 ? "Cooperlake" : "SkylakeX";
    }
}
