using System.Runtime.InteropServices;

namespace EmojiGen.Torch.Native;

/// <summary>What libcuda, the driver's own library, says of the cards. libtorch's way to ask wants CUDA's headers when the bridge is
/// built; the driver is there wherever a card can be used.</summary>
static unsafe partial class CudaDriver
{
    const string Library = "libcuda.so.1";

    // CUdevice_attribute of cuda.h
    const int CapabilityMajor = 75, CapabilityMinor = 76;

    static readonly Lazy<int> count = new(Count);

    public static IReadOnlyList<CudaCard> Cards() => [.. Enumerable.Range(0, count.Value).Select(Card).OfType<CudaCard>()];

    /// <returns>Null where there is no such card, or it does not answer.</returns>
    public static CudaCard? Card(int index)
    {
        if (index >= count.Value || DeviceGet(out var device, index) != 0) return null;
        var name = stackalloc byte[256];
        if (DeviceGetName(name, 256, device) != 0 || DeviceTotalMemory(out var bytes, device) != 0) return null;
        if (DeviceGetAttribute(out var major, CapabilityMajor, device) != 0) return null;
        if (DeviceGetAttribute(out var minor, CapabilityMinor, device) != 0) return null;
        return new(index, Marshal.PtrToStringUTF8((nint)name) ?? "", (long)bytes, Free(device), new Version(major, minor));
    }

    /// <summary>Memory is asked of a context: the one that libtorch uses too, so that none is made for the question alone.</summary>
    static long Free(int device)
    {
        if (PrimaryContextRetain(out var context, device) != 0) return 0;
        try
        {
            if (ContextPush(context) != 0) return 0;
            var status = MemoryInfo(out var free, out _);
            _ = ContextPop(out _);
            return status == 0 ? (long)free : 0;
        }
        finally
        {
            _ = PrimaryContextRelease(device);
        }
    }

    static int Count()
    {
        if (!NativeLibrary.TryLoad(Library, out _)) return 0;
        return Initialise(0) == 0 && DeviceGetCount(out var found) == 0 ? found : 0;
    }

    [LibraryImport(Library, EntryPoint = "cuInit")] private static partial int Initialise(uint flags);
    [LibraryImport(Library, EntryPoint = "cuDeviceGetCount")] private static partial int DeviceGetCount(out int count);
    [LibraryImport(Library, EntryPoint = "cuDeviceGet")] private static partial int DeviceGet(out int device, int ordinal);
    [LibraryImport(Library, EntryPoint = "cuDeviceGetName")] private static partial int DeviceGetName(byte* name, int length, int device);

    [LibraryImport(Library, EntryPoint = "cuDeviceTotalMem_v2")]
    private static partial int DeviceTotalMemory(out nuint bytes, int device);

    [LibraryImport(Library, EntryPoint = "cuDeviceGetAttribute")]
    private static partial int DeviceGetAttribute(out int value, int attribute, int device);

    [LibraryImport(Library, EntryPoint = "cuDevicePrimaryCtxRetain")]
    private static partial int PrimaryContextRetain(out nint context, int device);

    [LibraryImport(Library, EntryPoint = "cuDevicePrimaryCtxRelease_v2")] private static partial int PrimaryContextRelease(int device);
    [LibraryImport(Library, EntryPoint = "cuCtxPushCurrent_v2")] private static partial int ContextPush(nint context);
    [LibraryImport(Library, EntryPoint = "cuCtxPopCurrent_v2")] private static partial int ContextPop(out nint context);
    [LibraryImport(Library, EntryPoint = "cuMemGetInfo_v2")] private static partial int MemoryInfo(out nuint free, out nuint total);
}
