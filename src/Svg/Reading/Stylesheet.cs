using System.Text;

namespace EmojiGen.Svg.Reading;

/// <summary>The rules of a document's style elements whose selectors are lists of *, element, .class, #id, or an element with one of these.</summary>
sealed class Stylesheet
{
    readonly record struct Rule(string Element, string Class, string Id, int Specificity, int Order, string Declarations);

    readonly List<Rule> rules = [];

    public bool IsEmpty => rules.Count == 0;

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
        rules.Sort((a, b) => a.Specificity != b.Specificity ? a.Specificity.CompareTo(b.Specificity) : a.Order.CompareTo(b.Order));
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
        rules.Add(new Rule(element.ToString(), isId ? "" : name.ToString(), isId ? name.ToString() : "", specificity, rules.Count, declarations));
    }

    /// <summary>The declarations for an element, those that weigh more coming later.</summary>
    public IEnumerable<string> Matching(XmlTree xml, int element)
    {
        foreach (var rule in rules)
            if (Matches(rule, xml, element))
                yield return rule.Declarations;
    }

    static bool Matches(in Rule rule, XmlTree xml, int element)
    {
        if (rule.Element.Length > 0 && Names.Element(rule.Element) != xml[element].Name) return false;
        if (rule.Id.Length > 0 && !xml.Find(element, AttributeName.Id).SequenceEqual(rule.Id)) return false;
        if (rule.Class.Length == 0) return true;
        var classes = xml.Find(element, AttributeName.Class);
        foreach (var range in classes.Split(' '))
            if (classes[range].SequenceEqual(rule.Class))
                return true;
        return false;
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
