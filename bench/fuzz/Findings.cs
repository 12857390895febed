using System.Security.Cryptography;
using System.Text;

namespace EmojiGen.Fuzz;

/// <summary>The inputs that found something, each kind once: <c>build/fuzz/found/TARGET-KIND.input</c> beside a text that says what.</summary>
sealed class Findings(string folder, string target)
{
    readonly HashSet<string> kinds = new(StringComparer.Ordinal);

    public int Kinds => kinds.Count;

    /// <param name="kind">The same for all inputs that find the same.</param>
    /// <param name="detail">For whoever looks into it.</param>
    public void Add(string kind, byte[] input, string detail)
    {
        if (!kinds.Add(kind)) return;
        Directory.CreateDirectory(folder);
        var name = Path.Combine(folder, $"{target}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(kind)))[..8]}");
        File.WriteAllBytes($"{name}.input", input);
        File.WriteAllText($"{name}.txt", $"{kind}\n\n{detail}\n");
        Console.WriteLine($"{target}: FOUND {kind} ({name}.input)");
    }
}
