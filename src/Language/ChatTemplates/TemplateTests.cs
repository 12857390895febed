namespace EmojiGen.Language.ChatTemplates;

/// <summary>What follows <c>is</c>: <c>defined</c>, <c>undefined</c>, <c>none</c>, <c>string</c>, <c>mapping</c>, <c>sequence</c>,
/// <c>iterable</c>, <c>number</c>, <c>integer</c>, <c>boolean</c>, <c>true</c>, <c>false</c>.</summary>
static class TemplateTests
{
    public static bool Holds(string name, object? value, int line) => name switch
    {
        "defined" => value is not TemplateUndefined,
        "undefined" => value is TemplateUndefined,
        "none" => value is null,
        "string" => value is string,
        "mapping" => value is Dictionary<string, object?>,
        "sequence" or "iterable" => value is string or List<object?> or Dictionary<string, object?>,
        "number" => value is long or double,
        "integer" => value is long,
        "boolean" => value is bool,
        "true" => value is true,
        "false" => value is false,
        _ => throw new ChatTemplateException($"the test '{name}' is not known here", line),
    };
}
