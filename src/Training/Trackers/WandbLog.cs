using System.Buffers.Binary;

namespace EmojiGen.Training.Trackers;

/// <summary>The file of a Weights &amp; Biases run: records in blocks of 32 KB, as LevelDB's log has them, but with zlib's checksum and a
/// header of its own.</summary>
/// <remarks>leveldb/doc/log_format.md; wandb/sdk/internal/datastore.py and core/internal/transactionlog of the published client. A record
/// that does not fit into a block goes on in the next.</remarks>
sealed class WandbLog(Stream stream) : IDisposable
{
    const int BlockLength = 32_768, HeadLength = 7;
    const byte Full = 1, First = 2, Middle = 3, Last = 4;

    static ReadOnlySpan<byte> FileHead => [(byte)':', (byte)'W', (byte)'&', (byte)'B', 0xE1, 0xBE, 0];

    public void Begin() => stream.Write(FileHead);

    public void Write(ReadOnlySpan<byte> record)
    {
        var begun = false;
        do
        {
            var left = BlockLength - (int)(stream.Position % BlockLength);
            if (left < HeadLength)
            {
                stream.Write(new byte[left]);
                left = BlockLength;
            }
            var part = record[..Math.Min(record.Length, left - HeadLength)];
            record = record[part.Length..];
            Part((begun, record.IsEmpty) switch { (false, true) => Full, (false, false) => First, (true, false) => Middle, _ => Last },
                part);
            begun = true;
        }
        while (!record.IsEmpty);
        stream.Flush(); // a run that is killed loses at most its last record
    }

    public void Dispose() => stream.Dispose();

    /// <summary>The records of a file, up to where it is cut off or damaged.</summary>
    public static IEnumerable<byte[]> Read(ReadOnlyMemory<byte> file)
    {
        if (!file.Span.StartsWith(FileHead)) yield break;
        var whole = new MemoryStream();
        for (var at = FileHead.Length; ;)
        {
            var left = BlockLength - (at % BlockLength);
            if (left < HeadLength) at += left;
            if (file.Length - at < HeadLength) yield break;
            var head = file.Span.Slice(at, HeadLength);
            var (check, length, kind) =
                (BinaryPrimitives.ReadUInt32LittleEndian(head), BinaryPrimitives.ReadUInt16LittleEndian(head[4..]), head[6]);
            if (file.Length - at - HeadLength < length) yield break;
            var part = file.Slice(at + HeadLength, length);
            if (kind is < Full or > Last || Crc32.Of(kind, part.Span) != check) yield break;
            at += HeadLength + length;
            if (kind is Full or First) whole.SetLength(0);
            whole.Write(part.Span);
            if (kind is Full or Last) yield return whole.ToArray();
        }
    }

    void Part(byte kind, ReadOnlySpan<byte> data)
    {
        Span<byte> head = stackalloc byte[HeadLength];
        BinaryPrimitives.WriteUInt32LittleEndian(head, Crc32.Of(kind, data));
        BinaryPrimitives.WriteUInt16LittleEndian(head[4..], (ushort)data.Length);
        head[6] = kind;
        stream.Write(head);
        stream.Write(data);
    }
}
