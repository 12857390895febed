namespace EmojiGen.Svg.Reading;

/// <summary>One element. Elements stand in document order, so the children of element i are i + 1, then each sibling's <see
/// cref="End"/>.</summary>
struct XmlElement
{
    public ElementName Name;
    public int NameStart, NameLength;

    /// <summary>How much of the name a prefix takes that is bound to SVG, its colon included.</summary>
    public int PrefixLength;

    /// <summary>Of another vocabulary than SVG.</summary>
    public bool IsForeign;

    public int Parent;

    /// <summary>The index behind the last descendant.</summary>
    public int End;

    public int FirstAttribute;
    public int AttributeCount;

    /// <summary>One bit for each attribute there is, names sharing bits: most searches end here.</summary>
    public ulong Present;

    /// <summary>Where the markup between start tag and end tag lies in the source.</summary>
    public int ContentStart, ContentEnd;
}

/// <summary>An attribute whose value is a slice of the source, or a string where entities had to be replaced.</summary>
struct XmlAttribute
{
    public AttributeName Name;
    public int NameStart, NameLength;
    public int Start, Length;
    public string? Replaced;
}

/// <summary>
/// The elements and attributes of an SVG text in two flat arrays. A reader of our own because an icon is read in tens of microseconds,
/// most icons being smaller than the buffers that <see cref="System.Xml.XmlReader"/> sets up, and because what is refused
/// (declared entities, depth, size) is refused before anything is built.
/// </summary>
sealed class XmlTree : IDisposable
{
    public const int MaximumDepth = 256;
    public const int MaximumElements = 100_000;

    /// <summary>The arrays of the last tree that this thread gave back.</summary>
    [ThreadStatic]
    static (XmlElement[] Elements, XmlAttribute[] Attributes)? spare;

    const int LargestSpare = 1 << 14;

    readonly string source;
    XmlElement[] elements;
    XmlAttribute[] attributes;
    int attributeCount;
    IdIndex? ids;
    int position;
    readonly Namespaces namespaces = new();

    XmlTree(string source)
    {
        this.source = source;
        (elements, attributes) = spare ?? (new XmlElement[128], new XmlAttribute[512]);
        spare = null;
    }

    /// <summary>Gives the arrays back; the tree must not be used any more.</summary>
    public void Dispose()
    {
        if (elements.Length <= LargestSpare && attributes.Length <= LargestSpare) spare = (elements, attributes);
        elements = null!;
        attributes = null!;
        Count = 0;
    }

    public int Count { get; private set; }

    public string Source => source;

    public ref readonly XmlElement this[int index] => ref elements[index];

    public ReadOnlySpan<XmlAttribute> AttributesOf(int element) =>
        attributes.AsSpan(elements[element].FirstAttribute, elements[element].AttributeCount);

    public ReadOnlySpan<char> Value(in XmlAttribute attribute) =>
        attribute.Replaced ?? source.AsSpan(attribute.Start, attribute.Length);

    public ReadOnlySpan<char> NameOf(in XmlAttribute attribute) => source.AsSpan(attribute.NameStart, attribute.NameLength);

    /// <returns>The element's name without its prefix, empty for one of another vocabulary.</returns>
    public ReadOnlySpan<char> NameOf(int element)
    {
        ref readonly var it = ref elements[element];
        return it.IsForeign ? default : source.AsSpan(it.NameStart + it.PrefixLength, it.NameLength - it.PrefixLength);
    }

    /// <returns>The value of an attribute, empty where there is none.</returns>
    public ReadOnlySpan<char> Find(int element, AttributeName name)
    {
        if (!MayHave(element, name)) return default;
        foreach (ref readonly var attribute in AttributesOf(element))
            if (attribute.Name == name)
                return Value(attribute);
        return default;
    }

    /// <returns>The value of href in either vocabulary, SVG's own before XLink's; empty where there is none.</returns>
    public ReadOnlySpan<char> Reference(int element) =>
        Find(element, AttributeName.Href) is { IsEmpty: false } href ? href : Find(element, AttributeName.XlinkHref);

    /// <summary>False where the element has no such attribute for sure.</summary>
    public bool MayHave(int element, AttributeName name) => (elements[element].Present & Bit(name)) != 0;

    /// <returns>The first element with this id, -1 where there is none.</returns>
    public int ElementWithId(ReadOnlySpan<char> id) => (ids ??= new IdIndex(this)).Find(id);

    static ulong Bit(AttributeName name) => 1UL << ((int)name & 63);

    /// <param name="isDocument">True where exactly one root element is expected, false for a fragment with any number.</param>
    /// <exception cref="SvgException">The text is not well-formed, declares entities, or goes beyond the limits.</exception>
    public static XmlTree Read(string source, bool isDocument)
    {
        var tree = new XmlTree(source);
        tree.ReadContent();
        if (isDocument)
        {
            if (tree.Count == 0)
                throw new SvgException("Cannot read the SVG: it has no element; expected a document that begins with <svg>.");
            if (tree.elements[0].End != tree.Count) throw new SvgException("Cannot read the SVG: expected one root element, got several.");
        }
        return tree;
    }

    void ReadContent()
    {
        var open = -1;
        var depth = 0;
        var text = source.AsSpan();
        while (true)
        {
            var skip = text[position..].IndexOf('<');
            if (skip < 0) break;
            position += skip;
            if (position + 1 >= text.Length) throw Malformed("it ends inside a tag");
            switch (text[position + 1])
            {
                case '/':
                    open = ReadEndTag(open);
                    depth--;
                    break;
                case '!':
                    ReadDeclaration();
                    break;
                case '?':
                    SkipPast("?>", "a processing instruction");
                    break;
                default:
                    var element = Count;
                    if (ReadStartTag(open))
                    {
                        open = element;
                        if (++depth > MaximumDepth)
                            throw new SvgException($"Cannot read the SVG: its elements are nested more than {MaximumDepth} deep.");
                    }
                    break;
            }
        }
        if (open >= 0) throw Malformed("an element is never closed");
    }

    void ReadDeclaration()
    {
        var rest = source.AsSpan(position);
        if (rest.StartsWith("<!--")) SkipPast("-->", "a comment");
        else if (rest.StartsWith("<![CDATA[")) SkipPast("]]>", "a CDATA section");
        else if (rest.StartsWith("<!DOCTYPE")) SkipDoctype();
        else throw Malformed("it holds a markup declaration outside a document type");
    }

    /// <summary>A document type that only names SVG is passed over (and never fetched); one that declares anything is refused.</summary>
    void SkipDoctype()
    {
        var end = source.AsSpan(position).IndexOfAny('>', '[');
        if (end < 0) throw Malformed("its document type has no end");
        if (source[position + end] == '[')
            throw new SvgException(
                "Cannot read the SVG: it declares entities or a document type of its own, which is refused; remove its <!DOCTYPE ... [...]>.");
        position += end + 1;
    }

    void SkipPast(string end, string what)
    {
        var found = source.AsSpan(position).IndexOf(end);
        if (found < 0) throw Malformed($"{what} has no end");
        position += found + end.Length;
    }

    int ReadEndTag(int open)
    {
        if (open < 0) throw Malformed("an end tag closes nothing");
        ref var element = ref elements[open];
        element.ContentEnd = position;
        element.End = Count;
        namespaces.Leave(open);
        var nameEnd = position + 2;
        while (nameEnd < source.Length && IsNameCharacter(source[nameEnd])) nameEnd++;
        var name = source.AsSpan(position + 2, nameEnd - position - 2);
        if (!name.SequenceEqual(source.AsSpan(element.NameStart, element.NameLength)))
            throw Malformed($"</{Excerpt.Of(name)}> closes <{Excerpt.Of(source.AsSpan(element.NameStart, element.NameLength))}>");
        while (nameEnd < source.Length && char.IsWhiteSpace(source[nameEnd])) nameEnd++;
        if (nameEnd >= source.Length || source[nameEnd] != '>') throw Malformed("an end tag is not closed");
        position = nameEnd + 1;
        return element.Parent;
    }

    /// <returns>True where the element has content, and so stays open.</returns>
    bool ReadStartTag(int parent)
    {
        if (Count >= MaximumElements)
            throw new SvgException($"Cannot read the SVG: it has more than {MaximumElements} elements.");
        if (Count == elements.Length) Array.Resize(ref elements, Count * 2);
        var text = source.AsSpan();
        var at = position + 1;
        var nameStart = at;
        while (at < text.Length && IsNameCharacter(text[at])) at++;
        if (at == nameStart) throw Malformed("a '<' begins no tag");
        var nameEnd = at;
        var index = Count++;
        var firstAttribute = attributeCount;
        var present = 0UL;
        while (true)
        {
            while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
            if (at >= text.Length) throw Malformed("it ends inside a tag");
            var c = text[at];
            if (c is '>' or '/') break;
            at = ReadAttribute(at, index);
            present |= Bit(attributes[attributeCount - 1].Name);
        }
        var isEmpty = text[at] == '/';
        if (isEmpty && (++at >= text.Length || text[at] != '>')) throw Malformed("a '/' stands inside a tag");
        position = at + 1;
        var name = text[nameStart..nameEnd];
        var (isForeign, prefixLength) = namespaces.PlaceOf(name);
        if (namespaces.HasOtherLinks)
            foreach (ref var attribute in attributes.AsSpan(firstAttribute, attributeCount - firstAttribute))
                present |= Bit(attribute.Name = namespaces.Link(NameOf(attribute), attribute.Name));
        if (isEmpty) namespaces.Leave(index);
        elements[index] = new XmlElement
        {
            Name = isForeign ? ElementName.Unknown : Names.Element(name[prefixLength..]),
            NameStart = nameStart,
            NameLength = nameEnd - nameStart,
            PrefixLength = prefixLength,
            IsForeign = isForeign,
            Parent = parent,
            End = Count,
            FirstAttribute = firstAttribute,
            AttributeCount = attributeCount - firstAttribute,
            Present = present,
            ContentStart = position,
            ContentEnd = position,
        };
        return !isEmpty;
    }

    int ReadAttribute(int at, int element)
    {
        var text = source.AsSpan();
        var nameStart = at;
        while (at < text.Length && IsNameCharacter(text[at])) at++;
        var nameLength = at - nameStart;
        if (nameLength == 0) throw Malformed($"'{text[at]}' stands where an attribute is expected");
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        if (at >= text.Length || text[at] != '=') throw Malformed($"the attribute {Excerpt.Of(text.Slice(nameStart, nameLength))} has no value");
        at++;
        while (at < text.Length && char.IsWhiteSpace(text[at])) at++;
        if (at >= text.Length || text[at] is not ('"' or '\''))
            throw Malformed($"the value of {Excerpt.Of(text.Slice(nameStart, nameLength))} is not quoted");
        var quote = text[at++];
        var length = text[at..].IndexOf(quote);
        if (length < 0) throw Malformed($"the value of {Excerpt.Of(text.Slice(nameStart, nameLength))} has no end");
        var value = text.Slice(at, length);
        var name = text.Slice(nameStart, nameLength);
        if (attributeCount == attributes.Length) Array.Resize(ref attributes, attributeCount * 2);
        attributes[attributeCount++] = new XmlAttribute
        {
            Name = Names.Attribute(name),
            NameStart = nameStart,
            NameLength = nameLength,
            Start = at,
            Length = length,
            Replaced = value.IndexOfAny('&', '<') < 0 ? null : XmlEntities.Replace(value),
        };
        if (name.StartsWith("xmlns")) namespaces.Declare(name, value, element);
        return at + length + 1;
    }

    static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or ':' or '_' or '.' || c > 127;

    SvgException Malformed(string what)
    {
        var line = source.AsSpan(0, Math.Min(position, source.Length)).Count('\n') + 1;
        return new SvgException($"Cannot read the SVG: {what} (line {line}).");
    }
}
