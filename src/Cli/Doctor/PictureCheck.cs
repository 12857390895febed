using System.Globalization;
using System.Runtime.InteropServices;

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
                    $"apt-get install --reinstall {package}");
        yield return Font() is { } font
            ? new("Pictures", "font", Health.Good, font)
            : new("Pictures", "font", Health.Missing, "no font for the captions of contact sheets", "apt-get install fonts-dejavu-core");
    }

    /// <summary>In the probe's process: loads the libraries and asks them.</summary>
    public static IEnumerable<(string Name, string Value)> Ask()
    {
        yield return Ask("librsvg", "librsvg-2.so.2", library => string.Join('.', ((ReadOnlySpan<string>)["major", "minor", "micro"]).ToArray()
            .Select(part => Marshal.ReadInt32(NativeLibrary.GetExport(library, $"rsvg_{part}_version")).ToString(CultureInfo.InvariantCulture))));
        yield return Ask("libvips", "libvips.so.42", library => Probe.Text(library, "vips_version_string"));
    }

    static (string, string) Ask(string name, string file, Func<nint, string> version)
    {
        try
        {
            return (name, version(NativeLibrary.Load(file)));
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            return ($"{name}.error", $"{file} cannot be loaded: {Reason(e.Message)}");
        }
    }

    /// <summary>.NET lists every name it tried; what the loader said of a file that exists is the line that helps.</summary>
    static string Reason(string message) => message.Split('\n').Select(l => l.Trim()).FirstOrDefault(l =>
        l.Contains(": ", StringComparison.Ordinal) && !l.Contains("No such file", StringComparison.Ordinal) && !l.StartsWith("Unable", StringComparison.Ordinal))
        ?? "it is not installed";

    static string? Font()
    {
        foreach (var folder in (ReadOnlySpan<string>)["/usr/share/fonts", "/usr/local/share/fonts", Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local/share/fonts")])
            if (Directory.Exists(folder)
                && Directory.EnumerateFiles(folder, "*.ttf", SearchOption.AllDirectories).OrderByDescending(f => f.EndsWith("/DejaVuSans.ttf", StringComparison.Ordinal)).FirstOrDefault() is { } font)
                return font;
        return null;
    }
}
