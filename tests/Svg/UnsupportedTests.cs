using EmojiGen.Svg;

namespace EmojiGen.Tests.Svg;

/// <summary>The rows of docs/unsupported.md: each is named when it is met.</summary>
public class UnsupportedTests
{
    [Theory]
    [InlineData("<text>hi</text>", "<text>")]
    [InlineData("<foreignObject/>", "<foreignObject>")]
    [InlineData("<script>x</script>", "<script>")]
    [InlineData("<rect width='9' height='9'><animate attributeName='x'/></rect>", "<animate>")]
    [InlineData("<g><rect width='9' height='9'/><flowRoot/></g>", "<flowRoot>")]
    [InlineData("<filter id='f'><feImage href='#a'/></filter><rect width='9' height='9' filter='url(#f)'/>", "pictures inside filters")]
    [InlineData("<filter id='f'><feOffset in='BackgroundImage'/></filter><rect width='9' height='9' filter='url(#f)'/>", "BackgroundImage")]
    [InlineData("<filter id='f' href='#g'/><rect width='9' height='9' filter='url(#f)'/>", "What a <filter> takes")]
    [InlineData("<filter id='f'><feFancy/></filter><rect width='9' height='9' filter='url(#f)'/>", "<feFancy>")]
    [InlineData("<rect width='9' height='9' filter='url(#nowhere)'/>", "none that is there")]
    [InlineData("<rect width='9' height='9' filter='blur(1px) fancy(2)'/>", "no list of filters")]
    [InlineData("<image href='http://a/b.png' width='9' height='9'/>", "only pictures inside the document")]
    [InlineData("<image href='data:image/svg+xml;base64,PHN2Zy8+' width='9' height='9'/>", "neither PNG nor JPEG")]
    [InlineData("<use href='other.svg#a'/>", "another file")]
    [InlineData("<rect width='9' height='9' style='clip-path:circle(3px)'/>", "clip-path 'circle(3px)'")]
    [InlineData("<rect width='9' height='9' style='mask:linear-gradient(red,blue)'/>", "mask 'linear-gradient(red,blue)'")]
    [InlineData("<mask id='a'><rect width='9' height='9'/></mask><mask id='b' mask='url(#a)'><rect width='9' height='9'/></mask><rect width='9' height='9' mask='url(#b)'/>", "what the mask holds")]
    [InlineData("<linearGradient id='g'><stop/></linearGradient><path id='a' d='M0 0h9v9z' fill='context-fill'/><use href='#a' fill='url(#g)'/>", "context-fill")]
    [InlineData("<pattern id='p' width='9' height='9' overflow='visible'><rect width='9' height='9'/></pattern><rect width='9' height='9' fill='url(#p)'/>", "overflow")]
    [InlineData("<marker id='m'><path d='M0 0h9v9z'/></marker><rect width='9' height='9' marker-start='url(#m)'/>", "markers of a <rect>")]
    [InlineData("<filter id='f'><feDiffuseLighting><fePointLight/></feDiffuseLighting></filter><rect width='9' height='9' filter='url(#f)'/>", "<feDiffuseLighting>")]
    [InlineData("<filter id='f'><feMorphology radius='3'/></filter><rect width='9' height='9' filter='url(#f)'/>", "<feMorphology>")]
    [InlineData("<filter id='f'><feFlood x='1'/><feOffset/></filter><rect width='9' height='9' filter='url(#f)'/>", "a region of its own")]
    [InlineData("<filter id='f'><feOffset dx='1'/></filter><rect width='9' height='9' transform='rotate(45)' filter='url(#f)'/>", "turned or skewed")]
    [InlineData("<mask id='a' width='.5'><rect width='9' height='9'/></mask><g transform='rotate(45)' mask='url(#a)'><rect width='9' height='9'/></g>", "turned or skewed")]
    [InlineData("<radialGradient id='g' fr='.5'><stop/></radialGradient><path d='M0 0h9v9z' fill='url(#g)'/>", "outside of its circle")]
    [InlineData("<image width='9' height='9' href='data:image/gif;base64,R0lGODlhAQABAAAAACw='/>", "GIF or WebP")]
    [InlineData("<hatch id='p'/><rect width='9' height='9' fill='url(#p)'/>", "<hatch>")]
    [InlineData("<path d='M0 0h9' stroke='red' vector-effect='non-scaling-stroke'/>", "vector-effect")]
    [InlineData("<path d='M0 0h9' stroke='red' stroke-linejoin='arcs'/>", "stroke-linejoin")]
    [InlineData("<path d='M0 0h9v9z' color-interpolation='linearRGB'/>", "color-interpolation")]
    [InlineData("<style>rect:nth-child(2) {fill:red}</style>", "rect:nth-child(2)")]
    [InlineData("<style>@media print {rect {fill:red}}</style>", "@media")]
    [InlineData("<style>@import 'x.css'; rect {fill:red}</style>", "@import")]
    [InlineData("<style media='print'>rect {fill:red}</style>", "media 'print'")]
    [InlineData("<rect width='9' height='9' style='fill:var(--a)'/>", "var()")]
    public void What_is_not_drawn_is_named(string content, string words)
    {
        List<string> warnings = [];
        SvgReader.ParseDocument($"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>{content}</svg>", warnings);
        warnings.ShouldContain(warning => warning.Contains(words, StringComparison.Ordinal), string.Join('\n', warnings));
    }

    [Fact]
    public void The_background_of_the_root_is_named()
    {
        List<string> warnings = [];
        SvgReader.ParseDocument("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9' style='background-color: #00f'/>", warnings);
        warnings.ShouldHaveSingleItem().ShouldContain("background");
    }

    [Theory]
    [InlineData("<style>@charset 'utf-8'; @font-face {font-family: a; src: url(b)} rect:hover {fill:red}</style><rect width='9' height='9'/>")]
    [InlineData("<title>A</title><desc>b</desc><metadata><x xmlns='urn:x'/></metadata><x:y xmlns:x='urn:x'/><defs/>")]
    [InlineData("<rect width='9' height='9' style='font-family:Arial;-inkscape-stroke:none;enable-background:new 0 0 9 9'/>")]
    public void What_changes_nothing_is_not_named(string content)
    {
        List<string> warnings = [];
        SvgReader.ParseDocument($"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>{content}</svg>", warnings);
        warnings.ShouldBeEmpty();
    }
}
