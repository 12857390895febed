using System.Security.Cryptography;

namespace EmojiGen.Hub;

/// <summary>One file on its way to the hub.</summary>
/// <param name="Path">Its name in the repository, with '/' between folders.</param>
/// <param name="Source">Where it lies; null where <paramref name="Content"/> was made here.</param>
sealed record PushFile(string Path, string? Source, byte[]? Content, long Size)
{
    /// <summary>How the hub wants it; told by its preupload answer.</summary>
    public bool IsLarge { get; set; }

    /// <summary>SHA-256; of large files only.</summary>
    public string Oid { get; set; } = "";

    public static PushFile At(string path, string source)
    {
        using var stream = File.OpenRead(source); // of a link, as in a snapshot of the cache, the length of what it points to
        return new(path, source, null, stream.Length);
    }

    public static PushFile Made(string path, byte[] content) => new(path, null, content, content.Length);

    public Stream Open() => Source is null ? new MemoryStream(Content!, writable: false)
        : new FileStream(Source, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);

    public async Task<byte[]> Read(CancellationToken stop) => Content ?? await File.ReadAllBytesAsync(Source!, stop).ConfigureAwait(false);

    /// <summary>The first bytes, by which the hub tells text from data.</summary>
    public byte[] Sample()
    {
        using var stream = Open();
        var sample = new byte[Math.Min(512, Size)];
        return sample[..stream.ReadAtLeast(sample, sample.Length, throwOnEndOfStream: false)];
    }

    public async Task Hash(CancellationToken stop)
    {
        var stream = Open();
        await using (stream.ConfigureAwait(false)) Oid =
            Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, stop).ConfigureAwait(false));
    }
}
