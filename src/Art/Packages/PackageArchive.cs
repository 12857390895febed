using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace EmojiGen.Art.Packages;

/// <summary>A package's archive as the registry has it: <c>.tgz</c>, everything in it under one folder.</summary>
static class PackageArchive
{
    const string Algorithm = "sha512-";

    /// <summary>Whether bytes are those that the lock file pins.</summary>
    /// <param name="integrity">Hashes by subresource integrity, blanks between them; of the strongest kind, one must be right.</param>
    /// <exception cref="ArtException">There is no SHA-512 among them.</exception>
    public static bool Matches(ReadOnlySpan<byte> archive, string integrity, string package)
    {
        var hashes = integrity.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(h => h.StartsWith(Algorithm, StringComparison.Ordinal)).ToArray();
        if (hashes.Length == 0)
            throw new ArtException($"package-lock.json gives no SHA-512 for {package}, so that its archive cannot be verified.");
        return hashes.Contains(Algorithm + Convert.ToBase64String(SHA512.HashData(archive)));
    }

    /// <summary>Writes the files that the index is made from, and the licence, under a folder; scripts and declarations are left
    /// out.</summary>
    /// <exception cref="InvalidDataException">The archive is damaged, or an entry of it leads out of the folder.</exception>
    public static void Unpack(Stream archive, string folder)
    {
        var root = Path.GetFullPath(folder) + Path.DirectorySeparatorChar;
        using var tar = new TarReader(new GZipStream(archive, CompressionMode.Decompress));
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile)) continue;
            var name = entry.Name[(entry.Name.IndexOf('/') + 1)..];
            if (!IsNeeded(name)) continue;
            var target = Path.GetFullPath(Path.Combine(root, name));
            if (!target.StartsWith(root, StringComparison.Ordinal))
                throw new InvalidDataException($"its entry '{entry.Name}' leads out of its folder");
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            using var file = new FileStream(target, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
            entry.DataStream?.CopyTo(file);
        }
    }

    static bool IsNeeded(string name) =>
        name is "package.json" or "info.json" or "chars.json" or "icons.json" or "meta/groups.json"
        || Path.GetFileNameWithoutExtension(name).StartsWith("licen", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("/data.json", StringComparison.Ordinal)
        || name.StartsWith("en/shortcodes/", StringComparison.Ordinal) && name.EndsWith(".json", StringComparison.Ordinal);
}
