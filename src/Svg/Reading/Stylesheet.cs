namespace EmojiGen.Svg.Reading;

/// <summary>The rules of a document's style elements.</summary>
/// <remarks>CSS Syntax Module Level 3; rules that begin with '@' are left out.</remarks>
sealed class Stylesheet(List<string>? warnings)
{
    sealed record Rule(Selector Selector, int Order, string Declarations);

    /// <summary>Rules by what an element must have for any of them to hold. So an element meets few of many rules.</summary>
    readonly Dictionary<(char Kind, string Name), List<Rule>> rules = [];
    readonly List<Rule> met = [];
    int count, steps;

    /// <summary>How often an element may be compared with a rule, all together; icons of programs that style by classes need a few
    /// thousand.</summary>
    public const int MaximumSteps = 1_000_000;

    public void Add(ReadOnlySpan<char> css)
    {
        var rest = CssText.WithoutComments(TextOf(css));
        while (true)
        {
            rest = rest.TrimStart();
            if (rest.IsEmpty) return;
            if (rest[0] == '@')
            {
                rest = PastAtRule(rest);
                continue;
            }
            var open = CssText.End(rest, "{");
            if (open == rest.Length) return;
            var close = open + 1 + CssText.End(rest[(open + 1)..], "}");
            var declarations = rest[(open + 1)..close].Trim().ToString();
            for (var selectors = rest[..open]; !selectors.IsEmpty;)
            {
                var end = CssText.End(selectors, ",");
                AddRule(selectors[..end].Trim(), declarations);
                selectors = end < selectors.Length ? selectors[(end + 1)..] : default;
            }
            rest = close < rest.Length ? rest[(close + 1)..] : default;
        }
    }

    /// <summary>The text that markup holds, without the comment signs that hide it from programs that know no style sheets.</summary>
    static ReadOnlySpan<char> TextOf(ReadOnlySpan<char> markup)
    {
        if (markup.IndexOfAny('<', '&') < 0) return markup;
        var text = markup.ToString();
        if (!text.Contains("<![CDATA[", StringComparison.Ordinal))
            text = text.Replace("&gt;", ">").Replace("&lt;", "<").Replace("&quot;", "\"").Replace("&apos;", "'").Replace("&amp;", "&");
        return text.Replace("<![CDATA[", "").Replace("]]>", "").Replace("<!--", "").Replace("-->", "");
    }

    /// <summary>A rule that begins with '@' ends with its block, or with a semicolon where it has none.</summary>
    ReadOnlySpan<char> PastAtRule(ReadOnlySpan<char> rest)
    {
        var name = rest[1..];
        var length = name.IndexOfAnyExcept(nameCharacters);
        name = CssText.Keyword(length < 0 ? name : name[..length]);
        // The encoding is known by now, and fonts are for text, which is left out and named itself.
        if (name is not ("charset" or "font-face" or "namespace")) warnings?.Add($"A style sheet's @{Excerpt.Of(name)} rule was left out.");
        var end = CssText.End(rest, ";{");
        if (end < rest.Length && rest[end] == '{') end += 1 + CssText.End(rest[(end + 1)..], "}");
        return end < rest.Length ? rest[(end + 1)..] : default;
    }

    static readonly System.Buffers.SearchValues<char> nameCharacters =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-");

    void AddRule(ReadOnlySpan<char> text, string declarations)
    {
        if (Selector.Read(text, out var neverHolds) is not { } selector)
        {
            warnings?.Add($"The style selector '{Excerpt.Of(text)}' was left out.");
            return;
        }
        if (neverHolds) return;
        if (!rules.TryGetValue(selector.Key, out var alike)) rules[selector.Key] = alike = [];
        alike.Add(new(selector, count++, declarations));
    }

    /// <summary>The declarations for an element, those that weigh more coming later.</summary>
    /// <exception cref="SvgException">So many rules hold for so many elements that it would take long.</exception>
    public IReadOnlyList<string> Matching(XmlTree xml, int element)
    {
        met.Clear();
        Meet('*', "", xml, element);
        Meet('e', xml.NameOf(element), xml, element);
        Meet('#', xml.Find(element, AttributeName.Id), xml, element);
        var classes = xml.Find(element, AttributeName.Class);
        foreach (var range in classes.SplitAny(' ', '\t', '\n', '\r', '\f')) Meet('.', classes[range], xml, element);
        if (steps > MaximumSteps)
            throw new SvgException($"Cannot read the SVG: its style sheets compare more than {MaximumSteps} rules with its elements.");
        if (met.Count == 0) return [];
        met.Sort((a, b) => a.Selector.Specificity != b.Selector.Specificity
            ? a.Selector.Specificity.CompareTo(b.Selector.Specificity) : a.Order.CompareTo(b.Order));
        var declarations = new List<string>(met.Count);
        for (var i = 0; i < met.Count; i++)
            if (i == 0 || met[i].Order != met[i - 1].Order) // a class may stand twice in its list
                declarations.Add(met[i].Declarations);
        return declarations;
    }

    void Meet(char kind, ReadOnlySpan<char> name, XmlTree xml, int element)
    {
        if ((name.IsEmpty && kind != '*') || !rules.TryGetValue((kind, name.ToString()), out var alike)) return;
        foreach (var rule in alike)
        {
            if (steps > MaximumSteps) return;
            if (rule.Selector.Holds(xml, element, ref steps)) met.Add(rule);
        }
    }
}
