using System.Reflection;
using System.Text;

namespace EmojiGen.Prompting;

/// <summary>Word lists that travel inside an assembly: lines of tab-separated cells, <c>#</c> begins a comment line.</summary>
public static class LexiconFile
{
    /// <summary>The whole file, to be walked by <see cref="NextEntry"/>: no string per line is made.</summary>
    /// <exception cref="InvalidOperationException">The assembly carries no such list.</exception>
    public static string Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The word list '{name}' is not in {assembly.GetName().Name}: build the project again.");
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Cuts the next line off that is no comment; false at the end.</summary>
    public static bool NextEntry(ref ReadOnlySpan<char> file, out ReadOnlySpan<char> line)
    {
        while (!file.IsEmpty)
        {
            line = Cut(ref file, "\n");
            if (line.Length > 0 && line[^1] == '\r') line = line[..^1];
            if (line.Length > 0 && line[0] != '#') return true;
        }
        line = default;
        return false;
    }

    /// <summary>Cuts the first cell off: what stands before the separator, behind which the rest begins.</summary>
    public static ReadOnlySpan<char> Cut(ref ReadOnlySpan<char> rest, ReadOnlySpan<char> separator)
    {
        var at = rest.IndexOf(separator);
        var cell = at < 0 ? rest : rest[..at];
        rest = at < 0 ? default : rest[(at + separator.Length)..];
        return cell;
    }
}
