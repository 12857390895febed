using System.Reflection;

// bench/run NAME [arguments]: every static class NameBench with a method Run(string[]) is a benchmark.
var benches = Assembly.GetExecutingAssembly().GetTypes()
    .Where(t => t.Name.EndsWith("Bench", StringComparison.Ordinal) && t.Name.Length > "Bench".Length)
    .Select(t => (Name: string.Concat(t.Name[..^"Bench".Length].Select((c, i) => i > 0 && char.IsUpper(c) ? $"-{c}" : $"{c}"))
        .ToLowerInvariant(), Run: t.GetMethod("Run", BindingFlags.Public | BindingFlags.Static, [typeof(string[])])))
    .Where(b => b.Run is not null)
    .ToDictionary(b => b.Name, b => b.Run!.CreateDelegate<Func<string[], int>>(), StringComparer.Ordinal);

if (args is [var name, .. var rest] && benches.TryGetValue(name.ToLowerInvariant(), out var run)) return run(rest);
Console.Error.WriteLine(
    $"Usage: bench/run NAME [arguments], where NAME is one of: {string.Join(", ", benches.Keys.Order(StringComparer.Ordinal))}");
return 2;
