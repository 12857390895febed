using System.Reflection;
using System.Text;

namespace EmojiGen.Prompting;

/// <summary>Word lists that travel inside an assembly: lines of tab-separated cells, <c>#</c> begins a comment line.</summary>
public static class LexiconFile
{
    /// <summary>The whole file, to be walked by <see cref="MemoryExtensions.EnumerateLines(ReadOnlySpan{char})"/>: no string per line is made.</summary>
    /// <exception cref="InvalidOperationException">The assembly carries no such list.</exception>
    public static string Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The word list '{name}' is not in {assembly.GetName().Name}: build the project again.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    public static bool IsEntry(ReadOnlySpan<char> line) => line.Length > 0 && line[0] != '#';

    /// <summary>Cuts the first cell off: what stands before the separator, which is left in <paramref name="rest"/>'s past.</summary>
    public static ReadOnlySpan<char> Cut(ref ReadOnlySpan<char> rest, ReadOnlySpan<char> separator)
    {
        var at = rest.IndexOf(separator);
        var cell = at < 0 ? rest : rest[..at];
        rest = at < 0 ? default : rest[(at + separator.Length)..];
        return cell;
    }
}
