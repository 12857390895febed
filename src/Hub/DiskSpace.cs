using System.Globalization;

namespace EmojiGen.Hub;

/// <summary>What it looks like when a disk is full, and how much is left of one.</summary>
public static class DiskSpace
{
    const int NoSpaceLeft = 28, QuotaExceeded = 122; // ENOSPC, EDQUOT
    const int DiskFullOfWindows = unchecked((int)0x80070070);

    /// <summary>Whether a failed write means that nothing more can be written.</summary>
    public static bool IsFull(IOException e) => e.HResult is NoSpaceLeft or QuotaExceeded or DiskFullOfWindows;

    /// <summary>Bytes free where a folder is or will be; null where that cannot be told.</summary>
    public static long? Free(string folder)
    {
        try
        {
            var there = new DirectoryInfo(folder);
            while (there is { Exists: false, Parent: { } parent }) there = parent;
            return new DriveInfo(there.FullName).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    internal static HubException Full(string folder, long? missing, Exception? inner = null) =>
        new($"No space is left for '{folder}'{(missing is > 0 and var bytes ? $": {Size(bytes)} more are needed" : "")}; "
            + "free some, or set HF_HOME to a folder on another disk. What has arrived whole is kept.", null, inner);

    /// <summary>Bytes for a person: <c>1.2 GB</c>, in powers of ten.</summary>
    public static string Size(long bytes) => bytes switch
    {
        >= 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB"),
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        >= 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
    };
}
