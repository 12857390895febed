using System.Runtime.InteropServices;

namespace EmojiGen.Torch.Native;

/// <summary>Memory that a file is mapped to.</summary>
static partial class FileMemory
{
    const int DontNeed = 4; // MADV_DONTNEED

    /// <summary>Lets go of the whole pages of a range that was only read: they come back from the file when they are touched.</summary>
    public static void Forget(nint start, long length)
    {
        if (!OperatingSystem.IsLinux()) return; // elsewhere the system takes pages back as it sees fit
        var page = Environment.SystemPageSize;
        var first = (start + page - 1) / page * page;
        var end = (nint)(start + length) / page * page;
        if (end > first) _ = Advise(first, (nuint)(end - first), DontNeed); // advice: whether it is taken changes nothing but memory
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint start, nuint length, int advice);
}
