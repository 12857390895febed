using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

/// <summary>A second device made of host memory (<c>native/tests/host_device.cpp</c>): it gives the CPU's numbers, refuses an operator that
/// meets tensors of two devices as CUDA does, and counts what crosses.</summary>
static partial class HostDevice
{
    const string Library = "emojigen_host_device";

    static nint handle;

    /// <summary>The device. Using it for the first time loads libtorch.</summary>
    public static Device Device
    {
        get
        {
            TorchLibrary.EnsureLoaded();
            return handle != 0 ? new((DeviceType)Type(), 0)
                : throw new InvalidOperationException($"{File} is not built: run ./test, or native/tests/build.sh.");
        }
    }

    /// <summary>Bytes of its memory that are in use.</summary>
    public static long Bytes => BytesInUse();

    static string File => Path.Combine(Repository.Root, "build", "native", "tests", "libemojigen_host_device.so");

    /// <summary>What crossed while something was computed.</summary>
    public static (long ToDevice, long ToHost) Transfers(Action compute)
    {
        var (to, from) = (ToDevice(), ToHost());
        compute();
        return (ToDevice() - to, ToHost() - from);
    }

    /// <summary>The most of its memory that was in use at once while something was computed, beyond what was in use before.</summary>
    public static long MostBytes(Action compute)
    {
        ForgetMost();
        var before = BytesInUse();
        compute();
        return MostBytesInUse() - before;
    }

    /// <summary>Lets it have no more than so many bytes beyond what is in use, until disposed of.</summary>
    public static IDisposable Limit(long bytes)
    {
        LimitBytes(BytesInUse() + bytes);
        return new Unlimited();
    }

    // Autograd starts a thread for each device at the first backward pass of the process: the device has to be known by then.
    [ModuleInitializer]
    internal static void Await() => TorchLibrary.WhenLoaded = () =>
    {
        if (!System.IO.File.Exists(File)) return;
        handle = NativeLibrary.Load(File);
        NativeLibrary.SetDllImportResolver(typeof(HostDevice).Assembly, (name, _, _) => name == Library ? handle : 0);
    };

    [LibraryImport(Library, EntryPoint = "host_device_type")] private static partial int Type();
    [LibraryImport(Library, EntryPoint = "host_device_to_device")] private static partial long ToDevice();
    [LibraryImport(Library, EntryPoint = "host_device_to_host")] private static partial long ToHost();
    [LibraryImport(Library, EntryPoint = "host_device_bytes")] private static partial long BytesInUse();
    [LibraryImport(Library, EntryPoint = "host_device_most_bytes")] private static partial long MostBytesInUse();
    [LibraryImport(Library, EntryPoint = "host_device_forget_most")] private static partial void ForgetMost();
    [LibraryImport(Library, EntryPoint = "host_device_limit")] private static partial void LimitBytes(long bytes);

    sealed class Unlimited : IDisposable
    {
        public void Dispose() => LimitBytes(long.MaxValue);
    }
}
