using System.Text;
using EmojiGen.Svg;

namespace EmojiGen.Tests.Svg;

/// <summary>What a stranger may send: each is refused with one sentence, soon, and nothing outside the text is touched.</summary>
public class HostileDocumentTests
{
    static string Refusal(string text)
    {
        var error = Should.Throw<SvgException>(() => SvgReader.ParseDocument(text));
        error.Message.ShouldStartWith("Cannot read the SVG");
        error.Message.ShouldEndWith(".");
        error.Message.Length.ShouldBeLessThan(220);
        error.Message.ShouldNotContain("\n");
        return error.Message;
    }

    static string Svg(string content) => $"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'>{content}</svg>";

    [Theory]
    [InlineData("<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg><title>&x;</title></svg>")]
    [InlineData("<!DOCTYPE svg [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]><svg id='&b;'/>")]
    public void Declared_entities_are_refused(string text) => Refusal(text).ShouldContain("entities");

    [Fact]
    public void An_unknown_entity_is_refused() => Refusal("<svg id='&boom;'/>").ShouldContain("&boom;");

    [Fact]
    public void Deep_nesting_is_refused() => Refusal(string.Concat(Enumerable.Repeat("<g>", 100_000))).ShouldContain("256");

    [Fact]
    public void A_use_of_itself_is_refused() => Refusal(Svg("<g id='a'><use href='#a'/></g>")).ShouldContain("itself");

    [Fact]
    public void Uses_that_unfold_without_end_are_refused()
    {
        var text = new StringBuilder("<g id='a0'><path d='M0 0h1v1z'/></g>");
        for (var i = 1; i < 40; i++) text.Append($"<g id='a{i}'><use href='#a{i - 1}'/><use href='#a{i - 1}'/></g>");
        Refusal(Svg($"<defs>{text}</defs><use href='#a39'/>")).ShouldContain("100000");
    }

    [Theory]
    [InlineData("mask", "mask")]
    [InlineData("clipPath", "clip-path")]
    public void Masks_and_clips_that_unfold_without_end_are_refused(string element, string attribute)
    {
        var text = new StringBuilder($"<{element} id='a0'><path d='M0 0h1v1z'/></{element}>");
        for (var i = 1; i < 25; i++)
            text.Append(
            $"<{element} id='a{i}'><path d='M0 0h1v1z' {attribute}='url(#a{i - 1})'/><path d='M0 0h1v1z' {attribute}='url(#a{i - 1})'/></{element}>");
        Refusal(Svg($"{text}<path d='M0 0h1v1z' {attribute}='url(#a24)'/>")).ShouldContain("100000");
    }

    [Fact]
    public void A_long_chain_of_clips_is_refused()
    {
        var text = new StringBuilder();
        for (var i = 0; i < 5000; i++) text.Append($"<clipPath id='a{i}' clip-path='url(#a{i + 1})'><path d='M0 0h1v1z'/></clipPath>");
        Refusal(Svg($"{text}<path d='M0 0h1v1z' clip-path='url(#a0)'/>")).ShouldContain("256");
    }

    [Theory]
    [InlineData("mask", "mask")]
    [InlineData("clipPath", "clip-path")]
    public void Masks_of_masks_are_refused_in_whatever_order_they_are_met(string element, string attribute)
    {
        // Each is used before the next refers to it, so that every single one was shallow when it was read.
        var text = new StringBuilder();
        for (var i = 0; i < 1000; i++)
            text.Append(
                $"<{element} id='a{i}'><path d='M0 0h1v1z' {(i == 0 ? "" : $"{attribute}='url(#a{i - 1})'")}/></{element}><path d='M0 0h1v1z' {attribute}='url(#a{i})'/>");
        Refusal(Svg(text.ToString())).ShouldContain("256");
    }

    [Fact]
    public void Transforms_that_multiply_beyond_what_is_read_are_not_written()
    {
        var text = string.Concat(Enumerable.Repeat("<g transform='scale(1.5)'>", 100)) + "<path d='M0 0h1v1z'/>"
            + string.Concat(Enumerable.Repeat("</g>", 100));
        var document = SvgReader.ParseDocument(Svg(text)); // 1.5 to the power of 100 is 4e17
        Should.Throw<SvgException>(() => SvgWriter.WriteUtf8(document)).Message.ShouldContain("beyond any picture");
    }

    [Fact]
    public void A_view_box_that_would_be_written_as_nothing_is_refused() =>
        Refusal("<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 1e-40'><path d='M0 0h1v1z'/></svg>").ShouldContain("all but empty");

    [Fact]
    public void Nested_filters_are_measured_once_each()
    {
        var text = string.Concat(Enumerable.Repeat("<g filter='url(#f)' transform='translate(.1)'>", 40)) + "<path d='M0 0h1v1z'/>"
            + string.Concat(Enumerable.Repeat("</g>", 40));
        var document = SvgReader.ParseDocument(Svg($"<filter id='f'><feGaussianBlur stdDeviation='1'/></filter>{text}"));
        SvgMeasure.Bounds(document).IsEmpty.ShouldBeFalse(); // doubled at each level it would take longer than there is time
    }

    const string Dot = "<path d='M0 0h1v1z'/>";

    static string Repeated(string text, int times) => string.Concat(Enumerable.Repeat(text, times));

    [Fact]
    public void What_would_take_minutes_to_draw_is_refused()
    {
        const string blur = "<filter id='f'><feGaussianBlur stdDeviation='9'/></filter>";
        Refusal(Svg($"{blur}{Repeated("<path d='M0 0h1v1z' filter='url(#f)'/>", 5000)}")).ShouldContain("too long");
        Refusal(Svg($"{blur}<g opacity='0'>{Repeated("<path d='M0 0h1v1z' filter='url(#f)'/>", 5000)}</g>")).ShouldContain("too long");
        Refusal(Svg($"<filter id='f'>{Repeated("<feGaussianBlur stdDeviation='9'/>", 2000)}</filter><path d='M0 0h9v9z' filter='url(#f)'/>")).ShouldContain("too long");
        Refusal(Svg($"<filter id='f'>{Repeated("<feMorphology radius='4000'/>", 50)}</filter><path d='M0 0h9v9z' filter='url(#f)'/>")).ShouldContain("too long");
        Refusal(Svg($"<radialGradient id='g'><stop/></radialGradient>{Repeated("<path d='M0 0h9v9h-9z' fill='url(#g)'/>", 5000)}")).ShouldContain("too long");
        Refusal(Svg(Repeated($"<g opacity='.9'>{Dot}{Dot}</g>", 20_000))).ShouldContain("too long");
        Refusal(Svg("<path d='M0 0H1e9' stroke='red' stroke-dasharray='.001'/>")).ShouldContain("too long");
    }

    [Theory]
    [InlineData("pattern", "fill")]
    [InlineData("marker", "marker-start")]
    public void Patterns_and_markers_that_unfold_without_end_are_refused(string element, string attribute)
    {
        var text = new StringBuilder($"<{element} id='a0' width='9' height='9'>{Dot}</{element}>");
        for (var i = 1; i < 25; i++)
        {
            var use = $"<path d='M0 0h1v1z' {attribute}='url(#a{i - 1})'/>";
            text.Append($"<{element} id='a{i}' width='9' height='9'>{use}{use}</{element}>");
        }
        Refusal(Svg($"{text}<path d='M0 0h1v1z' {attribute}='url(#a24)'/>")).ShouldContain("100000");
    }

    [Fact]
    public void Patterns_and_markers_within_themselves_are_none() => SvgTree.Leaves(SvgReader.ParseDocument(Svg("""
        <pattern id='p' width='3' height='3'><path d='M0 0h1v1z' fill='url(#p)'/></pattern>
        <marker id='m'><path d='M0 0h1v1z' marker-start='url(#m)'/></marker>
        <path d='M0 0h9v9z' fill='url(#p)' marker-start='url(#m)'/>
        """))).Count.ShouldBe(1);

    [Fact]
    public void A_marker_on_every_point_of_a_long_path_counts_for_every_point() => Refusal(Svg(
        $"<marker id='m'>{Repeated(Dot, 100)}</marker><path d='M0 0{Repeated("h1", 2000)}' marker-mid='url(#m)'/>")).ShouldContain("100000");

    [Fact]
    public void Viewports_that_each_read_the_definitions_anew_are_counted()
    {
        var stops = Repeated("<stop/>", 1000);
        var uses = string.Concat(Enumerable.Range(1, 1000).Select(i => $"<svg width='{i}' height='1'><path d='M0 0h1v1z' fill='url(#g)'/></svg>"));
        Refusal(Svg($"<linearGradient id='g'>{stops}</linearGradient>{uses}")).ShouldContain("100000");
    }

    [Fact]
    public void Selectors_that_try_every_ancestor_for_every_other_are_refused() => Refusal(Svg(
        $"<style>h {string.Join(' ', Enumerable.Repeat("g", 40))} path {{fill:red}}</style>"
        + $"{Repeated("<g>", 200)}{Dot}{Repeated("</g>", 200)}")).ShouldContain("style sheets");

    [Fact]
    public void Siblings_that_are_all_looked_at_for_each_other_are_refused() =>
        Refusal(Svg($"<style>a + path {{fill:red}}</style>{Repeated(Dot, 20_000)}")).ShouldContain("style sheets");

    [Fact]
    public void More_namespaces_than_any_file_has_are_refused() => Refusal(
        $"<svg {string.Concat(Enumerable.Range(0, 5000).Select(i => $"xmlns:a{i}='urn:{i}' "))} viewBox='0 0 9 9'/>").ShouldContain("256 namespaces");

    [Fact]
    public void More_filters_than_an_element_needs_are_refused() =>
        Refusal(Svg($"<rect width='9' height='9' filter='{Repeated("blur(1px) ", 100)}'/>")).ShouldContain("32 filters");

    [Fact]
    public void Many_rules_for_many_elements_are_looked_up_and_not_tried_one_by_one()
    {
        var rules = string.Concat(Enumerable.Range(0, 100_000).Select(i => $".c{i}{{fill:#{i:x6}}}"));
        var shapes = string.Concat(Enumerable.Range(0, 20_000).Select(i => $"<path class='c{i}' d='M0 0h1v1z'/>"));
        var document = SvgReader.ParseDocument(Svg($"<style>{rules}</style>{shapes}"));
        SvgTree.Leaves(document).Count.ShouldBe(20_000);
        ((SolidPaint)((Shape)SvgTree.Leaves(document)[300].Node).Fill!.Paint).Color.ShouldBe(new Color(0, 1, 44));
    }

    [Fact]
    public void Rules_that_all_hold_everywhere_are_refused() =>
        Refusal(Svg(
            $"<style>{string.Concat(Enumerable.Repeat("*{fill:red}", 1000))}</style>{string.Concat(Enumerable.Repeat("<path d='M0 0h1v1z'/>", 2000))}")).ShouldContain("style sheets");

    [Fact]
    public void Tens_of_thousands_of_style_elements_are_read_once_each() =>
        SvgTree.Leaves(
            SvgReader.ParseDocument(Svg($"{string.Concat(Enumerable.Repeat("<style>.a{fill:red}</style>", 40_000))}<path d='M0 0h1v1z'/>"))).Count.ShouldBe(1);

    [Fact]
    public void Pictures_that_would_fill_the_memory_are_refused()
    {
        // Signature and header of a PNG of 30,000 x 30,000.
        var head = Convert.ToBase64String(
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R', 0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30, 8, 6, 0, 0, 0]);
        Refusal(Svg($"<image width='9' height='9' href='data:image/png;base64,{head}'/>")).ShouldContain("64 million pixels");
    }

    [Theory]
    [InlineData("<style>path{fill:#0f0}</style>")]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("<foreignObject><b onclick='alert(1)'/></foreignObject>")]
    [InlineData("<feFlood onbegin='alert(1)'/>")]
    [InlineData("<feFlood flood-color='javascript:alert(1)'/>")]
    [InlineData("<feFlood style='flood-color:url(http://example.com/x)'/>")]
    [InlineData("<set attributeName='href' to='javascript:alert(1)'/>")]
    [InlineData("<feFlood id='a'/>")]
    [InlineData("<feFlood flood-color='&quot;/>&lt;script>alert(1)&lt;/script>'/>")]
    public void Of_a_filter_only_its_primitives_are_written_again(string part)
    {
        List<string> warnings = [];
        var document = SvgReader.ParseDocument(
            Svg($"<filter id='f'>{part}<feOffset dx='2'/></filter><path d='M0 0h1v1z' filter='url(#f)'/>"), warnings);
        var written = SvgWriter.Write(document);
        foreach (var foreign in (string[])["style", "script", "alert", "foreignObject", "url(http", "<set", " on", "javascript"])
            written.ShouldNotContain(foreign);
        written.Split("id=\"").Length.ShouldBe(2); // the filter's own, which we gave it
        written.ShouldContain("<feOffset dx=\"2\"/>");
        if (!part.Contains("feFlood", StringComparison.Ordinal)) warnings.ShouldHaveSingleItem().ShouldContain("left out");
    }

    [Theory]
    [InlineData("<mask id='a'><path d='M0 0h1v1z' mask='url(#a)'/></mask><path d='M0 0h1v1z' mask='url(#a)'/>")]
    [InlineData("<clipPath id='a' clip-path='url(#a)'><path d='M0 0h1v1z'/></clipPath><path d='M0 0h1v1z' clip-path='url(#a)'/>")]
    [InlineData("<linearGradient id='a' href='#b'/><linearGradient id='b' href='#a'/><path d='M0 0h1v1z' fill='url(#a)' stroke='red'/>")]
    public void Definitions_that_refer_to_themselves_do_no_harm(string content) =>
        SvgWriter.Write(SvgReader.ParseDocument(Svg(content))).ShouldStartWith("<svg");

    [Fact]
    public void Too_many_elements_are_refused() => Refusal(Svg(string.Concat(Enumerable.Repeat("<g/>", 100_001)))).ShouldContain("100000");

    [Theory]
    [InlineData("<path d='M0 0L1e300 5z'/>")]
    [InlineData("<path d='M0 0L99999999999999999999999999999999 5z'/>")]
    [InlineData("<rect width='1e99' height='5'/>")]
    public void Huge_numbers_are_refused(string content) => Refusal(Svg(content)).ShouldContain("1e15");

    [Fact]
    public void Transforms_that_overflow_are_refused()
    {
        var depth = 30;
        var text = string.Concat(Enumerable.Repeat("<g transform='scale(1e15)'>", depth)) + "<path d='M0 0h1v1z'/>"
            + string.Concat(Enumerable.Repeat("</g>", depth));
        Refusal(Svg(text)).ShouldContain("transforms");
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-")]
    [InlineData("e5")]
    public void What_is_no_number_is_not_read_as_one(string text) =>
        SvgMeasure.Bounds(SvgReader.ParseDocument(Svg($"<rect x='{text}' width='5' height='5'/>"))).ShouldBe(Box.At(0, 0, 5, 5));

    [Theory]
    [InlineData("")]
    [InlineData("hello")]
    [InlineData("<html/>")]
    [InlineData("<svg>")]
    [InlineData("<svg")]
    [InlineData("<svg/><svg/>")]
    [InlineData("<svg><g></svg></g>")]
    [InlineData("<svg></g>")]
    [InlineData("<svg a=b/>")]
    [InlineData("<svg a='b/>")]
    [InlineData("<svg a='<'/>")]
    [InlineData("<svg a='&'/>")]
    [InlineData("<svg a='&#xD800;'/>")]
    [InlineData("<svg><!-- </svg>")]
    [InlineData("<svg><![CDATA[ </svg>")]
    [InlineData("<svg><")]
    [InlineData("<svg viewBox='0 0 0 5'/>")]
    [InlineData("\u0000\u0001\u0002")]
    public void What_is_not_SVG_is_refused(string text) => Refusal(text);

    [Fact]
    public void A_document_cut_anywhere_is_refused_and_never_crashes()
    {
        var whole = File.ReadAllText(Repository.File("tests", "Svg", "Features", "structure", "style-sheet.svg")).TrimEnd();
        for (var length = 0; length < whole.Length; length++) Refusal(whole[..length]);
    }

    [Fact]
    public void Damaged_characters_give_a_picture_or_a_refusal()
    {
        var random = new Random(20260701);
        var files = Directory.GetFiles(Repository.File("tests", "Svg", "Features"), "*.svg", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal).ToList();
        for (var round = 0; round < 600; round++)
        {
            var text = File.ReadAllText(files[round % files.Count]).ToCharArray();
            for (var i = 0; i < 4; i++) text[random.Next(text.Length)] = (char)random.Next(32, 127);
            try
            {
                SvgWriter.Write(SvgReader.ParseDocument(new string(text)));
            }
            catch (SvgException e)
            {
                e.Message.ShouldEndWith(".");
            }
        }
    }

    [Fact]
    public void A_style_sheet_of_comments_is_read_in_reasonable_time() =>
        SvgReader.ParseDocument(
            Svg($"<style>{string.Concat(Enumerable.Repeat("/**/", 200_000))}rect{{fill:red}}</style><rect width='5' height='5'/>")).Children.Length.ShouldBe(1);

    [Fact]
    public void A_picture_outside_the_document_is_never_fetched() =>
        SvgReader.ParseDocument(
            Svg("<image href='file:///etc/passwd' width='5' height='5'/><use href='http://127.0.0.1/a.svg#b'/>")).Children.ShouldBeEmpty();
}
