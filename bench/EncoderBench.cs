using System.Diagnostics;
using System.Globalization;
using EmojiGen.Language;

namespace EmojiGen.Bench;

/// <summary>The sentence encoder: what its start costs step by step, a prompt, many captions, and a search among them.</summary>
static class EncoderBench
{
    /// <param name="args">Rounds (10); medians count.</param>
    public static int Run(string[] args)
    {
        var rounds = args is [var given] ? int.Parse(given, CultureInfo.InvariantCulture) : 10;
        var folder = Path.Combine(Environment.CurrentDirectory, "models", "all-MiniLM-L6-v2");
        var clock = Stopwatch.StartNew();
        Console.WriteLine("| step of a start, once | ms | MB in all |");
        Console.WriteLine("| --- | --- | --- |");
        WordPieceTokenizer.Load(folder);
        Step("tokenizer");
        using var encoder = SentenceEncoder.Load(folder);
        Step("weights, mapped");
        encoder.Encode("my boss is angry");
        Step("the first prompt");

        var captions = Enumerable.Range(1, 2000).Select(i => $"smiling face number {i} with a few more words").ToArray();
        var prompt = Median(rounds, () => encoder.Encode("my boss is angry"));
        var many = Median(Math.Max(1, rounds / 5), () => encoder.Encode(captions));
        Console.WriteLine();
        Console.WriteLine("| a prompt of 6 tokens, ms | captions of 12 tokens a second, all cores |");
        Console.WriteLine("| --- | --- |");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {prompt:0.0} | {captions.Length / many * 1000:0} |"));

        Console.WriteLine();
        Console.WriteLine("| captions | open and check, ms | search, ms |");
        Console.WriteLine("| --- | --- | --- |");
        var temporary = Directory.CreateTempSubdirectory("emojigen-bench-");
        try
        {
            foreach (var count in new[] { 2_000, 10_000 })
                Search(encoder, Path.Combine(temporary.FullName, $"{count}.safetensors"), count, rounds);
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
        return 0;

        void Step(string name)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {name} | {clock.Elapsed.TotalMilliseconds:0} | {Environment.WorkingSet >> 20} |"));
            clock.Restart();
        }
    }

    static void Search(SentenceEncoder encoder, string path, int count, int rounds)
    {
        // The numbers do not matter, their count does.
        var row = encoder.Encode("a caption");
        var rows = new Half[count * encoder.Dimension];
        for (var i = 0; i < rows.Length; i++) rows[i] = (Half)row[i % row.Length];
        CaptionEmbeddings.Write(path, rows, encoder.Dimension, encoder.Identity, "bench");
        var open = Median(rounds, () => CaptionEmbeddings.Open(path, encoder.Identity, "bench").Dispose());
        using var captions = CaptionEmbeddings.Open(path, encoder.Identity, "bench");
        var search = Median(rounds, () => captions.Nearest(row, 20));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {count} | {open:0.00} | {search:0.00} |"));
    }

    static double Median(int rounds, Action action)
    {
        action();
        var times = new double[rounds];
        for (var i = 0; i < rounds; i++)
        {
            var clock = Stopwatch.StartNew();
            action();
            times[i] = clock.Elapsed.TotalMilliseconds;
        }
        Array.Sort(times);
        return times[rounds / 2];
    }
}
