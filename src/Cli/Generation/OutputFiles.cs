using System.Globalization;
using EmojiGen.Generation;

namespace EmojiGen.Cli.Generation;

/// <summary>Which files a run will write, decided and checked before anything is drawn.</summary>
/// <param name="Pictures">For each picture its files, one for each format; as the person named them, so possibly relative.</param>
/// <param name="Sheet">The contact sheet of several pictures, or null.</param>
sealed record OutputFiles(IReadOnlyList<IReadOnlyList<string>> Pictures, string? Sheet)
{
    static readonly string[] formats = [".svg", ".png", ".webp"];

    /// <summary>
    /// One picture goes to each of <paramref name="named"/>; several go to <c>name-1.png</c>, <c>name-2.png</c>, ... and <c>name-sheet.png</c>.
    /// With none named, a free name is made from the prompt, and no file is ever overwritten.
    /// </summary>
    /// <param name="named">The values of <c>-o</c>; a folder stands for a name made from the prompt inside it.</param>
    /// <param name="folder">What relative paths start from.</param>
    /// <exception cref="UsageException">A format that cannot hold the picture.</exception>
    /// <exception cref="IOException">A folder that is not there.</exception>
    public static OutputFiles Plan(IReadOnlyList<string> named, string prompt, int count, string folder)
    {
        List<string> bases = named.Count > 0
            ? [.. named.Select(n => n.EndsWith('/') || Directory.Exists(Path.GetFullPath(n, folder)) ? FreeName(Path.Combine(n, PromptSlug.Of(prompt) + ".png"), count, folder) : n)]
            : [FreeName(PromptSlug.Of(prompt) + ".png", count, folder)];
        foreach (var path in bases) Check(path, folder);
        return count == 1
            ? new([bases], null)
            : new([.. Enumerable.Range(1, count).Select(i => (IReadOnlyList<string>)[.. bases.Select(b => Numbered(b, i))])], WithSuffix(bases[0], "-sheet", ".png"));
    }

    /// <exception cref="UsageException">One is an SVG, which a model cannot draw.</exception>
    public void RefuseVectors()
    {
        if (Pictures.SelectMany(it => it).FirstOrDefault(it => it.EndsWith(".svg", StringComparison.OrdinalIgnoreCase)) is { } vector)
            throw new UsageException($"-o is '{vector}'; a model draws pixels: name a .png or .webp, or use --engine compose.");
    }

    static void Check(string path, string folder)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        if (!formats.Contains(extension, StringComparer.Ordinal))
            throw new UsageException($"-o is '{path}'; a transparent emoji can be written as .svg, .png or .webp.");
        var full = Path.GetFullPath(path, folder);
        if (Path.GetDirectoryName(full) is { } parent && !Directory.Exists(parent))
            throw new DirectoryNotFoundException($"'{path}' cannot be written: there is no folder '{parent}'.");
    }

    static string FreeName(string path, int count, string folder)
    {
        for (var i = 1; ; i++)
        {
            var name = i == 1 ? path : WithSuffix(path, string.Create(CultureInfo.InvariantCulture, $"-{i}"));
            var first = count == 1 ? name : Numbered(name, 1);
            if (!File.Exists(Path.GetFullPath(first, folder))) return name;
        }
    }

    static string Numbered(string path, int number) => WithSuffix(path, string.Create(CultureInfo.InvariantCulture, $"-{number}"));

    static string WithSuffix(string path, string suffix, string? extension = null) =>
        path[..^Path.GetExtension(path).Length] + suffix + (extension ?? Path.GetExtension(path));
}
