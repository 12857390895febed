using System.Globalization;

namespace EmojiGen.Language.ChatTemplates;

/// <summary>What <c>namespace()</c> makes: the one thing that a loop can change for what follows it.</summary>
sealed class TemplateNamespace() : Dictionary<string, object?>(StringComparer.Ordinal);

/// <summary>What can be done with values, as Python does it.</summary>
static class TemplateValues
{
    public static bool IsTrue(object? value) => value switch
    {
        null or TemplateUndefined => false,
        bool flag => flag,
        long whole => whole != 0,
        double number => number != 0,
        string text => text.Length > 0,
        List<object?> list => list.Count > 0,
        TemplateNamespace => true,
        Dictionary<string, object?> mapping => mapping.Count > 0,
        _ => true,
    };

    /// <summary>As it is called in a message.</summary>
    public static string Kind(object? value) => value switch
    {
        null => "none",
        bool => "a boolean",
        long or double => "a number",
        string => "a string",
        List<object?> => "a list",
        TemplateUndefined undefined => $"'{undefined.Name}', which is not defined,",
        _ => "a mapping",
    };

    public static string Text(object? value, int line) => value switch
    {
        null => "None",
        TemplateUndefined => "",
        bool flag => flag ? "True" : "False",
        long whole => whole.ToString(CultureInfo.InvariantCulture),
        double number => number == Math.Floor(number) && Math.Abs(number) < 1e16 ? number.ToString("0.0", CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture),
        string text => text,
        _ => throw new ChatTemplateException($"{Kind(value)} is written; 'tojson' makes a text of it", line),
    };

    public static List<object?> Items(object? value, int line) => value switch
    {
        List<object?> list => list,
        string text => [.. text.Select(object? (it) => it.ToString())],
        Dictionary<string, object?> mapping => [.. mapping.Keys],
        TemplateUndefined => [],
        _ => throw new ChatTemplateException($"{Kind(value)} cannot be gone through", line),
    };

    public static bool AreEqual(object? a, object? b) => (a, b) switch
    {
        (bool x, long y) => (x ? 1 : 0) == y,
        (long x, bool y) => x == (y ? 1 : 0),
        (long x, double y) => x == y,
        (double x, long y) => x == y,
        (List<object?> x, List<object?> y) => x.Count == y.Count && x.Zip(y).All(it => AreEqual(it.First, it.Second)),
        _ => Equals(a, b),
    };

    public static object? Combine(string sign, object? a, object? b, TemplateRun run, int line)
    {
        switch (sign)
        {
            case "==": return AreEqual(a, b);
            case "!=": return !AreEqual(a, b);
            case "in": return Contains(b, a, run, line);
            case "not in": return !Contains(b, a, run, line);
            case "~": return run.Limited(Text(a, line) + Text(b, line), line);
            case "+" when (a, b) is (string x, string y): return run.Limited(x + y, line);
            case "+" when (a, b) is (List<object?> x, List<object?> y):
                run.Step(line, x.Count + y.Count);
                return x.Concat(y).ToList();
            case "<" or "<=" or ">" or ">=" when (a, b) is (string x, string y): return Ordered(sign, string.CompareOrdinal(x, y));
        }
        if ((a, b) is (long left, long right)) return Whole(sign, left, right, line);
        if ((a, b) is (long or double, long or double))
            return Number(sign, Convert.ToDouble(a, CultureInfo.InvariantCulture), Convert.ToDouble(b, CultureInfo.InvariantCulture), line);
        throw new ChatTemplateException($"'{sign}' cannot be done with {Kind(a)} and {Kind(b)}", line);
    }

    static bool Contains(object? whole, object? part, TemplateRun run, int line)
    {
        if ((whole, part) is (string text, string wanted)) return text.Contains(wanted, StringComparison.Ordinal);
        if (whole is Dictionary<string, object?> mapping) return part is string key && mapping.ContainsKey(key);
        if (whole is not List<object?> list) throw new ChatTemplateException($"nothing can be 'in' {Kind(whole)}", line);
        run.Step(line, list.Count);
        return list.Exists(item => AreEqual(item, part));
    }

    static object? Whole(string sign, long a, long b, int line) => sign switch
    {
        "+" => unchecked(a + b),
        "-" => unchecked(a - b),
        "*" => unchecked(a * b),
        "/" or "//" or "%" when b == 0 => throw new ChatTemplateException("a number is divided by 0", line),
        "/" => a / (double)b,
        "//" => (long)Math.Floor(a / (double)b),
        "%" => b == -1 ? 0 : ((a % b) + b) % b,
        _ => Ordered(sign, a.CompareTo(b)),
    };

    static object? Number(string sign, double a, double b, int line) => sign switch
    {
        "+" => a + b,
        "-" => a - b,
        "*" => a * b,
        "/" or "//" or "%" when b == 0 => throw new ChatTemplateException("a number is divided by 0", line),
        "/" => a / b,
        "//" => Math.Floor(a / b),
        "%" => a - (b * Math.Floor(a / b)),
        _ => Ordered(sign, a.CompareTo(b)),
    };

    static bool Ordered(string sign, int order) => sign switch
    {
        "<" => order < 0,
        "<=" => order <= 0,
        ">" => order > 0,
        _ => order >= 0,
    };
}
