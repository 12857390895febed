namespace EmojiGen.Prompting.Enhancement;

/// <summary>Scenes for words that are no thing: <em>love</em> is a bear with flowers, or two birds. Lines of <c>scenes.tsv</c>.</summary>
public static class SceneBank
{
    static readonly Lazy<Dictionary<string, string[]>> scenes = new(Read);

    /// <summary>All scenes, for whoever tries them.</summary>
    public static IEnumerable<string> All => scenes.Value.Values.SelectMany(it => it).Distinct(StringComparer.Ordinal);

    /// <summary>One of the scenes of a prompt that is such a word alone; null: it is none.</summary>
    /// <param name="seed">Which: those that follow one another give different ones, as far as there are.</param>
    public static string? Find(string prompt, long seed) => scenes.Value.TryGetValue(TermKey.Of(prompt), out var found)
        ? found[(int)((ulong)seed % (ulong)found.Length)] : null;

    static Dictionary<string, string[]> Read()
    {
        var read = new Dictionary<string, string[]>(StringComparer.Ordinal);
        ReadOnlySpan<char> file = LexiconFile.Read(typeof(SceneBank).Assembly, "scenes.tsv");
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var words = LexiconFile.Cut(ref cells, "\t").ToString().Split(", ");
            var found = cells.ToString().Split(" | ");
            foreach (var word in words) read[TermKey.Of(word)] = found;
        }
        return read;
    }
}
