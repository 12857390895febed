using System.Globalization;
using System.Security.Cryptography;
using EmojiGen.Generation;

namespace EmojiGen.Cli.Doctor;

/// <summary>The models that the checkout carries, file by file.</summary>
static class ModelCheck
{
    /// <summary>What the checkout carries: size in bytes and SHA-256 of the weights.</summary>
    static readonly (string File, long Size, string Sha256)[] files =
    [
        ("model.safetensors", 45_441_944, "553c9ff2a4d968014fb1c66fdb6f2c9dc19b3ac2360ba58a51c69e177e55d765"),
    ];

    public static IEnumerable<Finding> Run(Installation installation)
    {
        var folder = installation.SentenceEncoder;
        var missing = ((ReadOnlySpan<string>)["config.json", "vocab.txt", "model.safetensors"]).ToArray()
            .FirstOrDefault(f => !File.Exists(Path.Combine(folder, f)));
        if (missing is not null)
        {
            yield return new("Models", "all-MiniLM-L6-v2", Health.Missing, $"{Path.Combine(folder, missing)} is missing",
                "git checkout models");
            yield break;
        }
        foreach (var (file, size, sha256) in files)
        {
            var path = Path.Combine(folder, file);
            var length = new FileInfo(path).Length;
            if (length != size)
                yield return Damaged(string.Create(CultureInfo.InvariantCulture, $"{path} has {length} bytes where {size} are expected"));
            else if (!Hash(path).Equals(sha256, StringComparison.OrdinalIgnoreCase))
                yield return Damaged($"the SHA-256 of {path} is not {sha256}");
            else
                yield return new("Models", "all-MiniLM-L6-v2", Health.Good,
                    string.Create(CultureInfo.InvariantCulture, $"{size / 1e6:0} MB, SHA-256 {sha256[..12]}…"));
        }
    }

    static Finding Damaged(string what) => new("Models", "all-MiniLM-L6-v2", Health.Missing, what, "git checkout models");

    static string Hash(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(stream));
    }
}
