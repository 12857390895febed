using EmojiGen.Art;
using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.Bench;

/// <summary>
/// <c>svg suite FOLDER [--list]</c>: SVG files that lie beside the PNGs that another renderer made of them, as resvg's tests do. Each is equal
/// (a mean difference of 2/255 at most), said (a warning, a refusal, or the notice that it is drawn otherwise than its file), or silent.
/// </summary>
static class SvgSuiteBench
{
    const double Equal = 2;

    enum Verdict { Equal, Warned, Likeness, Refused, Silent }

    readonly record struct Outcome(string File, Verdict Verdict, double Difference, string Said, bool RendererAgrees);

    public static int Run(string folder, bool lists)
    {
        var files = Directory.EnumerateFiles(folder, "*.svg", SearchOption.AllDirectories).Where(f => File.Exists(System.IO.Path.ChangeExtension(f, ".png")))
            .Order(StringComparer.Ordinal).ToList();
        var outcomes = files.Select(file => Try(file, System.IO.Path.GetRelativePath(folder, file))).ToList();
        foreach (var of in outcomes.GroupBy(o => o.Verdict).OrderBy(g => g.Key)) Console.WriteLine($"{of.Key,-9} {of.Count()}");
        Console.WriteLine($"warned, and equal all the same: {outcomes.Count(o => o.Verdict == Verdict.Warned && o.Difference <= Equal)}");
        foreach (var outcome in outcomes.Where(o => lists || o.Verdict == Verdict.Silent))
            Console.WriteLine($"{outcome.Verdict,-9} {outcome.Difference,7:0.00} {(outcome.RendererAgrees ? "renderer too" : "")} {outcome.File} {outcome.Said}");
        return outcomes.Any(o => o.Verdict == Verdict.Silent) ? 1 : 0;
    }

    static Outcome Try(string file, string name)
    {
        List<string> warnings = [];
        try
        {
            using var stream = File.OpenRead(file);
            var text = SvgReader.ReadText(stream);
            var document = SvgReader.ParseDocument(text, warnings);
            var expected = ImageFile.Load(System.IO.Path.ChangeExtension(file, ".png"));
            var written = SvgWriter.WriteUtf8(document);
            var difference = Difference(expected, SvgRenderer.Render(written, expected.Width, expected.Height));
            if (warnings.Count > 0) return new(name, Verdict.Warned, difference, string.Join(" | ", warnings.Distinct()), false);
            if (Likeness.Difference(SvgRenderer.Render(written, 64, 64), text) is { } said) return new(name, Verdict.Likeness, difference, said, false);
            return new(name, difference <= Equal ? Verdict.Equal : Verdict.Silent, difference, "", difference > Equal && Agrees(expected, file));
        }
        catch (Exception e) when (e is SvgException or RenderException)
        {
            return new(name, Verdict.Refused, 0, e.Message, false);
        }
    }

    /// <summary>The mean absolute difference over all four channels of all pixels, of 255, colours weighed by how opaque they are.</summary>
    static double Difference(Raster a, Raster b)
    {
        long sum = 0;
        for (var y = 0; y < a.Height; y++)
        {
            for (var x = 0; x < a.Width; x++)
            {
                var (p, q) = (a[x, y], b[x, y]);
                sum += 255 * Math.Abs(p.A - q.A) + Math.Abs(p.R * p.A - q.R * q.A) + Math.Abs(p.G * p.A - q.G * q.A) + Math.Abs(p.B * p.A - q.B * q.A);
            }
        }
        return sum / (255.0 * 4 * a.Width * a.Height);
    }

    /// <summary>Whether our renderer makes of the file itself what the peer makes of it.</summary>
    static bool Agrees(Raster expected, string file)
    {
        try
        {
            return Difference(expected, SvgRenderer.Render(File.ReadAllBytes(file), expected.Width, expected.Height)) <= Equal;
        }
        catch (RenderException)
        {
            return false;
        }
    }
}
