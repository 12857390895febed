using EmojiGen.ModelFiles;
using EmojiGen.Torch.Native;

namespace EmojiGen.Torch;

/// <summary>A safetensors file as the weights of a module.</summary>
sealed class SafetensorsWeights(SafetensorsFile file) : IWeights
{
    public IReadOnlyCollection<string> Names => [.. file.Entries.Select(entry => entry.Name)];

    public string Source => file.Path;

    public long[] ShapeOf(string name) => file[name].Shape;

    public DType? TypeOf(string name) => file[name].DType switch
    {
        SafetensorsDType.F8_E4M3 or SafetensorsDType.F8_E5M2 or SafetensorsDType.F8_E8M0 => DType.Float32,
        SafetensorsDType.U16 => DType.Int32,
        SafetensorsDType.U32 or SafetensorsDType.U64 => DType.Int64,
        var stored => SafetensorsTensors.DTypeOf(stored),
    };

    public Tensor Read(string name) => file.Read(name);

    public void Forget(string name) => FileMemory.Forget(file.AddressOf(name), file[name].ByteLength);
}
