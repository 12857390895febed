using System.Text;
using EmojiGen.Imaging;

namespace EmojiGen.Tests.Imaging;

public class SvgRendererTests
{
    static Raster Render(string svg, int width, int height) => SvgRenderer.Render(Encoding.UTF8.GetBytes(svg), width, height);

    static string Square(string body, string root = "viewBox='0 0 8 8'") => $"<svg xmlns='http://www.w3.org/2000/svg' {root}>{body}</svg>";

    [Fact]
    public void A_half_transparent_fill_keeps_its_colour_straight()
    {
        var picture = Render(Square("<rect width='4' height='8' fill='#c86432' fill-opacity='0.5'/>"), 16, 16);

        picture[3, 9].A.ShouldBeInRange((byte)127, (byte)128);
        // Eight bits premultiplied by a half leave one step of doubt in each channel.
        picture[3, 9].R.ShouldBeInRange((byte)199, (byte)201);
        picture[3, 9].G.ShouldBeInRange((byte)99, (byte)101);
        picture[3, 9].B.ShouldBeInRange((byte)49, (byte)51);
        picture[12, 9].ShouldBe(Rgba.Transparent);
    }

    [Theory]
    [InlineData("viewBox='0 0 8 8'")]
    [InlineData("width='8' height='8'")]
    [InlineData("width='1000' height='1000' viewBox='0 0 8 8'")]
    [InlineData("width='1em' height='1em' viewBox='0 0 8 8'")]
    public void The_drawing_fills_the_picture_however_the_document_gives_its_size(string root)
    {
        var picture = Render(Square("<rect width='8' height='8' fill='red'/>", root), 33, 33);

        (picture.Width, picture.Height).ShouldBe((33, 33));
        for (var i = 0; i < 33; i++) picture[i, 32 - i].ShouldBe(new Rgba(255, 0, 0));
    }

    [Theory]
    [InlineData("")]
    [InlineData("preserveAspectRatio='none'")]
    public void Other_proportions_pad_and_never_distort(string aspect)
    {
        var picture = Render(Square("<rect width='8' height='8' fill='blue'/>", $"viewBox='0 0 8 8' {aspect}"), 40, 20);

        picture[9, 10].ShouldBe(Rgba.Transparent);
        picture[10, 0].ShouldBe(new Rgba(0, 0, 255));
        picture[29, 19].ShouldBe(new Rgba(0, 0, 255));
        picture[30, 10].ShouldBe(Rgba.Transparent);
    }

    [Fact]
    public void Filters_leave_no_stairs_on_edges()
    {
        // The inner shadow of the fluent set, reduced to what makes edges hard: alpha times 127.
        var svg = Square(
            "<filter id='f'><feColorMatrix values='0 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 127 0'/></filter><circle cx='4' cy='4' r='3' filter='url(#f)'/>");

        SoftPixels(SvgRenderer.Render(Encoding.UTF8.GetBytes(svg), 128, 128, smoothFilters: false)).ShouldBeLessThan(30);
        SoftPixels(Render(svg, 128, 128)).ShouldBeGreaterThan(150);
        Render(svg, 128, 128).Span.ToArray().Chunk(4).Sum(static p => p[3] / 255.0).ShouldBe(Math.PI * 48 * 48, Math.PI * 48 * 2);

        static int SoftPixels(Raster picture) => picture.Span.ToArray().Chunk(4).Count(static p => p[3] is > 10 and < 245);
    }

    [Fact]
    public void Pictures_rendered_on_many_threads_are_those_rendered_on_one()
    {
        var icons = Enumerable.Range(0, 80)
            .Select(static i => Square($"<circle cx='4' cy='4' r='{1 + i % 4}' fill='#{i * 83_391 % 0xFFFFFF:x6}' opacity='.7'/>"))
            .ToArray();
        var alone = icons.Select(static svg => Render(svg, 48, 48).Span.ToArray()).ToArray();

        var together = icons.AsParallel().AsOrdered().WithDegreeOfParallelism(4).Select(static svg => Render(svg, 48, 48).Span.ToArray())
            .ToArray();

        for (var i = 0; i < icons.Length; i++) together[i].ShouldBe(alone[i]);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("hello", "Start tag expected")]
    [InlineData("<html xmlns='http://www.w3.org/1999/xhtml'/>", "<svg> root")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'><g>", "on line 1")]
    public void A_document_that_is_no_svg_is_refused_with_librsvgs_reason(string svg, string reason)
    {
        var message = Should.Throw<RenderException>(() => Render(svg, 16, 16)).Message;

        message.ShouldStartWith("The SVG cannot be rendered: ");
        message.ShouldContain(reason);
        message.ShouldNotContain('\n');
    }

    [Fact]
    public void Entities_that_multiply_are_refused()
    {
        var laughs = string.Concat(Enumerable.Range(1, 9)
            .Select(static i => $"<!ENTITY l{i} '{string.Concat(Enumerable.Repeat($"&l{i - 1};", 10))}'>"));

        Should.Throw<RenderException>(() => Render($"<!DOCTYPE svg [<!ENTITY l0 'ha'>{laughs}]>{Square("<text>&l9;</text>")}", 16, 16))
            .Message.ShouldBe("The SVG cannot be rendered: it defines entities that hold markup or further entities.");
    }

    [Theory]
    [InlineData("<!ENTITY x SYSTEM 'file:///etc/hostname'>")]
    [InlineData("<!ENTITY % x SYSTEM 'file:///etc/hostname'>")]
    [InlineData("<!ENTITY x PUBLIC '-//x' 'file:///etc/hostname'>")]
    public void An_external_entity_is_refused(string entity) =>
        Should.Throw<RenderException>(() => Render($"<!DOCTYPE svg [{entity}]>{Square("<text>&x;</text>")}", 16, 16))
            .Message.ShouldBe("The SVG cannot be rendered: it refers to an external entity, and files are never read from an SVG.");

    [Fact]
    public void An_entity_of_plain_text_is_resolved()
    {
        var picture = Render(
            $"<!DOCTYPE svg [<!ENTITY ns \"http://www.w3.org/2000/svg\">]><svg xmlns='&ns;' viewBox='0 0 8 8'><rect width='8' height='8'/></svg>", 8, 8);

        picture[4, 4].ShouldBe(Rgba.Black);
    }

    [Theory]
    [InlineData("<image width='8' height='8' href='file://{0}'/>")]
    [InlineData("<image width='8' height='8' xlink:href='{0}'/>")]
    [InlineData("<filter id='f'><feImage href='file://{0}'/></filter><rect width='8' height='8' filter='url(#f)'/>")]
    [InlineData("<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='file://{0}'/>")]
    public void A_file_that_the_document_names_is_never_shown(string body)
    {
        var path = Path.Combine(Path.GetTempPath(), $"emojigen-{Guid.NewGuid():n}.png");
        ImageFile.Save(path, new Raster(1, 1, [255, 0, 0, 255]));
        try
        {
            var picture = Render(Square(string.Format(null, body, path), "viewBox='0 0 8 8' xmlns:xlink='http://www.w3.org/1999/xlink'"), 8,
                8);

            picture.Span.ToArray().ShouldAllBe(static channel => channel == 0);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // Each of these ends the process, or never ends, when librsvg 2.54 is given it.
    [Theory]
    [InlineData("<filter id='f'><feTile x='100' width='2' height='2'/></filter><rect width='8' height='8' filter='url(#f)'/>",
        "viewBox='0 0 8 8'", "feTile")]
    [InlineData("<filter id='f'><feTurbulence numOctaves='999999999'/></filter><rect width='8' height='8' filter='url(#f)'/>",
        "viewBox='0 0 8 8'", "feTurbulence")]
    [InlineData("<filter id='f'><feConvolveMatrix order='999' kernelMatrix='1'/></filter><rect width='8' height='8' filter='url(#f)'/>",
        "viewBox='0 0 8 8'", "feConvolveMatrix")]
    [InlineData("<rect width='8' height='8' filter='url(#f)'/>", "width='99999999999999999999' height='8' viewBox='0 0 8 8'",
        "less than a pixel")]
    public void A_document_that_would_bring_librsvg_down_is_refused(string body, string root, string reason) =>
        Should.Throw<RenderException>(() => Render(Square(body, root), 16, 16)).Message.ShouldContain(reason);

    [Fact]
    public void What_the_limits_look_for_cannot_hide_in_another_encoding()
    {
        var svg = "<?xml version='1.0' encoding='{0}'?>" + Square("<rect width='8' height='8'/>");

        Should.Throw<RenderException>(() =>
            SvgRenderer.Render(Encoding.Unicode.GetBytes(string.Format(null, svg, "UTF-16")), 8, 8)).Message.ShouldContain("not UTF-8");
        Should.Throw<RenderException>(() => Render(string.Format(null, svg, "UTF-7"), 8, 8)).Message.ShouldContain("UTF-7");
        Should.Throw<RenderException>(() => SvgRenderer.Render([0x1F, 0x8B, 8, 0], 8, 8)).Message.ShouldContain("compressed");
        Render(string.Format(null, svg, "utf-8"), 8, 8)[4, 4].ShouldBe(Rgba.Black);
    }

    [Theory]
    [InlineData(0, 16)]
    [InlineData(16, -1)]
    [InlineData(16385, 16)]
    [InlineData(100_000, 100_000)]
    public void A_size_out_of_range_is_named_with_the_range(int width, int height) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Render(Square(""), width, height))
            .Message.ShouldBe($"A picture must be 1 to 16384 pixels wide and high, but {width}x{height} was asked for.");
}
