using EmojiGen.Torch.Native;

namespace EmojiGen.Torch;

/// <summary>libtorch in this process.</summary>
public static class TorchLibrary
{
    static readonly Lazy<string> loaded = new(Load);
    static int loading;

    /// <summary>Called where the bridge to libtorch is not built, before that is complained of: a program may have it built then. Set once,
    /// where the program begins.</summary>
    public static Action? WhenNotBuilt { get; set; }

    /// <summary>Called once libtorch is loaded, before anything is computed. Tests bring their device then.</summary>
    internal static Action? WhenLoaded { get; set; }

    /// <summary>Loads libtorch once, as the processor wants it. Everything in this assembly calls it by itself.</summary>
    /// <exception cref="TorchException">The native library is missing or does not load, or the reference BLAS stands behind it.</exception>
    public static void EnsureLoaded() => _ = loaded.Value;

    /// <summary>The bridge that was loaded.</summary>
    public static string Path => loaded.Value;

    /// <summary>Tensor handles that are held at this moment, in all threads.</summary>
    public static long LiveTensors => Tensor.LiveCount;

    /// <summary>Whether this processor multiplies in bfloat16, so that computing in it is faster than in float32.</summary>
    public static bool HasBFloat16 => Kernels.Highest >= KernelLevel.Avx512Bf16;

    /// <summary>What libtorch was told of the processor, by environment variables that the user had not set.</summary>
    public static IReadOnlyList<(string Name, string Value)> Settings { get; private set; } = [];

    /// <summary>Threads that an operator may use where nothing limits it (<see cref="TorchThreads"/>).</summary>
    internal static int FirstThreads { get; private set; } = 1;

    /// <summary>Lets no more than 4 MB of freed tensors' memory stay with the process until it is disposed of: while weights are loaded, what
    /// was freed would stand beside them.</summary>
    public static IDisposable KeepLittleFreedMemory()
    {
        if (Interlocked.Increment(ref loading) == 1) Op.CallFor("emojigen::keep_little", true);
        return new Loading();
    }

    /// <summary>Says whether large freed tensors' memory stays with the process for the next ones, as training wants it, which frees and
    /// takes the same in every step. It never has more
    /// for it than was in use at once. Otherwise 128 MB stay.</summary>
    public static void KeepFreedMemory(bool all) => Op.CallFor("emojigen::keep_freed_memory", all);

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
        if (device.Type == DeviceType.Cuda) Bridge.Check(Bridge.CudaSynchronize(Math.Max(device.Index, 0)));
    }

    static string Load()
    {
        var asked = Kernels.Asked();
        // In the C environment before libtorch and the libraries below it run their initialisers.
        Settings = [.. LibtorchSettings.For(asked).Where(it => Environment.GetEnvironmentVariable(it.Name) is null)];
        foreach (var (name, value) in Settings) CEnvironment.Set(name, value);
        foreach (var (name, value) in LibtorchSettings.OfThreads(Environment.GetEnvironmentVariable)) CEnvironment.Set(name, value);
        var path = BridgeFile.Load();
        WhenLoaded?.Invoke();
        Kernels.Start(asked);
        if (Bridge.Blas() == "reference")
            throw new TorchException("libtorch stands on the reference BLAS here, a hundred times slower than it should be: "
                + "install an optimised one (apt-get install libopenblas0-pthread), or run ./setup.");
        // libtorch 1.13 takes half of the processors for hyperthreads, also where none is one.
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("OMP_NUM_THREADS")))
            Bridge.Check(Bridge.StartThreads(Processor.Cores), nameof(Load));
        FirstThreads = Bridge.Threads();
        return path;
    }

    sealed class Loading : IDisposable
    {
        int disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref disposed, 1) == 0 && Interlocked.Decrement(ref loading) == 0)
                Op.CallFor("emojigen::keep_little", false);
        }
    }
}
