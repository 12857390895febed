using System.Globalization;

namespace EmojiGen.Torch;

/// <summary>Kinds of memory a tensor can live in, under libtorch's numbers (<c>c10::DeviceType</c>).</summary>
public enum DeviceType
{
    Cpu = 0,
    Cuda = 1,
}

/// <summary>Where a tensor lives.</summary>
/// <param name="Type">The kind of memory.</param>
/// <param name="Index">Which CUDA device, from 0; -1 on the CPU.</param>
public readonly record struct Device(DeviceType Type, int Index)
{
    public static Device Cpu { get; } = new(DeviceType.Cpu, -1);

    public static Device Cuda(int index = 0) => new(DeviceType.Cuda, index);

    public bool IsCpu => Type == DeviceType.Cpu;

    /// <summary>Reads <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    /// <exception cref="ArgumentException">The text is none of these.</exception>
    public static Device Parse(string text)
    {
        if (text == "cpu") return Cpu;
        if (text == "cuda") return Cuda();
        if (text.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return Cuda(index);
        throw new ArgumentException($"Expected a device (cpu, cuda or cuda:N), got '{text}'.");
    }

    public override string ToString() =>
        IsCpu ? "cpu" : string.Create(CultureInfo.InvariantCulture, $"cuda:{Math.Max(Index, 0)}");
}
