using System.Buffers.Binary;
using System.Text;

namespace EmojiGen.Art.Files;

/// <summary>A mapped file of named sections. Opening reads and checks the header alone; a section is checked when it is first asked
/// for.</summary>
/// <remarks>
/// Header: magic (8 bytes), format version (4), number of sections (4), file length (8), then 40 bytes a section
/// (name 16, offset 8, length 8, CRC-32C 4, whether the CRC covers it 4), then the CRC-32C of all that. Little-endian.
/// A section that is not covered holds bodies, each of which has a checksum in another section: checking 100 MB at each start would cost
/// too much.
/// </remarks>
sealed class SectionFile : IDisposable
{
    internal const int FixedHeader = 24, Entry = 40, NameLength = 16;

    readonly MappedFile file;
    Section[] sections = [];

    SectionFile(MappedFile file) => this.file = file;

    public string Path => file.Path;

    public IEnumerable<string> Names => sections.Select(s => s.Name);

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
            throw new ArtException(
                $"The art file {Path} has format {written} where this program reads {version}: build it anew with {ArtException.Remedy}.");
        var count = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        var length = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        if (length != file.Length) throw ArtException.Damaged(Path, $"it has {file.Length:N0} bytes where its header says {length:N0}");
        var end = FixedHeader + (long)count * Entry;
        if (count < 0 || end + 4 > file.Length) throw ArtException.Damaged(Path, "it ends inside its header");
        if (Checksum.Of(file.Slice(0, end)) != BinaryPrimitives.ReadUInt32LittleEndian(file.Slice(end, 4)))
            throw ArtException.Damaged(Path, "the checksum of its header does not match");
        sections = new Section[count];
        for (var i = 0; i < count; i++)
        {
            var entry = file.Slice(FixedHeader + i * Entry, Entry);
            var name = entry[..NameLength];
            var nameEnd = name.IndexOf((byte)0);
            sections[i] = new Section(
                Encoding.ASCII.GetString(nameEnd < 0 ? name : name[..nameEnd]),
                BinaryPrimitives.ReadInt64LittleEndian(entry[16..]), BinaryPrimitives.ReadInt64LittleEndian(entry[24..]),
                BinaryPrimitives.ReadUInt32LittleEndian(entry[32..]), BinaryPrimitives.ReadInt32LittleEndian(entry[36..]) != 0);
        }
    }

    public bool Has(string section) => Find(section) is not null;

    /// <summary>The section as a sequence of blocks, its checksum verified.</summary>
    public BlockReader Blocks(string section)
    {
        var found = Get(section);
        if (found.Covered && Checksum.Of(file.Slice(found.Offset, found.Length)) != found.Crc)
            throw ArtException.Damaged(Path, $"the checksum of its section '{section}' does not match");
        return new BlockReader(file, found.Offset, found.Offset + found.Length);
    }

    /// <summary>An uncovered section: who slices it checks each slice.</summary>
    public RawSection Raw(string section)
    {
        var found = Get(section);
        return new RawSection(file, found.Offset, found.Length);
    }

    Section Get(string name) => Find(name) ?? throw ArtException.Damaged(Path, $"it has no section '{name}'");

    Section? Find(string name)
    {
        foreach (var section in sections)
            if (section.Name == name) return section;
        return null;
    }

    public void Dispose() => file.Dispose();
}

// Classes and loops rather than tuples, dictionaries of structs and LINQ: those are compiled at start, and this is read at every start.
sealed record Section(string Name, long Offset, long Length, uint Crc, bool Covered);

/// <summary>A part of a file that no checksum covers as a whole.</summary>
readonly struct RawSection(MappedFile file, long start, long length)
{
    /// <exception cref="ArtException">The range reaches beyond the section, or its checksum does not match.</exception>
    public ReadOnlySpan<byte> Slice(long offset, long count, uint crc, string what)
    {
        if (offset < 0 || count < 0 || offset > length - count) throw ArtException.Damaged(file.Path, $"the {what} lies outside it");
        var bytes = file.Slice(start + offset, count);
        if (Checksum.Of(bytes) != crc) throw ArtException.Damaged(file.Path, $"the checksum of the {what} does not match");
        return bytes;
    }
}
