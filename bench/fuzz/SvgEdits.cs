using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace EmojiGen.Fuzz;

/// <summary>Ways to spoil an SVG that leave most of it well-formed, so that what comes behind the parser is met too.</summary>
static partial class SvgEdits
{
    static readonly string[] numbers = ["0", "-1", "1", "1e-40", "1e38", "1e308", "1e999", "-1e999", "NaN", "Infinity", ".", "-", "+.5e", "1e",
        "9007199254740993", "2147483648", "4294967296", "100%", "-50%", "1em", "3ex", "2in", "1e5px", "0x10", "1,", "٣", "1 2", "\u00A05"];

    static readonly string[] values = ["", " ", "none", "inherit", "initial", "currentColor", "context-fill", "url(#a)", "url(#b) red", "url()",
        "url(file:///etc/passwd)", "url(http://127.0.0.1:9/x)", "#a", "#b", "#", "file:///etc/passwd#x", "http://127.0.0.1:9/x.svg#y",
        "data:image/png;base64,AAAA", "data:image/svg+xml,<svg/>", "javascript:alert(1)", "hsl(1e9,1%,1%)", "rgb(1,2)", "rgba(9e99 0 0/0)", "#12",
        "#ffff", "M0 0h1e308v1e308z", "M0 0a1e-30 1e30 9e9 1 1 1 1", "M0,0C1", "m", "Mz", "M0 0 0 0 0", "matrix(0 0 0 0 0 0)",
        "matrix(1e308 1e308 1e308 1e308 0 0)", "rotate(1e308)", "scale(0)", "scale(1e-320)", "skewX(90)", "translate(NaN)", "0 0 0 0",
        "-5 -5 -10 -10", "0 0 1e308 1e308", "xMidYMid slice", "objectBoundingBox", "userSpaceOnUse", "reflect", "evenodd", "round", "0 0",
        "1e-30", "-1 2", "0.0001 0.0001", "blur(9999px)", "drop-shadow(0 0 1e9px red)", "grayscale(NaN)", "multiply", "hidden", "1e9"];

    static readonly string[] attributes = ["d", "points", "x", "y", "width", "height", "cx", "cy", "r", "rx", "ry", "fx", "fy", "fr", "x1", "x2",
        "viewBox", "transform", "style", "class", "id", "href", "xlink:href", "fill", "stroke", "stroke-width", "stroke-dasharray",
        "stroke-dashoffset", "stroke-miterlimit", "opacity", "mask", "clip-path", "filter", "gradientTransform", "gradientUnits", "patternUnits",
        "maskUnits", "primitiveUnits", "preserveAspectRatio", "offset", "stop-color", "stdDeviation", "in", "in2", "result", "values", "mode",
        "operator", "k1", "dx", "dy", "scale", "radius", "order", "numOctaves", "display", "visibility", "marker-end", "font-size", "overflow",
        "xmlns", "xmlns:x", "xml:space", "systemLanguage", "onload", "mix-blend-mode", "color", "fill-rule", "points"];

    static readonly string[] fragments =
    [
        "<g id='a'><use href='#b'/></g>", "<use href='#a' x='1' y='1' width='9' height='9'/>", "<rect width='50' height='50'/>",
        "<path id='b' d='M0 0C1 2 3 4 5 6S7 8 9 9Q1 1 2 2T5 5A3 4 30 1 0 9 9z' stroke='red' stroke-width='3' stroke-dasharray='.01 .02'/>",
        "<mask id='a'><rect width='9' height='9' mask='url(#b)'/></mask>", "<mask id='b'><rect width='9' height='9' mask='url(#a)'/></mask>",
        "<clipPath id='a' clip-path='url(#b)'><use href='#b'/></clipPath>", "<clipPath id='b'><circle r='5'/></clipPath>",
        "<pattern id='a' width='.001' height='.001'><rect fill='url(#a)' width='1' height='1'/></pattern>",
        "<linearGradient id='a' href='#b'><stop offset='NaN'/><stop offset='2' stop-color='red'/></linearGradient>",
        "<radialGradient id='b' href='#a' r='1e30' fr='2'/>", "<symbol id='a' viewBox='0 0 0 1'><use href='#a'/></symbol>",
        "<filter id='a'><feGaussianBlur stdDeviation='1e9'/><feMerge><feMergeNode/><feMergeNode in='z'/></feMerge></filter>",
        "<filter id='b' x='-1e9' width='1e30'><feFlood/><feOffset dx='1e30'/><feBlend in2='a'/><feComposite operator='arithmetic' k1='1e30'/></filter>",
        "<filter id='a'><feColorMatrix values='1 2 3'/><feMorphology radius='1e9'/><feDisplacementMap scale='9e9'/><feDropShadow/></filter>",
        "<filter id='a'><feTurbulence numOctaves='99999999'/><feTile/><feConvolveMatrix order='9999'/><feImage href='file:///etc/passwd'/></filter>",
        "<image href='data:image/png;base64,iVBORw0KGgo=' width='5' height='5'/>", "<image href='http://127.0.0.1:9/x.png' width='5' height='5'/>",
        "<text font-size='1e9'>x<tspan dx='1e30'>y</tspan></text>", "<foreignObject><b xmlns='http://www.w3.org/1999/xhtml'>x</b></foreignObject>",
        "<script>alert(1)</script>", "<style>*{fill:red}g>path:nth-child(9999999999n+1),[x=\"</style>", "<style>@import url(http://127.0.0.1:9/x.css);path{r:9em}</style>",
        "<marker id='a' markerWidth='1e9' orient='auto'><path d='M0 0h1' marker-end='url(#a)'/></marker>", "<path d='M0 0h5v5z' marker-mid='url(#a)'/>",
        "<switch><g systemLanguage='xx'/><svg viewBox='0 0 1 0'/></switch>", "<svg x='50%' width='1e9' viewBox='1 1 1e-9 1e-9'><use href='#b'/></svg>",
        "<!DOCTYPE x [<!ENTITY a 'b'>]>", "<!-- -- -->", "<?xml-stylesheet href='http://127.0.0.1:9/x.css'?>", "&a;", "&#0;", "&#x110000;", "<![CDATA[x]]>",
        "<animate attributeName='r' to='1e9'/>", "<a href='javascript:alert(1)'><circle r='3'/></a>", "<x:path xmlns:x='http://www.w3.org/2000/svg' d='M0 0h9v9z'/>",
    ];

    static readonly string[] wrappings = ["<g filter='url(#a)'>", "<g mask='url(#a)'>", "<g clip-path='url(#a)'>", "<g opacity='.99'>",
        "<g transform='scale(1.5)'>", "<svg viewBox='0 0 5 5'>", "<g style='mix-blend-mode:multiply'>", "<a>", "<g font-size='2em'>"];

    public static byte[] Spoil(byte[] input, byte[] other, Random random)
    {
        if (random.Next(12) == 0) return ByteEdits.Spoil(input, other, random);
        if (random.Next(200) == 0) return Recoded(input, random);
        var text = Encoding.UTF8.GetString(input);
        return Encoding.UTF8.GetBytes(random.Next(10) switch
        {
            0 or 1 => InAttribute(text, random, _ => values[random.Next(values.Length)]),
            2 or 3 => InAttribute(text, random, value => OneOf(Number().Matches(value), random) is { } number
                ? $"{value[..number.Index]}{numbers[random.Next(numbers.Length)]}{value[(number.Index + number.Length)..]}" : numbers[random.Next(numbers.Length)]),
            4 => WithAttribute(text, random),
            5 => Inserted(text, fragments[random.Next(fragments.Length)], random),
            6 => Inserted(text, Section(Encoding.UTF8.GetString(other), random), random),
            7 => Inserted(text, string.Concat(Enumerable.Repeat(Section(text, random), random.Next(8) == 0 ? 1000 : random.Next(1, 5))), random),
            8 => Section(text, random) is { Length: > 0 } gone ? text.Replace(gone, "", StringComparison.Ordinal) : text,
            _ => Wrapped(text, random),
        });
    }

    static byte[] Recoded(byte[] input, Random random)
    {
        if (random.Next(2) == 0) return [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(input))];
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(input);
        return packed.ToArray();
    }

    static string InAttribute(string text, Random random, Func<string, string> change)
    {
        if (OneOf(Attribute().Matches(text), random)?.Groups["value"] is not { } value) return text;
        return $"{text[..value.Index]}{change(value.Value)}{text[(value.Index + value.Length)..]}";
    }

    static string WithAttribute(string text, Random random)
    {
        if (OneOf(Name().Matches(text), random) is not { } name) return text;
        var value = random.Next(2) == 0 ? values[random.Next(values.Length)] : numbers[random.Next(numbers.Length)];
        var attribute = attributes[random.Next(attributes.Length)];
        var written = random.Next(4) == 0 ? $" style='{attribute}:{value}'" : $" {attribute}='{value}'";
        return text.Insert(name.Index + name.Length, written);
    }

    static string Inserted(string text, string piece, Random random) =>
        OneOf(End().Matches(text), random) is { } end && text.Length + piece.Length < 400_000 ? text.Insert(end.Index + 1, piece) : text;

    /// <summary>From one tag to another one, whether it is balanced or not.</summary>
    static string Section(string text, Random random)
    {
        var tags = Start().Matches(text);
        if (tags.Count < 2) return "";
        var first = random.Next(tags.Count - 1);
        var last = Math.Min(tags.Count - 1, first + random.Next(1, 8));
        return text[tags[first].Index..tags[last].Index];
    }

    static string Wrapped(string text, Random random)
    {
        var (begin, end) = (text.IndexOf('>', StringComparison.Ordinal) + 1, text.LastIndexOf("</", StringComparison.Ordinal));
        if (begin <= 0 || end < begin) return text;
        var open = wrappings[random.Next(wrappings.Length)];
        var close = string.Create(CultureInfo.InvariantCulture, $"</{open[1..open.AsSpan().IndexOfAny(' ', '>')]}>");
        var times = random.Next(4) == 0 ? random.Next(1, 260) : random.Next(1, 6);
        return $"{text[..begin]}{string.Concat(Enumerable.Repeat(open, times))}{text[begin..end]}{string.Concat(Enumerable.Repeat(close, times))}{text[end..]}";
    }

    static Match? OneOf(MatchCollection matches, Random random) => matches.Count == 0 ? null : matches[random.Next(matches.Count)];

    [GeneratedRegex("""[\w:-]+\s*=\s*(["'])(?<value>.*?)\1""", RegexOptions.Singleline)]
    private static partial Regex Attribute();

    [GeneratedRegex(@"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?%?")]
    private static partial Regex Number();

    [GeneratedRegex("<[a-zA-Z][a-zA-Z:]*")]
    private static partial Regex Name();

    [GeneratedRegex("<")]
    private static partial Regex Start();

    [GeneratedRegex(">")]
    private static partial Regex End();
}
