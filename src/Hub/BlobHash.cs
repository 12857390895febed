using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EmojiGen.Hub;

/// <summary>The hash that a blob is named by: SHA-256 of a large file, git's own of a small one.</summary>
sealed class BlobHash : IDisposable
{
    readonly IncrementalHash? hash;

    /// <param name="size">Bytes of the whole; git hashes them too.</param>
    public BlobHash(string etag, long size)
    {
        if (!etag.All(char.IsAsciiHexDigitLower)) return;
        if (etag.Length == 64) hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        if (etag.Length == 40) (hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1)).AppendData(GitHeader(size));
    }

    /// <summary>False where the ETag is no hash, as on some mirrors: then only the size can be compared.</summary>
    public bool Verifies => hash is not null;

    public void Append(ReadOnlySpan<byte> bytes) => hash?.AppendData(bytes);

    public string Finish() => Convert.ToHexStringLower(hash!.GetHashAndReset());

    public void Dispose() => hash?.Dispose();

    /// <summary>What <c>git hash-object</c> says of a file.</summary>
#pragma warning disable CA5350 // git's names are SHA-1
    public static string Git(ReadOnlySpan<byte> content) =>
        Convert.ToHexStringLower(SHA1.HashData([.. GitHeader(content.Length), .. content]));
#pragma warning restore CA5350

    static byte[] GitHeader(long size) => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"blob {size}\0"));
}
