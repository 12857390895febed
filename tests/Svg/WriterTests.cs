using System.Xml.Linq;
using EmojiGen.Svg;
using SvgPath = EmojiGen.Svg.Path;

namespace EmojiGen.Tests.Svg;

public class WriterTests
{
    static readonly XNamespace ns = "http://www.w3.org/2000/svg";

    static LinearGradient Gradient(byte red) =>
        new(new Point(0, 0), new Point(1, 0), [new GradientStop(0, new Color(red, 0, 0), 1), new GradientStop(1, default, 0.5)],
            Matrix.Identity, true, SpreadMethod.Pad);

    static Shape Square(Paint paint) => new(new SvgPath("M0 0h9v9z"), new Fill(paint), null);

    static SvgDocument Document(params ReadOnlySpan<Node> nodes) => new(Box.At(0, 0, 10, 10), [.. nodes]);

    [Fact]
    public void Equal_gradients_share_an_id_and_different_ones_do_not()
    {
        var xml = XDocument.Parse(SvgWriter.Write(Document(Square(Gradient(1)), Square(Gradient(1)), Square(Gradient(2)))));

        xml.Descendants(ns + "linearGradient").Select(g => g.Attribute("id")!.Value).ShouldBe(["a", "b"]);
        xml.Descendants(ns + "path").Select(p => p.Attribute("fill")!.Value).ShouldBe(["url(#a)", "url(#a)", "url(#b)"]);
    }

    [Fact]
    public void Parts_of_two_pictures_keep_their_own_definitions()
    {
        // Both texts call their gradient g; side by side each keeps its colours.
        static Node[] Icon(string color) =>
            [.. SvgReader.Parse($"<linearGradient id='g'><stop stop-color='{color}'/></linearGradient><path d='M0 0h9v9z' fill='url(#g)'/>",
            Box.At(0, 0, 9, 9)).Children];
        var xml = XDocument.Parse(SvgWriter.Write(Document([.. Icon("red"), .. Icon("blue")])));

        xml.Descendants(ns + "stop").Select(s => s.Attribute("stop-color")!.Value).ShouldBe(["#f00", "#00f"]);
        xml.Descendants(ns + "path").Select(p => p.Attribute("fill")!.Value).Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public void Hundreds_of_definitions_have_ids_of_their_own()
    {
        var nodes = Enumerable.Range(0, 200).Select(i => (Node)Square(Gradient((byte)i))).ToArray();
        XDocument.Parse(SvgWriter.Write(Document(nodes))).Descendants(ns + "linearGradient").Select(g => g.Attribute("id")!.Value)
            .Distinct().Count().ShouldBe(200);
    }

    [Fact]
    public void Metadata_can_be_read_back_whatever_it_holds()
    {
        const string nasty = "a <b> & \"c\" 'd' ]]> é 🛹";
        var text = SvgWriter.Write(Document(Square(Gradient(1))), new SvgMetadata
        {
            Title = nasty,
            Creators = ["Noto & co"],
            Licenses = ["Apache-2.0", "CC-BY-4.0"],
            Sources = ["https://example.org/?a=1&b=2"],
            Parameters = [new("prompt", nasty), new("seed", "7"), new("multi", "one\ntwo\tthree")],
        });
        var xml = XDocument.Parse(text);
        XNamespace dc = "http://purl.org/dc/elements/1.1/", own = "urn:emojigen:";

        xml.Descendants(ns + "title").Single().Value.ShouldBe(nasty);
        xml.Descendants(dc + "title").Single().Value.ShouldBe(nasty);
        xml.Descendants(dc + "rights").Select(e => e.Value).ShouldBe(["Apache-2.0", "CC-BY-4.0"]);
        xml.Descendants(dc + "source").Single().Value.ShouldBe("https://example.org/?a=1&b=2");
        xml.Descendants(own + "parameter").Select(e => (e.Element(own + "name")!.Value, e.Element(own + "value")!.Value))
            .ShouldBe([("prompt", nasty), ("seed", "7"), ("multi", "one\ntwo\tthree")]);
        SvgReader.ParseDocument(text).Children.Length.ShouldBe(1);
    }

    [Fact]
    public void Characters_that_XML_cannot_hold_are_left_out() =>
        XDocument.Parse(SvgWriter.Write(Document(), new SvgMetadata
        {
            Title = "a\u0000b\u001Fc\uD800d\uFFFEe\uDC00"
        })).Root!.Value.ShouldStartWith("abcde");

    [Fact]
    public void Width_and_height_are_written_when_asked_for()
    {
        var root = XDocument.Parse(SvgWriter.Write(Document(), width: 128, height: 64.5)).Root!;
        (root.Attribute("width")!.Value, root.Attribute("height")!.Value, root.Attribute("viewBox")!.Value)
            .ShouldBe(("128", "64.5", "0 0 10 10"));
        XDocument.Parse(SvgWriter.Write(Document())).Root!.Attribute("width").ShouldBeNull();
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "0")]
    [InlineData(1, "1")]
    [InlineData(-0.5, "-.5")]
    [InlineData(1.0 / 3, ".333333333")]
    [InlineData(100.0 / 3, "33.3333333")]
    [InlineData(-2710, "-2710")]
    [InlineData(123456.75, "123456.75")]
    [InlineData(0.0001234, ".0001234")]
    [InlineData(1e-15, "0")]
    public void Numbers_are_short_and_keep_nine_digits(double value, string expected) =>
        XDocument.Parse(SvgWriter.Write(new SvgDocument(Box.At(value, 0, 9, 9), []))).Root!.Attribute("viewBox")!.Value.Split(' ')[
            0].ShouldBe(expected);

    [Fact]
    public void A_coordinate_that_is_not_finite_is_refused() =>
        Should.Throw<SvgException>(() =>
            SvgWriter.Write(Document(Square(Gradient(1)) with { Transform = Matrix.Translation(double.NaN, 0) })))
            .Message.ShouldContain("not a finite number");

    [Fact]
    public void Groups_in_a_clip_hand_down_their_transforms_and_clips()
    {
        // The square 20..60 cut by the group's clip to 20..40 and by its own to the upper half of its bounds.
        Shape Rectangle(double left, double top, double right, double bottom) =>
            new(SvgPath.Rectangle(new Box(left, top, right, bottom)), new Fill(new SolidPaint(default)), null);
        var clip = new ClipPath(
            [new Group([Rectangle(0, 0, 4, 4) with { Transform = Matrix.Translation(1, 1),
            Clip = new ClipPath([Rectangle(0, 0, 1, 0.5)], InBoundingBoxUnits: true) }])
        {
            Transform = Matrix.Scaling(10, 10) * Matrix.Translation(1, 1),
            Clip = new ClipPath([Rectangle(0, 0, 3, 9)]),
        }]);
        var document = new SvgDocument(Box.At(0, 0, 100, 100), [Rectangle(0, 0, 100, 100) with { Clip = clip }]);

        var painted = Pictures.Painted(EmojiGen.Imaging.SvgRenderer.Render(SvgWriter.WriteUtf8(document), 100, 100));
        painted.ShouldBe(new Box(20, 20, 40, 40));
        SvgMeasure.Bounds(document).ShouldBe(painted);
    }

    [Fact]
    public void Bytes_and_text_are_the_same() =>
        SvgWriter.WriteUtf8(Document(Square(Gradient(3))))
            .ShouldBe(System.Text.Encoding.UTF8.GetBytes(SvgWriter.Write(Document(Square(Gradient(3))))));
}
