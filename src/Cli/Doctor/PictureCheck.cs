using EmojiGen.Imaging;

namespace EmojiGen.Cli.Doctor;

/// <summary>The libraries that draw: libvips pictures, Skia glyphs.</summary>
static class PictureCheck
{
    public const string Subject = "pictures";

    const string Remedy = "./setup --rebuild";

    public static IEnumerable<Finding> Run()
    {
        var found = Probe.Run(Subject);
        foreach (var library in (string[])["libvips", "Skia"])
        {
            yield return found.TryGetValue(library, out var version)
                ? new("Pictures", library, Health.Good, version)
                : new("Pictures", library, Health.Missing, found.GetValueOrDefault("error", "did not say its version"), Remedy);
        }
        yield return found.GetValueOrDefault("drawing") == Red.ToString()
            ? new("Pictures", "drawing", Health.Good, "an SVG is drawn as it should be")
            : new("Pictures", "drawing", Health.Missing, $"a red square is drawn as {found.GetValueOrDefault("drawing", "nothing")}",
                Remedy);
    }

    /// <summary>In the probe's process: loads the libraries, asks them and lets them draw.</summary>
    public static IEnumerable<(string Name, string Value)> Ask()
    {
        try
        {
            return [("libvips", ImagingLibraries.Libvips().ToString(3)), ("drawing", Draw().ToString()),
                ("Skia", ImagingLibraries.Skia().ToString())];
        }
        catch (Exception e) when (e is InvalidOperationException or RenderException)
        {
            return [("error", e.Message)];
        }
    }

    static Rgba Red => new(255, 0, 0);

    static Rgba Draw() =>
        SvgRenderer.Render("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><path fill='red' d='M0 0h1v1h-1z'/></svg>"u8, 8, 8)[4,
        4];
}
