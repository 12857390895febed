using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference;

enum ReferenceVerdict { Passed, Failed, Skipped }

sealed record ReferenceResult(string Folder, string Kind, ReferenceVerdict Verdict, string? Reason);

static class ReferenceRunner
{
    const string Prefix = "out.";

    /// <summary>Runs one case. Whatever goes wrong in it is its failure, with the reason.</summary>
    /// <param name="device">Where networks compute; null: on the CPU.</param>
    public static ReferenceResult Run(string folder, Device? device = null)
    {
        var kind = "?";
        try
        {
            using var reference = ReferenceCase.Open(folder, device);
            kind = reference.Kind;
            if (!ReferenceKinds.Known.TryGetValue(kind, out var runner))
                return new(folder, kind, ReferenceVerdict.Skipped, $"kind {kind} is not known yet");
            return Compare(reference, runner.Run(reference)) is { } difference ? new(folder, kind, ReferenceVerdict.Failed, difference)
                : new(folder, kind, ReferenceVerdict.Passed, null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new(folder, kind, ReferenceVerdict.Failed, $"{e.GetType().Name}: {e.Message}");
        }
    }

    internal static string? Compare(ReferenceCase reference, IEnumerable<ReferenceOutput> outputs)
    {
        // What is computed in two ways comes twice; both must be right.
        var got = outputs.ToLookup(output => Prefix + output.Name, StringComparer.Ordinal);
        var expected = reference.Io.Entries.Where(entry => entry.Name.StartsWith(Prefix, StringComparison.Ordinal)).ToArray();
        if (expected.Length == 0) return "io.safetensors holds no out.*: nothing would be compared";
        foreach (var entry in expected)
        {
            if (!got.Contains(entry.Name)) return $"{entry.Name} was not computed";
            foreach (var output in got[entry.Name])
            {
                if (reference.Tolerance.Difference(reference.Io, entry, output) is { } difference) return difference;
            }
        }
        return null;
    }

    /// <summary>Runs every case under a folder, writing a line for each and the sum at the end.</summary>
    /// <returns>The exit code: 0 when none failed, 1 when any did, 2 when there is nothing to run.</returns>
    public static int RunAll(string root, TextWriter output, TextWriter errors)
    {
        if (!Directory.Exists(root))
        {
            errors.WriteLine($"Reference folder '{root}' does not exist.");
            return 2;
        }
        var counts = new int[3];
        foreach (var folder in ReferenceCase.FoldersUnder(root))
        {
            var result = Run(folder);
            counts[(int)result.Verdict]++;
            var name = Path.GetRelativePath(root, folder) is var relative and not "." ? relative
                : Path.GetFileName(Path.GetFullPath(folder));
            output.WriteLine($"{result.Verdict.ToString().ToLowerInvariant()} {name}{(result.Reason is null ? "" : ": " + result.Reason)}");
        }
        if (counts.Sum() == 0) errors.WriteLine($"Reference folder '{root}' holds no case.json, neither itself nor below.");
        output.WriteLine($"{counts[0]} passed, {counts[1]} failed, {counts[2]} skipped");
        return counts[1] > 0 ? 1 : counts.Sum() == 0 ? 2 : 0;
    }
}
