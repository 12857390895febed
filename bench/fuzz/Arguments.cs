using System.Globalization;

namespace EmojiGen.Fuzz;

/// <summary>What a campaign was asked for.</summary>
/// <param name="Targets">All where none is named.</param>
sealed record Arguments(int Count, double Minutes, IReadOnlyList<string> Targets)
{
    public static Arguments Read(string[] words)
    {
        var arguments = new Arguments(10_000, 60, []);
        for (var i = 0; i < words.Length; i++)
        {
            arguments = words[i] switch
            {
                "--count" => arguments with { Count = int.Parse(words[++i], CultureInfo.InvariantCulture) },
                "--minutes" => arguments with { Minutes = double.Parse(words[++i], CultureInfo.InvariantCulture) },
                var name => arguments with { Targets = [.. arguments.Targets, name] },
            };
        }
        return arguments with { Targets = arguments.Targets is [] ? FuzzTarget.Names : arguments.Targets };
    }

    public static int Usage()
    {
        Console.Error.WriteLine(
            $"usage: bench/fuzz/run seeded|guided|opened [--count N] [--minutes N] [TARGET...], where TARGET is one of: {string.Join(", ", FuzzTarget.Names)}");
        return 2;
    }
}
