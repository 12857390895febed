using System.Diagnostics;
using System.Globalization;
using EmojiGen.Composition;
using EmojiGen.Generation;
using EmojiGen.Imaging;
using EmojiGen.Svg;

namespace EmojiGen.Bench;

/// <summary>Scenes a second in one process: prompt read, composed, written as SVG, drawn at 128 pixels. Medians of ten runs.</summary>
/// <remarks>librsvg alone needs 1.8 ms for one plain icon of noto, so two cores cannot draw more than 1,100 of them a second.</remarks>
static class ComposeBench
{
    const int Runs = 10, ScenesPerRun = 500, Size = 128;

    static readonly string[] subjects = ["cat", "bear", "robot", "tomato", "penguin", "ghost", "fox", "avocado", "dragon", "frog"];

    static readonly string[] forms =
    [
        "a {0}", "an angry {0}", "a {0} riding a skateboard", "a purple {0}", "two {0}s", "a {0} wearing a top hat",
        "a {0} holding a pizza",
        "a {0} in love", "a {0} and a rocket", "a {0} astronaut",
    ];

    public static int Run(string[] args)
    {
        var style = args is [var named] ? named : EmojiRequest.DefaultStyle;
        using var studio = Studio.Open();
        var options = new ComposeOptions { Style = studio.Style(style) };
        string[] prompts = [.. forms.SelectMany(f => subjects.Select(s => string.Format(CultureInfo.InvariantCulture, f, s)))];

        Console.WriteLine("| style | threads | scenes/s, median | slowest | ms a scene on a thread | of it drawing |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach (var threads in (int[])[1, Environment.ProcessorCount])
        {
            _ = Rate(threads); // compiled code and open files, once
            var runs = Enumerable.Range(0, Runs).Select(_ => Rate(threads)).OrderBy(r => r.Rate).ToArray();
            var median = (runs[Runs / 2 - 1].Rate + runs[Runs / 2].Rate) / 2;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {style} | {threads} | {median:0} | {runs[0].Rate:0} | {1000 * threads / median:0.00} | {runs[Runs / 2].Drawing:0%} |"));
        }
        return 0;

        (double Rate, double Drawing) Rate(int threads)
        {
            long drawing = 0;
            var watch = Stopwatch.StartNew();
            Parallel.For(0, ScenesPerRun, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
            {
                var scene = studio.Compose(studio.Read(prompts[i % prompts.Length]), options with { Seed = i });
                var svg = SvgWriter.WriteUtf8(scene.Document);
                var started = Stopwatch.GetTimestamp();
                _ = SvgRenderer.Render(svg, Size, Size);
                Interlocked.Add(ref drawing, Stopwatch.GetTimestamp() - started);
            });
            return (ScenesPerRun / watch.Elapsed.TotalSeconds,
                drawing / (double)Stopwatch.Frequency / threads / watch.Elapsed.TotalSeconds);
        }
    }
}
