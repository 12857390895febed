using System.Buffers.Binary;
using System.Text;

namespace EmojiGen.Art.Files;

/// <summary>Writes what <see cref="SectionFile"/> reads. The file appears at <see cref="Commit"/>, whole.</summary>
sealed class SectionFileWriter : IDisposable
{
    readonly AtomicFileStream file;
    readonly byte[] magic;
    readonly int version;
    readonly int capacity;
    readonly List<Section> sections = [];
    (string Name, long Offset)? raw;

    /// <param name="capacity">The number of sections that will be written: the header stands before them.</param>
    public SectionFileWriter(string path, ReadOnlySpan<byte> magic, int version, int capacity)
    {
        file = new AtomicFileStream(path);
        this.magic = magic.ToArray();
        this.version = version;
        this.capacity = capacity;
        file.Stream.Write(new byte[SectionFile.FixedHeader + capacity * SectionFile.Entry + 4]);
        Align();
    }

    public string TemporaryPath => file.TemporaryPath;

    public void Add(string name, BlockWriter blocks)
    {
        var content = blocks.ToArray();
        sections.Add(new Section(name, file.Stream.Position, content.Length, Checksum.Of(content), true));
        file.Stream.Write(content);
        Align();
    }

    /// <summary>Opens a section that no checksum covers; <see cref="EndRaw"/> closes it.</summary>
    public Stream BeginRaw(string name)
    {
        raw = (name, file.Stream.Position);
        return file.Stream;
    }

    public void EndRaw()
    {
        var (name, offset) = raw ?? throw new InvalidOperationException("No section is open.");
        sections.Add(new Section(name, offset, file.Stream.Position - offset, 0, false));
        raw = null;
        Align();
    }

    public void Commit()
    {
        if (sections.Count != capacity)
            throw new InvalidOperationException($"{capacity} sections were announced, {sections.Count} written.");
        var header = new byte[SectionFile.FixedHeader + capacity * SectionFile.Entry + 4];
        magic.CopyTo(header, 0);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), version);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), capacity);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), file.Stream.Position);
        var entry = header.AsSpan(SectionFile.FixedHeader);
        foreach (var (name, offset, length, crc, covered) in sections)
        {
            if (Encoding.ASCII.GetByteCount(name) > SectionFile.NameLength)
                throw new InvalidOperationException($"The section name '{name}' is too long.");
            Encoding.ASCII.GetBytes(name, entry);
            BinaryPrimitives.WriteInt64LittleEndian(entry[16..], offset);
            BinaryPrimitives.WriteInt64LittleEndian(entry[24..], length);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[32..], crc);
            BinaryPrimitives.WriteInt32LittleEndian(entry[36..], covered ? 1 : 0);
            entry = entry[SectionFile.Entry..];
        }
        BinaryPrimitives.WriteUInt32LittleEndian(entry, Checksum.Of(header.AsSpan(0, header.Length - 4)));
        file.Stream.Position = 0;
        file.Stream.Write(header);
        file.Commit();
    }

    // Integers are read in place, four bytes at a time.
    void Align()
    {
        while (file.Stream.Position % 8 != 0) file.Stream.WriteByte(0);
    }

    public void Dispose() => file.Dispose();
}
