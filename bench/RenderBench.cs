using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using EmojiGen.Imaging;

namespace EmojiGen.Bench;

/// <summary>Milliseconds an icon through librsvg, by set, on one core and on two: what everything that renders is measured
/// against.</summary>
public static class RenderBench
{
    static readonly string[] sets = ["noto", "fluent-emoji", "fluent-emoji-flat", "twemoji", "openmoji"];

    /// <param name="args">Pixels a side (128), icons a set (400), rounds (3), where given in this order.</param>
    public static int Run(string[] args)
    {
        var pixels = Argument(0, 128);
        var count = Argument(1, 400);
        var rounds = Argument(2, 3);

        Console.WriteLine(
            $"{count} icons a set at {pixels}x{pixels}, best of {rounds}; {Processor()}, libvips {ImagingLibraries.Libvips()}");
        Console.WriteLine($"{"set",-18} {"1 core",9} {"2 cores",9} {"refused",8}   (ms an icon, wall)");
        foreach (var set in sets)
        {
            var icons = Icons(set, count);
            var refused = icons.Count(svg => !Renders(svg, pixels)); // and the caches are warm
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{set,-18} {Best(1),9:f3} {Best(2),9:f3} {refused,8}"));

            double Best(int threads) => Enumerable.Range(0, rounds).Min(_ => Time(icons, pixels, threads));
        }
        return 0;

        int Argument(int index, int otherwise) => args.Length > index ? int.Parse(args[index], CultureInfo.InvariantCulture) : otherwise;
    }

    static double Time(byte[][] icons, int pixels, int threads)
    {
        var clock = Stopwatch.StartNew();
        Parallel.ForEach(icons, new ParallelOptions { MaxDegreeOfParallelism = threads }, svg => Renders(svg, pixels));
        return clock.Elapsed.TotalMilliseconds / icons.Length;
    }

    static bool Renders(byte[] svg, int pixels)
    {
        try
        {
            SvgRenderer.Render(svg, pixels, pixels, smoothFilters: false);
            return true;
        }
        catch (RenderException)
        {
            return false; // two umbrellas of fluent exhaust librsvg
        }
    }

    static byte[][] Icons(string set, int count)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Root(), "node_modules", "@iconify-json", set, "icons.json")));
        var root = json.RootElement;
        var side = root.TryGetProperty("width", out var width) ? width.GetInt32() : 16;
        var icons = root.GetProperty("icons").EnumerateObject()
            .Select(icon => Encoding.UTF8.GetBytes(
                $"""<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 {side} {side}">{icon.Value.GetProperty("body").GetString()}</svg>"""))
            .ToArray();
        new Random(20_261_121).Shuffle(icons);
        return icons[..Math.Min(count, icons.Length)];
    }

    static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "package.json"))) folder = Path.GetDirectoryName(folder);
        return folder
            ?? throw new DirectoryNotFoundException(
            "No folder above the program holds package.json: run the benchmark from a clone of the repository.");
    }

    static string Processor() =>
        File.ReadLines("/proc/cpuinfo").First(static line => line.StartsWith("model name", StringComparison.Ordinal)).Split(": ")[1];
}
