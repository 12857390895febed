using System.Text.RegularExpressions;

namespace EmojiGen.Torch;

/// <summary>A device's memory is full.</summary>
public sealed partial class DeviceMemoryException : InvalidOperationException
{
    public DeviceMemoryException(string message) : base(message)
    {
    }

    public DeviceMemoryException() : this("The device's memory is full.")
    {
    }

    public DeviceMemoryException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>What was asked for in vain, as libtorch writes it: <c>20.00 MiB</c>; null where it does not say.</summary>
    public string? Asked { get; private init; }

    /// <summary>What libtorch refused, where it was for want of a device's memory; else null.</summary>
    internal static DeviceMemoryException? Of(string reason)
    {
        // "CUDA out of memory. Tried to allocate 20.00 MiB (GPU 0; ...". The CPU's allocator has other words, and other remedies.
        if (!reason.Contains(" out of memory", StringComparison.Ordinal)) return null;
        var asked = Allocation().Match(reason) is { Success: true } found ? found.Groups[1].Value.TrimEnd() : null;
        var more = asked is null ? "" : $" ({asked} more could not be had)";
        return new($"The device's memory is full{more}: a smaller picture or batch, a 16-bit element type, or keeping text encoders and "
            + "autoencoder on the CPU between their uses takes less.")
        { Asked = asked };
    }

    [GeneratedRegex(@"[Tt]ried to allocate ([0-9.]+ \w+)")]
    private static partial Regex Allocation();
}
