namespace EmojiGen.Language.ChatTemplates;

/// <summary><c>raise_exception</c>, <c>namespace</c>, <c>range</c>, <c>dict</c>.</summary>
static class TemplateFunctions
{
    const int LongestRange = 100_000;

    public static object? Call(string name, TemplateArguments arguments, TemplateRun run, int line)
    {
        switch (name)
        {
            case "raise_exception":
                var reason = TemplateValues.Text(arguments.Get(run, 0, "message", ""), line);
                throw new ChatTemplateException("it refuses these turns: " + reason.TrimEnd('.'), line);
            case "namespace" or "dict":
                var made = name == "dict" ? new Dictionary<string, object?>(StringComparer.Ordinal) : new TemplateNamespace();
                foreach (var (key, value) in arguments.Named) made[key] = value.Value(run);
                return made;
            case "range": return Range(arguments.Values(run), run, line);
            default: throw new ChatTemplateException($"the function '{name}' is not known here", line);
        }
    }

    static List<object?> Range(object?[] bounds, TemplateRun run, int line)
    {
        if (bounds.Length is < 1 or > 3 || !Array.TrueForAll(bounds, it => it is long))
            throw new ChatTemplateException("'range' takes one to three whole numbers", line);
        long[] whole = [.. bounds.Select(it => (long)it!)];
        var (from, to, by) = whole.Length == 1 ? (0L, whole[0], 1L) : (whole[0], whole[1], whole.Length == 3 ? whole[2] : 1L);
        if (by == 0) throw new ChatTemplateException("'range' has a step of 0", line);
        var list = new List<object?>();
        for (var i = (Int128)from; by > 0 ? i < to : i > to; i += by)
        {
            run.Step(line);
            if (list.Count == LongestRange) throw new ChatTemplateException($"'range' has over {LongestRange} numbers", line);
            list.Add((long)i);
        }
        return list;
    }
}
