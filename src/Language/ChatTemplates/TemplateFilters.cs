using System.Globalization;

namespace EmojiGen.Language.ChatTemplates;

/// <summary><c>trim</c>, <c>tojson</c>, <c>length</c>, <c>count</c>, <c>upper</c>, <c>lower</c>, <c>capitalize</c>, <c>title</c>, <c>join</c>,
/// <c>default</c>, <c>d</c>, <c>replace</c>, <c>first</c>, <c>last</c>, <c>list</c>, <c>items</c>, <c>string</c>, <c>int</c>,
/// <c>safe</c>.</summary>
static class TemplateFilters
{
    public static IReadOnlySet<string> Known { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "trim", "tojson", "length", "count", "upper", "lower", "capitalize", "title", "join", "default", "d", "replace", "first", "last",
        "list", "items", "string", "int", "safe",
    };

    public static object? Apply(string name, object? of, TemplateArguments arguments, TemplateRun run, int line)
    {
        switch (name)
        {
            case "default" or "d":
                var falseToo = TemplateValues.IsTrue(arguments.Get(run, 1, "boolean", false));
                return of is TemplateUndefined || (falseToo && !TemplateValues.IsTrue(of)) ? arguments.Get(run, 0, "default_value", "") : of;
            case "tojson": return run.Limited(TemplateJson.Write(of, arguments.Get(run, 0, "indent", null) as long?, run, line), line);
            case "safe": return of;
            case "first": return TemplateValues.Items(of, line) is [var first, ..] ? first : new TemplateUndefined("the first");
            case "last": return TemplateValues.Items(of, line) is [.., var last] ? last : new TemplateUndefined("the last");
            case "list": return TemplateValues.Items(of, line).ToList();
            case "items" when of is Dictionary<string, object?> mapping: return TemplateMethods.Pairs(mapping);
            case "length" or "count": return of is string word ? word.Length : (long)TemplateValues.Items(of, line).Count;
            case "join":
                var between = TemplateValues.Text(arguments.Get(run, 0, "d", ""), line);
                var parts = TemplateValues.Items(of, line).ConvertAll(it => TemplateValues.Text(it, line));
                if (parts.Sum(it => (long)it.Length + between.Length) > 1 << 22)
                    throw new ChatTemplateException("'join' makes too long a text", line);
                return run.Limited(string.Join(between, parts), line);
            case "int":
                return of switch
                {
                    long => of,
                    double number => (long)number,
                    string digits when long.TryParse(digits, NumberStyles.Integer, CultureInfo.InvariantCulture, out var whole) => whole,
                    _ => arguments.Get(run, 0, "default", 0L),
                };
        }
        var text = TemplateValues.Text(of, line);
        return name switch
        {
            "trim" => text.Trim(),
            "upper" => text.ToUpperInvariant(),
            "lower" => text.ToLowerInvariant(),
            "capitalize" => text.Length == 0 ? text : text[..1].ToUpperInvariant() + text[1..].ToLowerInvariant(),
            "title" => Title(text),
            "string" => text,
            "replace" when arguments.Values(run) is [string { Length: > 0 } old, string with] => TemplateMethods.Replaced(text, old, with, run, line),
            _ => throw new ChatTemplateException($"the filter '{name}' cannot be used so", line),
        };
    }

    /// <summary>Every word with a capital.</summary>
    public static string Title(string text) => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(text.ToLowerInvariant());
}
