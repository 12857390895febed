using System.Security.Cryptography;

namespace EmojiGen.Evaluation.Features;

/// <summary>Tells models apart by what is in their files.</summary>
static class FolderDigest
{
    const int Characters = 16;

    /// <summary>Of all configurations and weights right in the folder.</summary>
    public static string Of(string folder)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in Directory.EnumerateFiles(folder).Where(it => Path.GetExtension(it) is ".json" or ".safetensors" or ".bin")
            .Order(StringComparer.Ordinal))
        {
            using var file = File.OpenRead(path);
            digest.AppendData(SHA256.HashData(file));
        }
        return Convert.ToHexStringLower(digest.GetHashAndReset())[..Characters];
    }
}
