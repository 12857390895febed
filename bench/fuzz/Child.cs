using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace EmojiGen.Fuzz;

/// <summary>A process that reads one spoiled input after the other. What it does wrong without ending it sees itself; that it crashes or
/// hangs, the one that started it.</summary>
sealed class Child(FuzzTarget target, string folder, CurrentInput current, Findings findings)
{
    /// <summary>A file that is looked for, and never there, before what is to be seen by strace.</summary>
    public const string Mark = "/emojigen-fuzz-begins-here";

    const int WarmUp = 40;

    long number;

    /// <param name="mode">seeded FROM TO, guided SECONDS CORPUS, opened COUNT, replay FILE.</param>
    /// <param name="folder">Its own: the input that it is reading, temporary files, findings.</param>
    public static int Run(string mode, string name, string folder, string[] more)
    {
        Environment.SetEnvironmentVariable("TMPDIR", Directory.CreateDirectory(Path.Combine(folder, "temporary")).FullName);
        using var current = CurrentInput.Open(Path.Combine(folder, "current"));
        using var target = FuzzTarget.Create(name);
        var findings = new Findings(Path.Combine(Campaign.Folder, "found"), name);
        var child = new Child(target, Directory.CreateDirectory(Path.Combine(folder, "work")).FullName, current, findings);
        switch (mode)
        {
            case "seeded": child.Seeded(Whole(more[0]), Whole(more[1])); break;
            case "guided": child.Guided(TimeSpan.FromSeconds(Whole(more[0])), more[1]); break;
            case "opened": child.Opened(Whole(more[0])); break;
            case "replay": return child.Replay(more[0]);
            default: throw new ArgumentException($"There is no mode {mode}.");
        }
        Console.WriteLine($"{name}: {child.number} inputs, {findings.Kinds} kinds of findings, {Coverage.Branches} branches");
        return 0;
    }

    static long Whole(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Input NUMBER of a target is the same at every run.</summary>
    void Seeded(long from, long to)
    {
        for (var i = from; i < to; i++) Judge(i, Spoiled(i));
        number = to;
    }

    byte[] Spoiled(long which)
    {
        var random = new Random(unchecked((int)(which * 2_654_435_761)));
        var seeds = target.Seeds;
        var input = seeds[(int)(which % seeds.Count)];
        for (var times = which < seeds.Count ? 0 : 1 + random.Next(3); times > 0; times--)
            input = target.Spoil(input, seeds[random.Next(seeds.Count)], random);
        return input;
    }

    void Guided(TimeSpan time, string folderOfCorpus)
    {
        Directory.CreateDirectory(folderOfCorpus);
        List<byte[]> corpus = [.. target.Seeds, .. Directory.EnumerateFiles(folderOfCorpus).Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes)];
        var random = new Random(corpus.Count * 31 + Environment.ProcessId);
        foreach (var input in corpus.ToArray())
        {
            Coverage.Forget();
            Judge(number++, input);
            Coverage.IsNew();
        }
        for (var started = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(started) < time;)
        {
            // What came last reaches deepest, so half of the time it is one of those.
            var from = random.Next(2) == 0 ? Math.Max(0, corpus.Count - 50) : 0;
            var input = corpus[random.Next(from, corpus.Count)];
            for (var times = 1 + random.Next(4); times > 0; times--)
                input = target.Spoil(input, corpus[random.Next(corpus.Count)], random);
            if (input.Length > 1 << 20) continue;
            Coverage.Forget();
            Judge(number++, input);
            if (!Coverage.IsNew()) continue;
            corpus.Add(input);
            File.WriteAllBytes(Path.Combine(folderOfCorpus, Convert.ToHexStringLower(SHA256.HashData(input))[..16]), input);
        }
    }

    void Opened(long count)
    {
        for (var i = 0; i < target.Seeds.Count + WarmUp; i++) Judge(i, Spoiled(i));
        File.Exists(Mark);
        for (var i = 0L; i < count; i++) Judge(i, Spoiled(i * 7));
        number = count;
    }

    int Replay(string path)
    {
        var input = File.ReadAllBytes(path);
        var started = Stopwatch.GetTimestamp();
        Judge(0, input);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.000} s, {ProcessMemory.Peak >> 20} MB, {findings.Kinds} kinds of findings"));
        return findings.Kinds;
    }

    void Judge(long which, byte[] input)
    {
        Read(which, input);
        if (ProcessMemory.Peak <= Limits.Memory) return;
        // Perhaps it was what the ones before left to the garbage collector.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        ProcessMemory.ForgetPeak();
        var before = ProcessMemory.Peak;
        Read(which, input);
        if (ProcessMemory.Peak - before / 2 > Limits.Memory)
            findings.Add($"{ProcessMemory.Peak >> 28 << 8} MB or more", input,
                $"{before >> 20} MB before it, {ProcessMemory.Peak >> 20} MB at its peak");
        GC.Collect();
        ProcessMemory.ForgetPeak();
    }

    void Read(long which, byte[] input)
    {
        current.Begin(which, input);
        try
        {
            target.Read(input, folder);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            if (Refusal.Fault(e) is { } fault) findings.Add($"{fault}: {Refusal.Place(e)}", input, e.ToString());
        }
        catch (OutOfMemoryException e)
        {
            findings.Add($"out of memory: {Refusal.Place(e)}", input, e.ToString());
        }
        current.End();
        Tidy(input);
    }

    void Tidy(byte[] input)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(folder))
        {
            if (!Path.GetFileName(path).StartsWith("input", StringComparison.Ordinal))
                findings.Add($"a file is left: {Path.GetExtension(path)}", input, path);
            if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
            else File.Delete(path);
        }
    }
}
