using System.Globalization;
using System.Text;

namespace EmojiGen.Language.ChatTemplates;

/// <summary>A value as JSON, as transformers' <c>tojson</c> writes it: Python's separators, no escapes beyond ASCII's.</summary>
static class TemplateJson
{
    const int Deepest = 64;

    public static string Write(object? value, long? indent, TemplateRun run, int line)
    {
        var into = new StringBuilder();
        Add(value, 0);
        return into.ToString();

        void Add(object? it, int depth)
        {
            run.Step(line, into.Length > 1 << 20 ? int.MaxValue / 2 : 1);
            if (depth > Deepest) throw new ChatTemplateException("'tojson' is given what holds itself", line);
            switch (it)
            {
                case null: into.Append("null"); break;
                case bool flag: into.Append(flag ? "true" : "false"); break;
                case long or double: into.Append(TemplateValues.Text(it, line)); break;
                case string text: Quote(text); break;
                case List<object?> list: Enclose('[', list.Count, i => Add(list[i], depth + 1), ']', depth); break;
                case Dictionary<string, object?> mapping:
                    var pairs = mapping.ToArray();
                    Enclose('{', pairs.Length, i =>
                    {
                        Quote(pairs[i].Key);
                        into.Append(": ");
                        Add(pairs[i].Value, depth + 1);
                    }, '}', depth);
                    break;
                default: throw new ChatTemplateException($"'tojson' cannot write {TemplateValues.Kind(it)}", line);
            }
        }

        void Enclose(char open, int count, Action<int> add, char close, int depth)
        {
            into.Append(open);
            for (var i = 0; i < count; i++)
            {
                if (i > 0) into.Append(indent is null ? ", " : ",");
                Break(depth + 1);
                add(i);
            }
            if (count > 0) Break(depth);
            into.Append(close);
        }

        void Break(int depth)
        {
            if (indent is { } width) into.Append('\n').Append(' ', (int)Math.Clamp(width, 0, 16) * depth);
        }

        void Quote(string text)
        {
            into.Append('"');
            foreach (var character in text)
            {
                switch (character)
                {
                    case '"': into.Append("\\\""); break;
                    case '\\': into.Append(@"\\"); break;
                    case '\n': into.Append("\\n"); break;
                    case '\r': into.Append("\\r"); break;
                    case '\t': into.Append("\\t"); break;
                    case '\b': into.Append("\\b"); break;
                    case '\f': into.Append("\\f"); break;
                    case < ' ': into.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"); break;
                    default: into.Append(character); break;
                }
            }
            into.Append('"');
        }
    }
}
