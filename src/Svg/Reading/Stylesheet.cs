using System.Text;

namespace EmojiGen.Svg.Reading;

/// <summary>The rules of a document's style elements whose selectors are lists of *, element, .class, #id, or an element with one of
/// these.</summary>
sealed class Stylesheet
{
    readonly record struct Rule(string Element, string Class, string Id, int Specificity, int Order, string Declarations);

    /// <summary>Rules by what an element must have for any of them to hold: an id, a class, its name, or nothing. So an element meets few
    /// of many rules.</summary>
    readonly Dictionary<(char Kind, string Name), List<Rule>> rules = [];
    readonly List<Rule> met = [];
    int count, matches;

    /// <summary>How many rules hold for all elements together; icons of programs that style by classes have a few thousand.</summary>
    const int MaximumMatches = 1_000_000;

    public void Add(ReadOnlySpan<char> css, List<string>? warnings)
    {
        var text = WithoutComments(css);
        var rest = text.AsSpan();
        while (true)
        {
            var open = rest.IndexOf('{');
            if (open < 0) break;
            var close = rest[open..].IndexOf('}');
            if (close < 0) break;
            var selectors = rest[..open].Trim();
            if (selectors.StartsWith("@"))
            {
                warnings?.Add("A style sheet's @ rule was left out.");
                // Blocks within the rule end at the brace that closes the rule itself.
                var depth = 0;
                var at = open;
                do
                {
                    if (rest[at] == '{') depth++;
                    else if (rest[at] == '}') depth--;
                    at++;
                }
                while (depth > 0 && at < rest.Length);
                rest = rest[at..];
                continue;
            }
            var declarations = rest[(open + 1)..(open + close)].Trim().ToString();
            foreach (var range in selectors.Split(','))
                AddRule(selectors[range].Trim(), declarations, warnings);
            rest = rest[(open + close + 1)..];
        }
    }

    void AddRule(ReadOnlySpan<char> selector, string declarations, List<string>? warnings)
    {
        if (selector.IndexOfAny(" >+~[:") >= 0 || selector.IsEmpty)
        {
            warnings?.Add($"The style selector '{selector}' was left out.");
            return;
        }
        var mark = selector.IndexOfAny('.', '#');
        var element = mark < 0 ? selector : selector[..mark];
        if (element is "*") element = default;
        var name = mark < 0 ? default : selector[(mark + 1)..];
        if (name.IndexOfAny('.', '#') >= 0)
        {
            warnings?.Add($"The style selector '{selector}' was left out.");
            return;
        }
        var isId = mark >= 0 && selector[mark] == '#';
        var specificity = (isId ? 100 : mark >= 0 ? 10 : 0) + (element.IsEmpty ? 0 : 1);
        var rule = new Rule(element.ToString(), isId ? "" : name.ToString(), isId ? name.ToString() : "", specificity, count++,
            declarations);
        var key = mark >= 0 ? (selector[mark], name.ToString()) : element.IsEmpty ? (Any, "") : (Named, rule.Element);
        if (!rules.TryGetValue(key, out var alike)) rules[key] = alike = [];
        alike.Add(rule);
    }

    const char Any = '*', Named = 'e';

    /// <summary>The declarations for an element, those that weigh more coming later. </summary>
    public IReadOnlyList<string> Matching(XmlTree xml, int element)
    {
        met.Clear();
        Meet(Any, "", xml, element);
        Meet(Named, xml.NameOf(element), xml, element);
        Meet('#', xml.Find(element, AttributeName.Id), xml, element);
        var classes = xml.Find(element, AttributeName.Class);
        foreach (var range in classes.SplitAny(' ', '\t', '\n', '\r')) Meet('.', classes[range], xml, element);
        if (met.Count == 0) return [];
        met.Sort((a, b) => a.Specificity != b.Specificity ? a.Specificity.CompareTo(b.Specificity) : a.Order.CompareTo(b.Order));
        matches += met.Count;
        if (matches > MaximumMatches)
            throw new SvgException($"Cannot read the SVG: its style sheets apply more than {MaximumMatches} rules to its elements.");
        var declarations = new List<string>(met.Count);
        for (var i = 0; i < met.Count; i++)
            if (i == 0 || met[i].Order != met[i - 1].Order) // a class may stand twice in its list
                declarations.Add(met[i].Declarations);
        return declarations;
    }

    void Meet(char kind, ReadOnlySpan<char> name, XmlTree xml, int element)
    {
        if (name.IsEmpty && kind != Any || !rules.TryGetValue((kind, name.ToString()), out var alike)) return;
        foreach (var rule in alike)
            if (rule.Element.Length == 0 || xml.NameOf(element).SequenceEqual(rule.Element))
                met.Add(rule);
    }

    static string WithoutComments(ReadOnlySpan<char> css)
    {
        var text = new StringBuilder(css.Length);
        while (css.IndexOf("/*") is var start and >= 0)
        {
            text.Append(css[..start]);
            css = css[(start + 2)..];
            var end = css.IndexOf("*/");
            css = end < 0 ? default : css[(end + 2)..];
        }
        return text.Append(css).Replace("<![CDATA[", "").Replace("]]>", "").ToString();
    }
}
