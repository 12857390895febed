namespace EmojiGen.Language.ChatTemplates;

/// <summary>Methods of strings (<c>strip</c>, <c>lstrip</c>, <c>rstrip</c>, <c>startswith</c>, <c>endswith</c>, <c>split</c>, <c>upper</c>,
/// <c>lower</c>, <c>replace</c>, <c>title</c>) and of mappings (<c>get</c>, <c>items</c>, <c>keys</c>, <c>values</c>).</summary>
static class TemplateMethods
{
    public static object? Call(object? of, string name, object?[] given, TemplateRun run, int line) => (of, name, given) switch
    {
        (string text, "strip", []) => text.Trim(),
        (string text, "lstrip", []) => text.TrimStart(),
        (string text, "rstrip", []) => text.TrimEnd(),
        (string text, "strip", [string set]) => text.Trim([.. set]),
        (string text, "lstrip", [string set]) => text.TrimStart([.. set]),
        (string text, "rstrip", [string set]) => text.TrimEnd([.. set]),
        (string text, "startswith", [string start]) => text.StartsWith(start, StringComparison.Ordinal),
        (string text, "endswith", [string end]) => text.EndsWith(end, StringComparison.Ordinal),
        (string text, "split", []) => Listed(text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), run, line),
        (string text, "split", [string { Length: > 0 } separator]) => Listed(text.Split(separator), run, line),
        (string text, "upper", []) => text.ToUpperInvariant(),
        (string text, "lower", []) => text.ToLowerInvariant(),
        (string text, "title", []) => TemplateFilters.Title(text),
        (string text, "replace", [string { Length: > 0 } old, string with]) => Replaced(text, old, with, run, line),
        (Dictionary<string, object?> mapping, "get", [string key]) => mapping.GetValueOrDefault(key),
        (Dictionary<string, object?> mapping, "get", [string key, var otherwise]) => mapping.TryGetValue(key, out var found) ? found : otherwise,
        (Dictionary<string, object?> mapping, "items", []) => Pairs(mapping),
        (Dictionary<string, object?> mapping, "keys", []) => mapping.Keys.Select(object? (it) => it).ToList(),
        (Dictionary<string, object?> mapping, "values", []) => mapping.Values.ToList(),
        _ => throw new ChatTemplateException($"{TemplateValues.Kind(of)} has no method '{name}' for what it is given", line),
    };

    public static List<object?> Pairs(Dictionary<string, object?> mapping) =>
        [.. mapping.Select(object? (it) => new List<object?> { it.Key, it.Value })];

    /// <summary>Refused before it is made, where it would be too long.</summary>
    public static string Replaced(string text, string old, string with, TemplateRun run, int line)
    {
        var times = text.AsSpan().Count(old);
        run.Step(line, times);
        if (text.Length + ((long)times * with.Length) > 1 << 22) throw new ChatTemplateException("'replace' makes too long a text", line);
        return run.Limited(text.Replace(old, with, StringComparison.Ordinal), line);
    }

    static List<object?> Listed(string[] parts, TemplateRun run, int line)
    {
        run.Step(line, parts.Length);
        return [.. parts];
    }
}
