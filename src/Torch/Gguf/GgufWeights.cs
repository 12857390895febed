using EmojiGen.ModelFiles;
using EmojiGen.Torch.Native;

namespace EmojiGen.Torch;

/// <summary>A GGUF file as the weights of a module, each as float32. The file stays the caller's, and open until all is loaded.</summary>
public sealed class GgufWeights(GgufFile file) : IWeights
{
    public IReadOnlyCollection<string> Names => [.. file.Tensors.Select(tensor => tensor.Name)];

    public string Source => file.Path;

    public long[] ShapeOf(string name) => file[name].Shape;

    public DType? TypeOf(string name) => DType.Float32;

    /// <summary>A copy: what is stored in blocks cannot be computed with as it lies.</summary>
    public unsafe Tensor Read(string name)
    {
        const int part = 1 << 28; // a span counts in 32 bits
        var (tensor, into) = (file[name], Tensor.Empty(file[name].Shape, DType.Float32));
        for (var at = 0L; at < tensor.Count; at += part)
            file.ReadSingles(name, at, new Span<float>((float*)into.DataPointer + at, (int)Math.Min(part, tensor.Count - at)));
        FileMemory.Forget(file.AddressOf(name), tensor.Bytes);
        return into;
    }
}
