using System.Collections.Immutable;
using System.Text.Json;

namespace EmojiGen.Art.Packages;

/// <summary>A package of art as <c>package-lock.json</c> pins it.</summary>
/// <param name="Name">As npm calls it: <c>emojibase-data</c>, <c>@iconify-json/noto</c>.</param>
/// <param name="Resolved">The archive's address, where the lock file says it.</param>
/// <param name="Integrity">What the archive must hash to, by subresource integrity: <c>sha512-</c> and base64.</param>
sealed record LockedPackage(string Name, string Version, string? Resolved, string Integrity)
{
    /// <summary>The packages that the project itself depends on. What those depend on in turn are declarations for TypeScript.</summary>
    /// <param name="file"><c>package-lock.json</c>, of lock file version 3.</param>
    /// <exception cref="ArtException">The file is missing, or is no such lock file.</exception>
    public static ImmutableArray<LockedPackage> ReadAll(string file) => PackageJson.Read(file, root =>
    {
        var packages = root.GetProperty("packages");
        return packages.GetProperty("").GetProperty("dependencies").EnumerateObject()
            .Select(dependency => Read(dependency.Name, packages.GetProperty($"node_modules/{dependency.Name}")))
            .ToImmutableArray();
    });

    static LockedPackage Read(string name, JsonElement entry) => new(
        name,
        entry.GetProperty("version").GetString()!,
        entry.TryGetProperty("resolved", out var resolved) ? resolved.GetString() : null,
        entry.GetProperty("integrity").GetString()!);

    /// <summary>Whether this version lies in a folder already, whoever installed it.</summary>
    /// <param name="modules"><c>node_modules</c>.</param>
    public bool IsInstalled(string modules)
    {
        var description = Path.Combine(modules, Name, "package.json");
        if (!File.Exists(description)) return false;
        try
        {
            return PackageJson.Read(description, root => root.GetProperty("version").GetString()) == Version;
        }
        catch (ArtException)
        {
            return false;
        }
    }
}
