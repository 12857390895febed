using System.Buffers;
using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace EmojiGen.Training.Data;

/// <summary>Many pictures of one size in a file, each packed by itself, with an index at the end: any of them is read with one access. Safe
/// to share between threads.</summary>
/// <remarks>Little-endian: <c>EGPIX001</c>, int32 side, int32 0; the packed pictures; int64 offsets of all of them and of their end; int64
/// count, int64 offset of
/// the index, <c>EGPIXEND</c>.</remarks>
sealed class PictureFile : IDisposable
{
    internal const int HeadLength = 16, TailLength = 24;

    readonly SafeFileHandle file;
    readonly string path;
    readonly long[] offsets;

    PictureFile(SafeFileHandle file, string path, int side, long[] offsets) =>
        (this.file, this.path, Side, this.offsets) = (file, path, side, offsets);

    internal static ReadOnlySpan<byte> Magic => "EGPIX001"u8;

    internal static ReadOnlySpan<byte> EndMagic => "EGPIXEND"u8;

    /// <summary>Pixels of a picture's side.</summary>
    public int Side { get; }

    public int Count => offsets.Length - 1;

    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is damaged, cut off, or no such file.</exception>
    public static PictureFile Open(string path)
    {
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(path, options: FileOptions.RandomAccess);
            var length = RandomAccess.GetLength(file);
            if (length < HeadLength + 8 + TailLength) throw Damaged(path, "it is cut off");
            Span<byte> head = stackalloc byte[HeadLength], tail = stackalloc byte[TailLength];
            ReadAll(file, path, head, 0);
            ReadAll(file, path, tail, length - TailLength);
            if (!head.StartsWith(Magic)) throw Damaged(path, "it does not begin as such a file does");
            if (!tail.EndsWith(EndMagic)) throw Damaged(path, "it is cut off");
            var (side, count, index) = (BinaryPrimitives.ReadInt32LittleEndian(head[8..]), BinaryPrimitives.ReadInt64LittleEndian(tail),
                BinaryPrimitives.ReadInt64LittleEndian(tail[8..]));
            if (side is < 1 or > 16384) throw Damaged(path, $"its pictures are of {side} pixels");
            if (count is < 0 or > int.MaxValue / 8 - 1 || index != length - TailLength - (8 * (count + 1)))
                throw Damaged(path, "its index is not where it should be");

            var bytes = new byte[8 * (count + 1)];
            ReadAll(file, path, bytes, index);
            var offsets = new long[count + 1];
            for (var i = 0; i < offsets.Length; i++)
            {
                offsets[i] = BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8 * i));
                if (offsets[i] < (i == 0 ? HeadLength : offsets[i - 1]) || offsets[i] > index)
                    throw Damaged(path, $"its index is wrong at picture {i}");
            }
            return new PictureFile(file, path, side, offsets);
        }
        catch (Exception e)
        {
            file?.Dispose();
            if (e is FileNotFoundException or DirectoryNotFoundException)
                throw new FileNotFoundException($"The dataset's file {path} is missing: prepare it anew with emoji-dev prepare.", path, e);
            throw;
        }
    }

    /// <param name="rgba">side x side x 4 bytes, straight alpha</param>
    /// <exception cref="InvalidDataException">The picture is damaged.</exception>
    public void Read(int index, Span<byte> rgba)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        if (rgba.Length != Side * Side * 4)
            throw new ArgumentException($"A picture of {Side} pixels has {Side * Side * 4} bytes, got room for {rgba.Length}.",
            nameof(rgba));
        var length = checked((int)(offsets[index + 1] - offsets[index]));
        var packed = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            ReadAll(file, path, packed.AsSpan(0, length), offsets[index]);
            PictureCoding.Decode(packed, length, Side, rgba);
        }
        catch (InvalidDataException e)
        {
            throw Damaged(path, $"picture {index}: {e.Message}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(packed);
        }
    }

    public void Dispose() => file.Dispose();

    static void ReadAll(SafeFileHandle file, string path, Span<byte> target, long offset)
    {
        while (target.Length > 0)
        {
            var count = RandomAccess.Read(file, target, offset);
            if (count == 0) throw Damaged(path, "it is cut off");
            target = target[count..];
            offset += count;
        }
    }

    static InvalidDataException Damaged(string path, string what) =>
        new($"The dataset's file {path} is damaged ({what}): prepare it anew with emoji-dev prepare.");
}

/// <summary>Writes a <see cref="PictureFile"/>.</summary>
sealed class PictureFileWriter : IDisposable
{
    readonly FileStream stream;
    readonly List<long> offsets = [];

    public PictureFileWriter(string path, int side)
    {
        stream = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        Span<byte> head = stackalloc byte[PictureFile.HeadLength];
        head.Clear();
        PictureFile.Magic.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], side);
        stream.Write(head);
    }

    public void Add(ReadOnlySpan<byte> packed)
    {
        offsets.Add(stream.Position);
        stream.Write(packed);
    }

    /// <summary>Writes the index; nothing can be added after it.</summary>
    /// <returns>Bytes of the file.</returns>
    public long Finish()
    {
        var index = stream.Position;
        offsets.Add(index);
        Span<byte> number = stackalloc byte[8];
        foreach (var offset in offsets) Write(number, offset);
        Write(number, offsets.Count - 1);
        Write(number, index);
        stream.Write(PictureFile.EndMagic);
        stream.Flush(flushToDisk: true);
        return stream.Length;

        void Write(Span<byte> number, long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
            stream.Write(number);
        }
    }

    public void Dispose() => stream.Dispose();
}
