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
    /// <summary>What <see cref="Choose"/> reads, for help and messages.</summary>
    public const string Words = "auto, cpu, cuda or cuda:N";

    public static Device Cpu { get; } = new(DeviceType.Cpu, -1);

    /// <summary>The first CUDA device where the bridge has one, else the CPU.</summary>
    public static Device Best => TorchLibrary.CudaDevices > 0 ? Cuda() : Cpu;

    public static Device Cuda(int index = 0) => new(DeviceType.Cuda, index);

    public bool IsCpu => Type == DeviceType.Cpu;

    /// <summary>What networks are fastest in here without losing what is seen: bfloat16 where the processor or the card multiplies it, else
    /// float16 on a card and float32 on the CPU.</summary>
    public DType FastType =>
        Type == DeviceType.Cuda ? CudaCard.Of(Index) is { HasBFloat16: false } ? DType.Float16 : DType.BFloat16
        : TorchLibrary.HasBFloat16 ? DType.BFloat16
        : DType.Float32;

    /// <summary>Whether bfloat16 is multiplied here at the speed of 16 bits: not on cards before Ampere, as the T4.</summary>
    public bool MultipliesBFloat16 => Type != DeviceType.Cuda || CudaCard.Of(Index) is not { HasBFloat16: false };

    /// <summary>Whether networks compute in float16 here; the CPU's kernels do not.</summary>
    public bool ComputesFloat16 => !IsCpu;

    /// <summary>Bytes that nothing has taken yet; null where that is the operating system's matter, as on the CPU, or cannot be told.</summary>
    public long? FreeBytes => Type == DeviceType.Cuda ? CudaCard.Of(Index)?.FreeBytes : null;

    /// <summary>Reads <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    /// <exception cref="ArgumentException">The text is none of these.</exception>
    public static Device Parse(string text)
    {
        if (text == "cpu") return Cpu;
        if (text == "cuda") return Cuda();
        if (text.StartsWith("cuda:", StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return Cuda(index);
        throw new ArgumentException($"Expected a device ({Words}), got '{text}'.");
    }

    /// <summary>The device that a person asks for.</summary>
    /// <param name="text"><c>auto</c> or null for the <see cref="Best"/>, or as <see cref="Parse"/> reads it.</param>
    /// <exception cref="ArgumentException">The text is none of these.</exception>
    /// <exception cref="TorchException">The bridge has no such device; says what it has.</exception>
    public static Device Choose(string? text)
    {
        if (text is null or "auto") return Best;
        var device = Parse(text);
        if (device.Type != DeviceType.Cuda) return device;
        var count = TorchLibrary.CudaDevices;
        if (device.Index < count) return device;
        throw new TorchException(count == 0
            ? $"There is no CUDA device for '{text}': this libtorch ({Native.Bridge.TorchVersion()}) has no CUDA or the machine no card; "
                + "see docs/gpu.md, or compute on the CPU."
            : $"There is no CUDA device '{text}': the machine has {count}, counted from cuda:0.");
    }

    /// <summary>The device of one of several processes: the card of its number on this machine where cards are chosen, else what was
    /// asked for.</summary>
    public Device ForProcess(GroupPlace? place) => place is null || Type != DeviceType.Cuda ? this : Cuda(place.LocalRank);

    public override string ToString() => Type switch
    {
        DeviceType.Cpu => "cpu",
        DeviceType.Cuda => string.Create(CultureInfo.InvariantCulture, $"cuda:{Math.Max(Index, 0)}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"device {(int)Type}:{Index}"),
    };
}
