using System.Diagnostics;
using System.Globalization;
using EmojiGen.Art;
using EmojiGen.Imaging;
using EmojiGen.Svg;
using Path = System.IO.Path;

namespace EmojiGen.Bench;

/// <summary>
/// <c>art build</c>: the five sets built from their packages, into a folder of its own. <c>art open</c>: what a program pays to open them,
/// each in a new process.
/// <c>art sweep</c>: every icon rendered from its document; names those that librsvg refuses, which <c>BuiltInSet</c> has to leave out.
/// </summary>
public static class ArtBench
{
    // A chat line's, the usual, a sticker's: filters fail at some sizes only.
    static readonly int[] sweepSizes = [24, 128, 512];

    static readonly string[] Styles = ["noto", "fluent", "flat", "twemoji", "openmoji"];

    public static int Run(string[] args)
    {
        var art = Path.Combine(Environment.CurrentDirectory, "build", "art");
        switch (args)
        {
            case ["build"]: return Build();
            case ["open"]: return Open();
            case ["open-once", var what]: return OpenOnce(art, what);
            case ["sweep", .. var sets]: return Sweep(art, sets is [] ? Styles : sets);
            default:
                Console.Error.WriteLine("usage: art build|open|sweep [STYLE...]");
                return 2;
        }
    }

    static int Build()
    {
        var target = Directory.CreateTempSubdirectory("emojigen-bench-");
        try
        {
            var watch = Stopwatch.StartNew();
            var (part, start) = ("", TimeSpan.Zero);
            ArtIndexBuilder.BuildAll(Path.Combine(Environment.CurrentDirectory, "node_modules"), target.FullName, rebuild: true,
                new Reporter(progress =>
            {
                if (progress.Set == part) return;
                if (part.Length > 0) Report();
                (part, start) = (progress.Set, watch.Elapsed);
            }));
            Report();
            Console.WriteLine($"| all | {watch.Elapsed.TotalSeconds:0.0} s | {target.EnumerateFiles().Sum(f => f.Length) / 1e6:0.0} MB |");
            Console.WriteLine($"peak {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:0} MB, pages of the mapped packages included");
            return 0;

            void Report() =>
                Console.WriteLine(
                $"| {part} | {(watch.Elapsed - start).TotalSeconds:0.0} s | {target.EnumerateFiles(part + ".*").Sum(f => f.Length) / 1e6:0.0} MB |");
        }
        finally
        {
            target.Delete(recursive: true);
        }
    }

    // Progress<T> would report from another thread, later.
    sealed class Reporter(Action<ArtProgress> report) : IProgress<ArtProgress>
    {
        public void Report(ArtProgress value) => report(value);
    }

    static int Open()
    {
        Console.WriteLine("| in a new process | median ms | slowest ms | median ms of processor time | allocated KB |");
        Console.WriteLine("| --- | --- | --- | --- | --- |");
        foreach (var what in (string[])["nothing", "catalogue", "cat", "all", "find", "segment", "fi", .. Styles.Select(s => "set:" + s),
            .. Styles.Select(s => "icon:" + s)])
        {
            var runs = Enumerable.Range(0, 11).Select(_ => Child(what)).Skip(1).ToArray();
            double[] times = [.. runs.Select(r => r.Milliseconds).Order()], processor = [.. runs.Select(r => r.Processor).Order()];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {what} | {(times[4] + times[5]) / 2:0.00} | {times[^1]:0.00} | {(processor[4] + processor[5]) / 2:0.00} | {runs[0].Kilobytes:0} |"));
        }
        return 0;
    }

    static (double Milliseconds, double Processor, double Kilobytes) Child(string what)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["art", "open-once", what])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false
        };
        using var process = Process.Start(start)!;
        var parts = process.StandardOutput.ReadToEnd().Split(' ');
        process.WaitForExit();
        double[] numbers = [.. parts.Select(p => double.Parse(p, CultureInfo.InvariantCulture))];
        return (numbers[0], numbers[1], numbers[2]);
    }

    // Just-in-time compilation is part of the price, so it is not warmed up.
    static int OpenOnce(string art, string what)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var processor = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        if (what is "nothing")
        {
            // What measuring costs, and a first file opened and mapped.
            using var file = System.IO.MemoryMappedFiles.MemoryMappedFile.CreateFromFile(Path.Combine(art, "catalogue.bin"), FileMode.Open,
                null, 0, System.IO.MemoryMappedFiles.MemoryMappedFileAccess.Read);
            using var view = file.CreateViewAccessor(0, 0, System.IO.MemoryMappedFiles.MemoryMappedFileAccess.Read);
            _ = view.ReadByte(0);
        }
        else if (what.Split(':') is ["set", var set])
        {
            _ = ArtSet.Open(Path.Combine(art, set + ".art")).ByCharacters("🐱");
        }
        else if (what.Split(':') is ["icon", var style])
        {
            var library = ArtLibrary.Open(art);
            _ = library.Find(library.Catalogue.ByCharacters("🐱")!, style)!.Document;
        }
        else
        {
            var catalogue = Catalogue.Open(art);
            _ = what switch
            {
                "catalogue" => 0,
                "cat" => catalogue.ByName("cat face")!.Index,
                "all" => catalogue.All.Sum(e => e.Keywords.Length),
                "find" => catalogue.English.Find("cat").Length,
                "segment" => catalogue.Segment("a 🐱 on a 🛹").Length,
                _ => catalogue.Localized(what).Find("kissan naama").Length,
            };
        }
        var elapsed = watch.Elapsed.TotalMilliseconds;
        processor = Environment.CpuUsage.TotalTime - processor;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{elapsed} {processor.TotalMilliseconds} {(GC.GetTotalAllocatedBytes(precise: true) - before) / 1024.0}"));
        return 0;
    }

    static int Sweep(string art, string[] styles)
    {
        using var library = ArtLibrary.Open(art);
        var failed = 0;
        foreach (var style in styles)
        {
            var set = library.Set(style);
            var refused = new string?[set.Count];
            Parallel.For(0, set.Count, i =>
            {
                var svg = SvgWriter.WriteUtf8(set[i].Document);
                foreach (var size in sweepSizes)
                {
                    try
                    {
                        SvgRenderer.Render(svg, size, size);
                    }
                    catch (RenderException e)
                    {
                        refused[i] ??= $"at {size} px: {e.Message}";
                    }
                }
            });
            Console.WriteLine($"{style}: {set.Count} icons, {refused.Count(r => r is not null)} refused by librsvg");
            for (var i = 0; i < refused.Length; i++)
            {
                if (refused[i] is null) continue;
                var left = library.FindExact(set[i].Characters ?? "", style)?.Set.Key != style;
                if (!left && set[i].Characters is not null) failed++;
                Console.WriteLine($"  {set[i].Name} ({set[i].Characters}): {refused[i]} {(left ? "left out" : "NOT LEFT OUT")}");
            }
        }
        return failed == 0 ? 0 : 1;
    }
}
