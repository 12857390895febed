using System.Diagnostics;
using System.Text;
using System.Text.Json;
using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.Bench;

/// <summary>
/// <c>svg sweep [SET]</c>: every icon of the five sets, parsed and written, looks as before. <c>svg speed [SET]</c>: how long that takes.
/// <c>svg bounds [SET]</c>: measured bounds against those of a large rendering. <c>svg suite FOLDER</c>: see <see cref="SvgSuiteBench"/>.
/// </summary>
public static class SvgBench
{
    static readonly string[] Sets = ["noto", "fluent-emoji", "fluent-emoji-flat", "twemoji", "openmoji"];

    readonly record struct IconText(string Set, string Name, string Body, double Width, double Height)
    {
        public Box ViewBox => Box.At(0, 0, Width, Height);

        public byte[] Document =>
            Encoding.UTF8.GetBytes(
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" viewBox=\"0 0 {Width} {Height}\">{Body}</svg>");

        public override string ToString() => $"{Set}:{Name}";
    }

    public static int Run(string[] args)
    {
        var sets = args.Length > 1 ? args[1..] : Sets;
        switch (args is [] ? "" : args[0])
        {
            case "sweep": return Sweep(sets);
            case "speed": return Speed(sets);
            case "bounds": return Bounds(sets);
            case "suite" when args.Length > 1: return SvgSuiteBench.Run(args[1], args.Contains("--list"));
            default:
                Console.Error.WriteLine("usage: svg sweep|speed|bounds [SET...]; svg suite FOLDER [--list]");
                return 2;
        }
    }

    static List<IconText> Read(string set)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(System.IO.Path.Combine(Root(), "node_modules", "@iconify-json", set,
            "icons.json")));
        var root = json.RootElement;
        var width = Side(root, "width", 16);
        var height = Side(root, "height", 16);
        return [.. root.GetProperty("icons").EnumerateObject().Select(icon => new IconText(
            set, icon.Name, icon.Value.GetProperty("body").GetString()!, Side(icon.Value, "width", width), Side(icon.Value, "height", height)))];

        static double Side(JsonElement of, string name, double otherwise) =>
            of.TryGetProperty(name, out var side) ? side.GetDouble() : otherwise;
    }

    static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "package.json"))) folder = folder.Parent;
        return folder?.FullName ?? Environment.CurrentDirectory;
    }

    static int Sweep(string[] sets)
    {
        var failed = false;
        foreach (var set in sets)
        {
            var icons = Read(set);
            var differences = new double[icons.Count];
            var refused = new string?[icons.Count];
            var lost = new string?[icons.Count];
            long before = 0, after = 0;
            Parallel.For(0, icons.Count, i =>
            {
                var icon = icons[i];
                byte[] written;
                try
                {
                    var document = SvgReader.Parse(icon.Body, icon.ViewBox);
                    written = SvgWriter.WriteUtf8(document);
                }
                catch (SvgException e)
                {
                    lost[i] = e.Message;
                    return;
                }
                Interlocked.Add(ref before, icon.Document.Length);
                Interlocked.Add(ref after, written.Length);
                Raster original;
                try
                {
                    original = SvgRenderer.Render(icon.Document, 128, 128);
                }
                catch (RenderException e)
                {
                    refused[i] = e.Message;
                    return;
                }
                try
                {
                    differences[i] = Difference(original, SvgRenderer.Render(written, 128, 128));
                }
                catch (RenderException e)
                {
                    lost[i] = e.Message;
                }
            });
            var over = differences.Count(d => d >= 1);
            failed |= over > 0 || lost.Any(l => l is not null);
            Console.WriteLine(
                $"{set}: {icons.Count} icons, {over} differ by 1/255 or more, {lost.Count(l => l is not null)} lost, {refused.Count(r => r is not null)} refused by librsvg; mean {differences.Average():0.00000}/255; {after * 100.0 / before:0.0} % of the size");
            foreach (var (name, why) in icons.Zip(lost).Where(p => p.Second is not null).Take(10))
                Console.WriteLine($"  lost    {name}: {why}");
            foreach (var (name, why) in icons.Zip(refused).Where(p => p.Second is not null)) Console.WriteLine($"  refused {name}: {why}");
            foreach (var (name, difference) in icons.Zip(differences).OrderByDescending(p => p.Second).Take(10))
                Console.WriteLine($"  {difference,8:0.0000}/255 {name}");
        }
        return failed ? 1 : 0;
    }

    /// <summary>The mean absolute difference over all four channels of all pixels, of 255.</summary>
    static double Difference(Raster a, Raster b)
    {
        var x = a.Span;
        var y = b.Span;
        long sum = 0;
        for (var i = 0; i < x.Length; i++) sum += Math.Abs(x[i] - y[i]);
        return (double)sum / x.Length;
    }

    static int Speed(string[] sets)
    {
        foreach (var set in sets)
        {
            var icons = Read(set).Where((_, i) => i % 4 == 0).ToList();
            var documents = new SvgDocument[icons.Count];
            var parse = Best(() =>
            {
                for (var i = 0; i < documents.Length;
                i++) documents[i] = SvgReader.Parse(icons[i].Body, icons[i].ViewBox);
            });
            var write = Best(() => { foreach (var document in documents) SvgWriter.WriteUtf8(document); });
            var measure = Best(() => { foreach (var document in documents) SvgMeasure.Bounds(document); });
            Console.WriteLine(
                $"{set}: {icons.Average(i => i.Body.Length):0} characters; parse {parse / icons.Count:0.0} us, write {write / icons.Count:0.0} us, bounds (segments read already) {measure / icons.Count:0.0} us");
        }
        return 0;
    }

    static double Best(Action run)
    {
        var times = new double[10];
        for (var i = 0; i < 3; i++) run();
        for (var i = 0; i < times.Length; i++)
        {
            var start = Stopwatch.GetTimestamp();
            run();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }
        return times.Order().ElementAt(times.Length / 2);
    }

    static int Bounds(string[] sets)
    {
        const int pixels = 512;
        foreach (var set in sets)
        {
            var icons = Read(set).Where((_, i) => i % 10 == 0).ToList();
            var errors = new double[icons.Count];
            Parallel.For(0, icons.Count, i =>
            {
                var icon = icons[i];
                var document = SvgReader.Parse(icon.Body, icon.ViewBox);
                Raster picture;
                try
                {
                    picture = SvgRenderer.Render(SvgWriter.WriteUtf8(document), pixels, pixels);
                }
                catch (RenderException)
                {
                    return;
                }
                var scale = pixels / Math.Max(icon.Width, icon.Height);
                var (x, y) = ((pixels - icon.Width * scale) / 2, (pixels - icon.Height * scale) / 2);
                var expected = Painted(picture);
                var box = SvgMeasure.Bounds(document).Intersect(icon.ViewBox);
                if (box.IsEmpty || expected.IsEmpty) return;
                var measured = new Box(box.Left * scale + x, box.Top * scale + y, box.Right * scale + x, box.Bottom * scale + y);
                errors[i] = new[] { Math.Abs(measured.Left - expected.Left), Math.Abs(measured.Top - expected.Top),
                    Math.Abs(measured.Right - expected.Right), Math.Abs(measured.Bottom - expected.Bottom) }.Max();
            });
            Console.WriteLine($"{set}: {icons.Count} icons at {pixels} px; off by 2 px or more: {errors.Count(e => e >= 2)}");
            foreach (var (name, error) in icons.Zip(errors).OrderByDescending(p => p.Second).Take(10))
                Console.WriteLine($"  {error,8:0.00} px {name}");
        }
        return 0;
    }

    /// <summary>What is painted by more than the resampling of filtered pictures spreads.</summary>
    static Box Painted(Raster picture)
    {
        var box = Box.Empty;
        for (var y = 0; y < picture.Height; y++)
            for (var x = 0; x < picture.Width; x++)
                if (picture[x, y].A > 5)
                    box = box.Union(new Box(x, y, x + 1, y + 1));
        return box;
    }
}
