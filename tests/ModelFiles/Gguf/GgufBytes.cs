using System.Text;

namespace EmojiGen.Tests.ModelFiles.Gguf;

/// <summary>Writes GGUF files, good and bad ones, from the format's description alone.</summary>
sealed class GgufBytes
{
    readonly List<(string Name, ulong[] Dimensions, uint Kind, byte[] Data)> tensors = [];
    readonly MemoryStream keys = new();
    readonly BinaryWriter writer;
    ulong keyCount;

    public GgufBytes() => writer = new BinaryWriter(keys, Encoding.UTF8);

    public uint Version { get; init; } = 3;

    public int Alignment { get; init; } = 32;

    /// <summary>What stands in the file instead of the offsets that are right.</summary>
    public Func<ulong, ulong> Offset { get; init; } = offset => offset;

    public GgufBytes Key(string name, uint type, Action<BinaryWriter> value)
    {
        Text(writer, name);
        writer.Write(type);
        value(writer);
        keyCount++;
        return this;
    }

    public GgufBytes Key(string name, object value) => value switch
    {
        uint number => Key(name, 4, it => it.Write(number)),
        int number => Key(name, 5, it => it.Write(number)),
        float number => Key(name, 6, it => it.Write(number)),
        bool flag => Key(name, 7, it => it.Write(flag)),
        string text => Key(name, 8, it => Text(it, text)),
        string[] texts => Array(name, 8, texts, Text),
        float[] numbers => Array(name, 6, numbers, (it, number) => it.Write(number)),
        int[] numbers => Array(name, 5, numbers, (it, number) => it.Write(number)),
        _ => throw new ArgumentException(value.GetType().Name, nameof(value)),
    };

    GgufBytes Array<T>(string name, uint type, T[] items, Action<BinaryWriter, T> write) => Key(name, 9, it =>
    {
        it.Write(type);
        it.Write((ulong)items.Length);
        foreach (var item in items) write(it, item);
    });

    /// <param name="dimensions">As the file has them, innermost first.</param>
    public GgufBytes Tensor(string name, ulong[] dimensions, uint kind, byte[] data)
    {
        tensors.Add((name, dimensions, kind, data));
        return this;
    }

    public GgufBytes Tensor(string name, ulong[] dimensions, float[] values) =>
        Tensor(name, dimensions, 0, System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values).ToArray());

    public byte[] ToArray()
    {
        using var file = new MemoryStream();
        using var to = new BinaryWriter(file);
        to.Write("GGUF"u8);
        to.Write(Version);
        to.Write((ulong)tensors.Count);
        to.Write(keyCount);
        writer.Flush();
        to.Write(keys.ToArray());
        ulong at = 0;
        foreach (var (name, dimensions, kind, data) in tensors)
        {
            Text(to, name);
            to.Write((uint)dimensions.Length);
            foreach (var dimension in dimensions) to.Write(dimension);
            to.Write(kind);
            to.Write(Offset(at));
            at += (ulong)((data.Length + Alignment - 1) / Alignment * Alignment);
        }
        foreach (var (_, _, _, data) in tensors)
        {
            while (file.Position % Alignment != 0) to.Write((byte)0);
            to.Write(data);
        }
        return file.ToArray();
    }

    public static void Text(BinaryWriter writer, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        writer.Write((ulong)bytes.Length);
        writer.Write(bytes);
    }
}
