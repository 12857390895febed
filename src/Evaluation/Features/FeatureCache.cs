using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using EmojiGen.Imaging;
using EmojiGen.ModelFiles;

namespace EmojiGen.Evaluation.Features;

/// <summary>What an eye said of pictures, by their contents, in a file that several processes may add to. Safe to share between
/// threads.</summary>
/// <remarks>Records of one length: 16 bytes of the picture's SHA-256, then its numbers. What a killed process wrote in part is at the end,
/// shorter than a record, and is cut off by the next that adds.</remarks>
public sealed class FeatureCache
{
    const int KeySize = 16;

    static readonly TimeSpan pause = TimeSpan.FromMilliseconds(20);

    readonly ConcurrentDictionary<UInt128, float[]> known = [];
    readonly ConcurrentQueue<(UInt128 Key, float[] Row)> fresh = [];
    readonly string path;
    readonly int width;

    FeatureCache(string path, int width) => (this.path, this.width) = (path, width);

    int RecordSize => KeySize + (width * sizeof(float));

    /// <param name="folder">Made where it is not there.</param>
    /// <param name="eye">Whose answers are kept.</param>
    /// <exception cref="IOException">The folder cannot be made, or the file not read.</exception>
    public static FeatureCache Open(string folder, IPictureFeatures eye)
    {
        Directory.CreateDirectory(folder);
        var cache = new FeatureCache(Path.Combine(folder, $"{eye.Identity}-{eye.Width}.features"), eye.Width);
        cache.ReadAll();
        return cache;
    }

    /// <summary>The name of a picture's contents.</summary>
    public static UInt128 KeyOf(Raster picture)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        digest.AppendData(MemoryMarshal.AsBytes<int>([picture.Width, picture.Height]));
        digest.AppendData(picture.Span);
        return MemoryMarshal.Read<UInt128>(digest.GetHashAndReset());
    }

    /// <returns>Null where the picture was not seen yet.</returns>
    public float[]? Find(UInt128 key) => known.GetValueOrDefault(key);

    public void Add(UInt128 key, float[] row)
    {
        if (known.TryAdd(key, row)) fresh.Enqueue((key, row));
    }

    /// <summary>Writes what is new behind what is there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Save()
    {
        if (fresh.IsEmpty) return;
        using var held = FileLock.Take(path + ".lock", pause);
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read);
        file.SetLength(file.Length - (file.Length % RecordSize));
        file.Seek(0, SeekOrigin.End);
        while (fresh.TryDequeue(out var one))
        {
            file.Write(MemoryMarshal.AsBytes<UInt128>([one.Key]));
            file.Write(MemoryMarshal.AsBytes<float>(one.Row));
        }
    }

    void ReadAll()
    {
        if (!File.Exists(path)) return;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var record = new byte[RecordSize];
        while (file.ReadAtLeast(record, record.Length, throwOnEndOfStream: false) == record.Length)
            known[MemoryMarshal.Read<UInt128>(record)] = MemoryMarshal.Cast<byte, float>(record.AsSpan(KeySize)).ToArray();
    }
}
