using System.Globalization;
using System.Xml.Linq;
using EmojiGen.Evaluation.Reports;
using EmojiGen.Imaging;

namespace EmojiGen.Tests.Evaluation.Reports;

public class LineChartTests
{
    static readonly XNamespace svg = "";

    static XElement Figure(LineChart chart) => XElement.Parse(chart.ToHtml());

    static (double X, double Y)[] Line(XElement figure, int which = 0) =>
        [.. figure.Descendants(svg + "polyline").ElementAt(which).Attribute("points")!.Value.Split(' ').Select(it => it.Split(','))
            .Select(it => (double.Parse(it[0], CultureInfo.InvariantCulture), double.Parse(it[1], CultureInfo.InvariantCulture)))];

    [Fact]
    public void Points_lie_where_their_numbers_say()
    {
        var line = Line(Figure(new("t", "x", "y", [new("a", [(0, 0), (5, 0.5), (10, 1)], 0)]) { RangeY = (0, 1) }));
        line[1].X.ShouldBe((line[0].X + line[2].X) / 2, 0.11);
        line[1].Y.ShouldBe((line[0].Y + line[2].Y) / 2, 0.11);
        line[0].Y.ShouldBeGreaterThan(line[2].Y); // up is more
    }

    [Fact]
    public void Equal_ratios_are_equally_far_apart_on_a_logarithmic_axis()
    {
        var figure = Figure(new("t", "x", "y", [new("a", [(0, 0.001), (1, 0.01), (2, 0.1), (3, 0), (4, -1)], 0)], LogY: true));
        var line = Line(figure);
        line.Length.ShouldBe(3); // what has no logarithm is left out
        (line[0].Y - line[1].Y).ShouldBe(line[1].Y - line[2].Y, 0.11);
        figure.Descendants("text").Select(it => it.Value).ShouldContain("0.01");
    }

    [Fact]
    public void Long_lines_are_averaged_and_what_is_no_number_is_left_out()
    {
        var points = Enumerable.Range(0, 10_000).Select(i => ((double)i, i % 2 == 0 ? 1.0 : 3.0)).Append((10_000, double.NaN)).ToArray();
        var line = Line(Figure(new("t", "x", "y", [new("a", points, 0)]) { RangeY = (1, 3) }));
        line.Length.ShouldBe(400);
        line.Select(it => it.Y).Distinct().Count().ShouldBeLessThanOrEqualTo(2); // all at 2, in the middle
    }

    [Fact]
    public void Names_and_values_are_told_and_escaped()
    {
        var figure = Figure(new("a < b & c", "x", "y", [new("one", [(1, 2)], 0, SeriesStyle.Dots),
            new("\"two\"", [(1, 3)], 1, SeriesStyle.Bars)])
        { Marks = [(1, "here")] });
        figure.Element("figcaption")!.Value.ShouldBe("a < b & c");
        figure.Descendants("title").Select(it => it.Value).ShouldBe(["here", "one, 1: 2", "\"two\", 1: 3"]);
        figure.Descendants("span").Select(it => it.Value).ShouldBe(["one", "\"two\""]);
    }

    [Fact]
    public void Nothing_is_drawn_of_nothing() => new LineChart("t", "x", "y", [new("a", [], 0)]).ToHtml().ShouldBe("");

    [Fact]
    public void A_page_needs_nothing_but_itself()
    {
        var html = new HtmlReport("a & b").Section("one", "<two>").Table(["", "n"], [["x", "1"]])
            .Pictures([new(Raster.Filled(4, 4, Rgba.White), "white")], 16)
            .Chart(new("t", "x", "y", [new("a", [(0, 1), (1, 2)], 0)])).ToHtml();
        html.ShouldContain("<title>a &amp; b</title>");
        html.ShouldContain("&lt;two&gt;");
        html.ShouldContain("prefers-color-scheme: dark");
        foreach (var reference in (string[])["http:", "https:", "<script", "<link", "url(", "@import"])
            html.ShouldNotContain(reference, Case.Insensitive);
        var picture = Convert.FromBase64String(html.Split("data:image/webp;base64,")[1].Split('"')[0]);
        ImageFile.Load(picture).Width.ShouldBe(4);
    }
}
