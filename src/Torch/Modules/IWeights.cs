namespace EmojiGen.Torch;

/// <summary>Named tensors to load a <see cref="Module"/> from: a safetensors file, several of them, or tensors in memory.</summary>
public interface IWeights
{
    IReadOnlyCollection<string> Names { get; }

    /// <summary>Sizes of the dimensions of one of <see cref="Names"/>, without reading it.</summary>
    long[] ShapeOf(string name);

    /// <summary>The element type that <see cref="Read"/> gives; null where only reading tells.</summary>
    DType? TypeOf(string name) => null;

    /// <summary>The file or folder, for messages; null where there is none.</summary>
    string? Source => null;

    /// <summary>The tensor, of the current scope; may share memory with the file.</summary>
    Tensor Read(string name);

    /// <summary>Says that a tensor's memory is not needed for now, as after a copy was made: a mapped file's pages stop counting as the
    /// process's. Reading it again is free of error.</summary>
    void Forget(string name) { }

    /// <summary>The same, on a device: each is converted and brought there when it is read, and let go of where it was.</summary>
    /// <param name="dtype">What floating-point numbers become; null: they stay as they are.</param>
    IWeights On(Device device, DType? dtype = null) => device.IsCpu ? this : new WeightsOnDevice(this, device, dtype);
}

/// <summary>Tensors in memory, by name. They stay the caller's: each <see cref="Read"/> gives another handle to the same memory.</summary>
public sealed class WeightsInMemory(IReadOnlyDictionary<string, Tensor> tensors) : IWeights
{
    public IReadOnlyCollection<string> Names { get; } = [.. tensors.Keys];

    public long[] ShapeOf(string name) => tensors[name].Shape;

    public Tensor Read(string name) => tensors[name].Detach();
}
