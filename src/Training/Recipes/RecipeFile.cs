namespace EmojiGen.Training.Recipes;

/// <summary>A recipe: a file of overrides, one <c>key = value</c> a line, each with its reason behind a <c>#</c>.</summary>
public static class RecipeFile
{
    /// <summary>Reads the values by key.</summary>
    /// <param name="known">Keys that may stand there.</param>
    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">A line is no override, or its key is unknown or given twice; says which line.</exception>
    public static IReadOnlyDictionary<string, string> Read(string path, IReadOnlyCollection<string> known)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"Recipe '{path}' does not exist.", path);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            var text = WithoutReason(line);
            if (text.Length == 0) continue;
            if (text.Any(it => char.IsControl(it) && it != '\t')) throw Wrong("it holds a control character");
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var key = equals < 0 ? text : text[..equals].TrimEnd();
            if (equals <= 0) throw Wrong("it should be key = value");
            if (!known.Contains(key))
                throw Wrong($"the key '{key}' is unknown; known: {string.Join(", ", known.Order(StringComparer.Ordinal))}");
            if (!values.TryAdd(key, Unquoted(text[(equals + 1)..].Trim()))) throw Wrong($"'{key}' is given twice");
        }
        return values;

        InvalidDataException Wrong(string problem) => new($"Recipe '{path}', line {number}: {problem}.");
    }

    /// <summary>A # begins a reason unless it stands in quotes.</summary>
    static string WithoutReason(string line)
    {
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"') quoted = !quoted;
            else if (line[i] == '#' && !quoted) return line[..i].Trim();
        }
        return line.Trim();
    }

    static string Unquoted(string value) => value is ['"', .. var inner, '"'] ? inner : value;
}
