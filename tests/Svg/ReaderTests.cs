using System.IO.Compression;
using System.Text;
using EmojiGen.Svg;

namespace EmojiGen.Tests.Svg;

public class ReaderTests
{
    static readonly Box square = Box.At(0, 0, 100, 100);

    static Shape Only(string body) => SvgReader.Parse(body, square).Children.ShouldHaveSingleItem().ShouldBeOfType<Shape>();

    static Color FillOf(string body) => Only(body).Fill!.Paint.ShouldBeOfType<SolidPaint>().Color;

    [Theory]
    [InlineData("#f80", 255, 136, 0)]
    [InlineData("#FF8800", 255, 136, 0)]
    [InlineData("rgb(10, 20, 30)", 10, 20, 30)]
    [InlineData("rgb(10 20 30 / 1)", 10, 20, 30)]
    [InlineData("rgb(100%,0%,50%)", 255, 0, 128)]
    [InlineData("hsl(120, 100%, 25%)", 0, 128, 0)]
    [InlineData("hsl(210deg 50% 50%)", 64, 128, 191)]
    [InlineData("CornflowerBlue", 100, 149, 237)]
    [InlineData(" grey ", 128, 128, 128)]
    public void Colours_are_read_in_all_their_forms(string text, int red, int green, int blue) =>
        FillOf($"<path d='M0 0h9v9z' fill='{text}'/>").ShouldBe(new Color((byte)red, (byte)green, (byte)blue));

    [Fact]
    public void The_alpha_of_a_colour_becomes_opacity()
    {
        var shape = Only("<path d='M0 0h9v9z' fill='#ff000080' fill-opacity='.5' stroke='rgba(0,0,0,.25)'/>");
        shape.Fill!.Opacity.ShouldBe(128 / 255.0 / 2, 1e-9);
        shape.Stroke!.Opacity.ShouldBe(0.25);
    }

    [Fact]
    public void Absolute_units_are_user_units_at_96_to_the_inch()
    {
        var box = SvgMeasure.Bounds(SvgReader.Parse("<rect x='1in' y='72pt' width='2.54cm' height='25.4mm'/>", square));
        (box.Left, box.Top, box.Width, box.Height).ShouldBe((96, 96, 96, 96));
    }

    [Fact]
    public void What_shares_a_gradient_shares_the_instance()
    {
        var nodes = SvgReader.Parse(
            "<linearGradient id='g'><stop/></linearGradient><path d='M0 0h9v9z' fill='url(#g)'/><path d='M0 0h9v9z' stroke='url(#g)'/>", square).Children;
        ((Shape)nodes[0]).Fill!.Paint.ShouldBeSameAs(((Shape)nodes[1]).Stroke!.Paint);
    }

    [Fact]
    public void A_gradient_takes_what_it_does_not_say_from_the_one_it_refers_to()
    {
        var gradient = Only(
            "<radialGradient id='a' cx='7' r='3' gradientUnits='userSpaceOnUse' spreadMethod='repeat'><stop offset='1' stop-color='red'/></radialGradient>"
            + "<radialGradient id='b' r='4' href='#a'/><path d='M0 0h9v9z' fill='url(#b)'/>").Fill!.Paint.ShouldBeOfType<RadialGradient>();
        (gradient.Center.X, gradient.Radius, gradient.InBoundingBoxUnits, gradient.Spread).ShouldBe((7, 4, false, SpreadMethod.Repeat));
        gradient.Focus.ShouldBe(gradient.Center);
        gradient.Stops.ShouldHaveSingleItem().ShouldBe(new GradientStop(1, new Color(255, 0, 0), 1));
    }

    [Fact]
    public void What_is_not_supported_is_left_out_and_named()
    {
        var warnings = new List<string>();
        var document = SvgReader.Parse(
            "<text>hi</text><rect width='9' height='9'><animate/></rect><script>x</script><foreignObject/><hatch id='p'/><rect width='9' height='9' fill='url(#p)'/><image href='http://a/b.png'/>", square, warnings);

        SvgTree.Leaves(document).Count.ShouldBe(1);
        foreach (var name in (string[])["<text>", "<animate>", "<script>", "<foreignObject>", "<hatch>"])
            warnings.ShouldContain(w => w.Contains(name, StringComparison.Ordinal));
        warnings.ShouldContain(w => w.Contains("<image>", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("iso-8859-1")]
    public void Documents_come_in_several_encodings(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        var text = $"<?xml version='1.0' encoding='{name}'?><svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><rect id='ä' width='3' height='3'/><use href='#ä' x='5'/></svg>";
        using var stream = new MemoryStream([.. encoding.Preamble, .. encoding.GetBytes(text)]);

        SvgMeasure.Bounds(SvgReader.ParseDocument(stream)).Right.ShouldBe(8);
    }

    [Fact]
    public void A_gzipped_document_is_unpacked()
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
            zip.Write("<svg viewBox='0 0 9 9'><rect width='4' height='4'/></svg>"u8);
        packed.Position = 0;

        SvgMeasure.Bounds(SvgReader.ParseDocument(packed)).Right.ShouldBe(4);
    }

    [Fact]
    public void Groups_that_do_nothing_are_dissolved() =>
        SvgReader.Parse("<g><g><path d='M0 0h9v9z'/></g><g fill='red'><path d='M0 0h9v9z'/></g></g>",
            square).Children.ShouldAllBe(node => node is Shape);
}
