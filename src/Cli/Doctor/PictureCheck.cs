using EmojiGen.Imaging;

namespace EmojiGen.Cli.Doctor;

/// <summary>The libraries that draw: librsvg for SVG, libvips for the other formats, and a font for captions.</summary>
static class PictureCheck
{
    public const string Subject = "pictures";

    public static IEnumerable<Finding> Run()
    {
        var found = Probe.Run(Subject);
        foreach (var (name, package) in ((string, string)[])[("librsvg", "librsvg2-2"), ("libvips", "libvips42")])
            yield return found.TryGetValue(name, out var version)
                ? new("Pictures", name, Health.Good, version)
                : new("Pictures", name, Health.Missing, found.GetValueOrDefault($"{name}.error") ?? found.GetValueOrDefault("error") ?? "did not say its version",
                    $"sudo apt-get install --reinstall {package}");
        yield return Font() is { } font
            ? new("Pictures", "font", Health.Good, font)
            : new("Pictures", "font", Health.Missing, "no font for the captions of contact sheets", "sudo apt-get install fonts-dejavu-core");
    }

    /// <summary>In the probe's process: loads the libraries and asks them.</summary>
    public static IEnumerable<(string Name, string Value)> Ask() => [Ask("librsvg", ImagingLibraries.Librsvg), Ask("libvips", ImagingLibraries.Libvips)];

    static (string, string) Ask(string name, Func<Version> version)
    {
        try
        {
            return (name, version().ToString(3));
        }
        catch (InvalidOperationException e)
        {
            return ($"{name}.error", e.Message);
        }
    }

    static string? Font()
    {
        foreach (var folder in (ReadOnlySpan<string>)["/usr/share/fonts", "/usr/local/share/fonts", Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local/share/fonts")])
            if (Directory.Exists(folder)
                && Directory.EnumerateFiles(folder, "*.ttf", SearchOption.AllDirectories).OrderByDescending(f => f.EndsWith("/DejaVuSans.ttf", StringComparison.Ordinal)).FirstOrDefault() is { } font)
                return font;
        return null;
    }
}
