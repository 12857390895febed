using System.Buffers.Binary;
using System.Text;

namespace EmojiGen.Art.Files;

/// <summary>A mapped file of named sections. Opening reads and checks the header alone; a section is checked when it is first asked for.</summary>
/// <remarks>
/// Header: magic (8 bytes), format version (4), number of sections (4), file length (8), then 40 bytes a section
/// (name 16, offset 8, length 8, CRC-32C 4, whether the CRC covers it 4), then the CRC-32C of all that. Little-endian.
/// A section that is not covered holds bodies, each of which has a checksum in another section: checking 100 MB at each start would cost too much.
/// </remarks>
sealed class SectionFile : IDisposable
{
    internal const int FixedHeader = 24, Entry = 40, NameLength = 16;

    readonly MappedFile file;
    readonly Dictionary<string, (long Offset, long Length, uint Crc, bool Covered)> sections = new(StringComparer.Ordinal);

    SectionFile(MappedFile file) => this.file = file;

    public string Path => file.Path;

    public IEnumerable<string> Names => sections.Keys;

    /// <exception cref="ArtException">Missing, unreadable, damaged, or written by another version.</exception>
    public static SectionFile Open(string path, ReadOnlySpan<byte> magic, int version)
    {
        var opened = new SectionFile(new MappedFile(path));
        try
        {
            opened.ReadHeader(magic, version);
            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    void ReadHeader(ReadOnlySpan<byte> magic, int version)
    {
        if (file.Length < FixedHeader) throw ArtException.Damaged(Path, "it ends inside its header");
        var header = file.Slice(0, FixedHeader);
        if (!header[..8].SequenceEqual(magic)) throw ArtException.Damaged(Path, "it does not begin as such a file does");
        var written = BinaryPrimitives.ReadInt32LittleEndian(header[8..]);
        if (written != version)
            throw new ArtException($"The art file {Path} has format {written} where this program reads {version}: build it anew with {ArtException.Remedy}.");
        var count = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        var length = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        if (length != file.Length) throw ArtException.Damaged(Path, $"it has {file.Length:N0} bytes where its header says {length:N0}");
        var end = FixedHeader + (long)count * Entry;
        if (count < 0 || end + 4 > file.Length) throw ArtException.Damaged(Path, "it ends inside its header");
        if (Checksum.Of(file.Slice(0, end)) != BinaryPrimitives.ReadUInt32LittleEndian(file.Slice(end, 4)))
            throw ArtException.Damaged(Path, "the checksum of its header does not match");
        for (var i = 0; i < count; i++)
        {
            var entry = file.Slice(FixedHeader + i * Entry, Entry);
            sections[Encoding.ASCII.GetString(entry[..NameLength].TrimEnd((byte)0))] = (
                BinaryPrimitives.ReadInt64LittleEndian(entry[16..]), BinaryPrimitives.ReadInt64LittleEndian(entry[24..]),
                BinaryPrimitives.ReadUInt32LittleEndian(entry[32..]), BinaryPrimitives.ReadInt32LittleEndian(entry[36..]) != 0);
        }
    }

    public bool Has(string section) => sections.ContainsKey(section);

    /// <summary>The section as a sequence of blocks, its checksum verified.</summary>
    public BlockReader Blocks(string section)
    {
        var (offset, length, crc, covered) = Find(section);
        if (covered && Checksum.Of(file.Slice(offset, length)) != crc)
            throw ArtException.Damaged(Path, $"the checksum of its section '{section}' does not match");
        return new BlockReader(file, offset, offset + length);
    }

    /// <summary>The whole of an uncovered section: who slices it checks each slice.</summary>
    public (MappedFile File, long Offset, long Length) Raw(string section)
    {
        var (offset, length, _, _) = Find(section);
        return (file, offset, length);
    }

    (long Offset, long Length, uint Crc, bool Covered) Find(string section) =>
        sections.TryGetValue(section, out var found) ? found : throw ArtException.Damaged(Path, $"it has no section '{section}'");

    public void Dispose() => file.Dispose();
}
