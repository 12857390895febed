using System.Buffers.Binary;
using System.Text;

namespace EmojiGen.Imaging.Png;

/// <summary>PNG's unit: length, four-letter type, data, CRC-32 of type and data.</summary>
/// <remarks>PNG specification, third edition, section 5.3.</remarks>
readonly record struct PngChunk(string Type, ReadOnlyMemory<byte> Data)
{
    internal static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    internal void Write(Stream stream)
    {
        Span<byte> head = stackalloc byte[8];
        BinaryPrimitives.WriteInt32BigEndian(head, Data.Length);
        Encoding.ASCII.GetBytes(Type, head[4..]);
        stream.Write(head);
        stream.Write(Data.Span);

        Span<byte> check = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(check, ~Crc(Crc(uint.MaxValue, head[4..]), Data.Span));
        stream.Write(check);
    }

    /// <summary>The chunks of a file, checked one by one.</summary>
    /// <exception cref="InvalidDataException">The file is no PNG, or is cut off, or a chunk does not match its checksum.</exception>
    internal static IEnumerable<PngChunk> Read(ReadOnlyMemory<byte> file)
    {
        if (!file.Span.StartsWith(Signature)) throw new InvalidDataException("The file is not a PNG: its signature is missing.");

        for (var at = Signature.Length; at < file.Length;)
        {
            var length = file.Length - at < 12 ? -1 : BinaryPrimitives.ReadInt32BigEndian(file.Span[at..]);
            if (length < 0 || length > file.Length - at - 12)
                throw new InvalidDataException($"The PNG is cut off within the chunk at byte {at}.");

            var body = file.Slice(at + 4, length + 4);
            if (BinaryPrimitives.ReadUInt32BigEndian(file.Span[(at + 8 + length)..]) != ~Crc(uint.MaxValue, body.Span))
                throw new InvalidDataException($"The PNG is damaged: the chunk at byte {at} does not match its checksum.");

            yield return new(Encoding.Latin1.GetString(body.Span[..4]), body[4..]);
            at += length + 12;
        }
    }

    // CRC-32 with the reversed polynomial of ISO 3309, as the specification's annex D has it.
    static readonly uint[] checksums = CrcTable();

    static uint[] CrcTable()
    {
        var table = new uint[256];
        for (var n = 0u; n < table.Length; n++)
        {
            var c = n;
            for (var bit = 0; bit < 8; bit++) c = (c & 1) == 0 ? c >> 1 : 0xEDB88320u ^ c >> 1;
            table[n] = c;
        }
        return table;
    }

    static uint Crc(uint crc, ReadOnlySpan<byte> data)
    {
        foreach (var b in data) crc = checksums[(byte)(crc ^ b)] ^ crc >> 8;
        return crc;
    }
}
