namespace EmojiGen.Svg.Reading;

/// <summary>A selector: parts that each say something of one element, joined by what the elements are to one another.</summary>
/// <remarks>Selectors Level 3, but for most pseudo-classes.</remarks>
sealed class Selector
{
    enum Test : byte { Exists, Equals, HasWord, BeginsWithOrDash, BeginsWith, EndsWith, Contains }

    readonly record struct AttributeTest(string Name, Test Test, string Value);

    /// <summary>What is said of one element.</summary>
    sealed class Part
    {
        public string Element = "";
        public string? Id;
        public readonly List<string> Classes = [];
        public readonly List<AttributeTest> Attributes = [];
        public bool IsFirstChild, IsRoot;

        /// <summary>How the element relates to that of the part before: <c>' '</c>, <c>&gt;</c>, <c>+</c> or <c>~</c>.</summary>
        public char Relation;
    }

    readonly List<Part> parts = [];

    Selector() { }

    /// <summary>Of two rules the one that weighs more holds: ids before classes before names of elements.</summary>
    public int Specificity { get; private set; }

    /// <summary>What an element must have to be met: an id (<c>#</c>), a class (<c>.</c>), a name (<c>e</c>), or nothing
    /// (<c>*</c>).</summary>
    public (char Kind, string Name) Key => parts[^1] switch
    {
        { Id: { } id } => ('#', id),
        { Classes: [var first, ..] } => ('.', first),
        { Element.Length: > 0 } part => ('e', part.Element),
        _ => ('*', ""),
    };

    /// <returns>Null for a selector that is not supported; one that holds for nothing in a still picture (<c>:hover</c>) holds for
    /// nothing.</returns>
    public static Selector? Read(ReadOnlySpan<char> text, out bool neverHolds)
    {
        neverHolds = false;
        var selector = new Selector();
        var rest = text.Trim();
        var relation = ' ';
        while (!rest.IsEmpty)
        {
            var part = new Part { Relation = relation };
            if (!selector.ReadPart(ref rest, part, ref neverHolds)) return null;
            selector.parts.Add(part);
            if (rest.IsEmpty) return selector;
            relation = ' ';
            rest = rest.TrimStart();
            if (rest.IsEmpty || rest[0] is not ('>' or '+' or '~')) continue;
            relation = rest[0];
            rest = rest[1..].TrimStart();
            if (rest.IsEmpty) return null;
        }
        return null;
    }

    bool ReadPart(ref ReadOnlySpan<char> rest, Part part, ref bool neverHolds)
    {
        var isEmpty = true;
        while (!rest.IsEmpty && !char.IsWhiteSpace(rest[0]) && rest[0] is not ('>' or '+' or '~'))
        {
            switch (rest[0])
            {
                case '*':
                    rest = rest[1..];
                    break;
                case '#' when Name(ref rest, 1) is { Length: > 0 } id:
                    part.Id = id;
                    Specificity += 1 << 20;
                    break;
                case '.' when Name(ref rest, 1) is { Length: > 0 } name:
                    part.Classes.Add(name);
                    Specificity += 1 << 10;
                    break;
                case '[' when ReadAttributeTest(ref rest) is { } test:
                    part.Attributes.Add(test);
                    Specificity += 1 << 10;
                    break;
                case ':' when Name(ref rest, 1) is { Length: > 0 } pseudo:
                    if (!ReadPseudoClass(pseudo, part, ref neverHolds)) return false;
                    Specificity += 1 << 10;
                    break;
                default:
                    if (!isEmpty || Name(ref rest, 0) is not { Length: > 0 } element) return false;
                    part.Element = element;
                    Specificity++;
                    break;
            }
            isEmpty = false;
        }
        return !isEmpty;
    }

    static bool ReadPseudoClass(string name, Part part, ref bool neverHolds)
    {
        switch (name)
        {
            case "first-child": return part.IsFirstChild = true;
            case "root": return part.IsRoot = true;
            // Nobody points at a still picture.
            case "hover" or "active" or "focus" or "visited" or "target": return neverHolds = true;
            default: return false;
        }
    }

    static AttributeTest? ReadAttributeTest(ref ReadOnlySpan<char> rest)
    {
        var end = CssText.End(rest[1..], "]") + 1;
        if (end >= rest.Length) return null;
        var inner = rest[1..end].Trim();
        rest = rest[(end + 1)..];
        var equals = inner.IndexOf('=');
        if (equals < 0) return inner.IsEmpty ? null : new(inner.ToString(), Test.Exists, "");
        var value = inner[(equals + 1)..].Trim();
        if (value.Length > 1 && value[0] is '"' or '\'' && value[^1] == value[0]) value = value[1..^1];
        var (test, length) = equals == 0 ? (Test.Equals, 0) : inner[equals - 1] switch
        {
            '~' => (Test.HasWord, 1),
            '|' => (Test.BeginsWithOrDash, 1),
            '^' => (Test.BeginsWith, 1),
            '$' => (Test.EndsWith, 1),
            '*' => (Test.Contains, 1),
            _ => (Test.Equals, 0),
        };
        var name = inner[..(equals - length)].Trim();
        return name.IsEmpty ? null : new(name.ToString(), test, CssText.Unescaped(value).ToString());
    }

    /// <summary>Takes a name off the text.</summary>
    static string? Name(ref ReadOnlySpan<char> rest, int from)
    {
        var at = from;
        while (at < rest.Length && (char.IsAsciiLetterOrDigit(rest[at]) || rest[at] is '-' or '_' or '\\' || rest[at] > 127))
        {
            if (rest[at] == '\\') at++;
            at++;
        }
        at = Math.Min(at, rest.Length);
        var name = rest[from..at];
        rest = rest[at..];
        return CssText.Unescaped(name).ToString();
    }

    /// <param name="steps">Gets one more for each element that is looked at.</param>
    public bool Holds(XmlTree xml, int element, ref int steps) => Holds(xml, element, parts.Count - 1, ref steps);

    bool Holds(XmlTree xml, int element, int last, ref int steps)
    {
        if (++steps > Stylesheet.MaximumSteps || !Holds(xml, element, parts[last])) return false;
        if (last == 0) return true;
        switch (parts[last].Relation)
        {
            case '>': return xml[element].Parent is >= 0 and var parent && Holds(xml, parent, last - 1, ref steps);
            case '+': return Previous(xml, element, ref steps) is >= 0 and var sibling && Holds(xml, sibling, last - 1, ref steps);
            case '~':
                for (var at = FirstSibling(xml, element); at < element; at = xml[at].End)
                    if (Holds(xml, at, last - 1, ref steps))
                        return true;
                return false;
            default:
                for (var at = xml[element].Parent; at >= 0; at = xml[at].Parent)
                    if (Holds(xml, at, last - 1, ref steps))
                        return true;
                return false;
        }
    }

    static bool Holds(XmlTree xml, int element, Part part)
    {
        if (part.Element.Length > 0 && !xml.NameOf(element).SequenceEqual(part.Element)) return false;
        if (part.Id is { } id && !xml.Find(element, AttributeName.Id).SequenceEqual(id)) return false;
        foreach (var name in part.Classes)
            if (!HasWord(xml.Find(element, AttributeName.Class), name))
                return false;
        foreach (var test in part.Attributes)
            if (!Holds(xml, element, test))
                return false;
        if (part.IsRoot && xml[element].Parent >= 0) return false;
        return !part.IsFirstChild || FirstSibling(xml, element) == element;
    }

    static bool Holds(XmlTree xml, int element, AttributeTest test)
    {
        foreach (ref readonly var attribute in xml.AttributesOf(element))
        {
            if (!xml.NameOf(attribute).SequenceEqual(test.Name)) continue;
            var value = xml.Value(attribute);
            return test.Test switch
            {
                Test.Exists => true,
                Test.HasWord => HasWord(value, test.Value),
                Test.BeginsWithOrDash => value.StartsWith(test.Value)
                    && (value.Length == test.Value.Length || value[test.Value.Length] == '-'),
                Test.BeginsWith => test.Value.Length > 0 && value.StartsWith(test.Value),
                Test.EndsWith => test.Value.Length > 0 && value.EndsWith(test.Value),
                Test.Contains => test.Value.Length > 0 && value.Contains(test.Value, StringComparison.Ordinal),
                _ => value.SequenceEqual(test.Value),
            };
        }
        return false;
    }

    static bool HasWord(ReadOnlySpan<char> words, ReadOnlySpan<char> word)
    {
        foreach (var range in words.SplitAny(' ', '\t', '\n', '\r', '\f'))
            if (words[range].SequenceEqual(word))
                return word.Length > 0;
        return false;
    }

    /// <summary>The first element beside this one. Elements stand in document order, so it comes right behind their parent.</summary>
    static int FirstSibling(XmlTree xml, int element) => xml[element].Parent + 1;

    static int Previous(XmlTree xml, int element, ref int steps)
    {
        var previous = -1;
        for (var at = FirstSibling(xml, element); at < element; at = xml[at].End, steps++) previous = at;
        return previous;
    }
}
