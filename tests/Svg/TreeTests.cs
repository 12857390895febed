using EmojiGen.Imaging;
using EmojiGen.Svg;
using SvgPath = EmojiGen.Svg.Path;

namespace EmojiGen.Tests.Svg;

public class TreeTests
{
    const string Body = "<g opacity='.5' transform='translate(10 20)'><path d='M0 0h9v9z'/><g clip-path='url(#c)' opacity='.5'><path d='M1 1h9v9z' transform='scale(2)'/></g></g>"
        + "<path d='M50 50h9v9z' fill='red'/><clipPath id='c'><path d='M0 0h5v5h-5z'/></clipPath>";

    static readonly SvgDocument Document = SvgReader.Parse(Body, Box.At(0, 0, 100, 100));
    static readonly Color green = new(0, 128, 0);

    [Fact]
    public void Leaves_come_in_paint_order_with_what_is_above_them()
    {
        var leaves = SvgTree.Leaves(Document);

        leaves.Select(l => l.Index).ShouldBe([0, 1, 2]);
        leaves.Select(l => l.Opacity).ShouldBe([0.5, 0.25, 1]);
        leaves[1].ToRoot.Apply(new Point(1, 1)).ShouldBe(new Point(12, 22));
        leaves[1].Clips.ShouldHaveSingleItem().ToRoot.Apply(new Point(0, 0)).ShouldBe(new Point(10, 20));
        SvgMeasure.Bounds(leaves[1]).ShouldBe(new Box(12, 22, 15, 25));
        leaves[0].Clips.ShouldBeEmpty();
    }

    [Fact]
    public void Kept_leaves_are_the_ones_chosen_and_empty_groups_go()
    {
        var kept = SvgTree.Keep(Document, i => i == 2);
        kept.Children.ShouldHaveSingleItem().ShouldBeSameAs(Document.Children[1]);

        SvgTree.Leaves(SvgTree.Keep(Document, i => i != 1)).Select(l => ((Shape)l.Node).Path.Data).ShouldBe(["M0 0h9v9z", "M50 50h9v9z"]);
        SvgTree.Keep(Document, _ => false).Children.ShouldBeEmpty();
        SvgTree.Keep(Document, _ => true).Children.ShouldBe(Document.Children);
    }

    [Fact]
    public void A_clip_in_fractions_of_a_group_stays_where_it_was_when_children_go()
    {
        var document = SvgReader.Parse("<clipPath id='c' clipPathUnits='objectBoundingBox'><rect width='.5' height='1'/></clipPath>"
            + "<g clip-path='url(#c)'><rect width='20' height='20'/><rect x='60' width='40' height='20'/></g>", Box.At(0, 0, 100, 100));

        SvgMeasure.Bounds(SvgTree.Keep(document, i => i == 1)).ShouldBe(Box.Empty);
        SvgMeasure.Bounds(SvgTree.Keep(document, i => i == 0)).ShouldBe(new Box(0, 0, 20, 20));
    }

    [Fact]
    public void What_is_split_by_leaves_and_painted_in_two_layers_is_the_picture_again()
    {
        // Without groups' opacity: the leaves of one group go to both sides.
        var document = SvgReader.Parse(
            "<rect width='90' height='90' fill='gold'/><g transform='rotate(9)'><circle cx='40' cy='40' r='20'/><circle cx='60' cy='60' r='9' fill='red'/></g>", Box.At(0, 0, 100, 100));
        var layered = document with
        {
            Children = [.. SvgTree.Keep(document, i => i < 2).Children,
            .. SvgTree.Keep(document, i => i >= 2).Children]
        };

        Pictures.Difference(SvgRenderer.Render(SvgWriter.WriteUtf8(layered), 64, 64),
            SvgRenderer.Render(SvgWriter.WriteUtf8(document), 64, 64)).ShouldBeLessThan(0.01);
    }

    [Fact]
    public void Colours_change_everywhere_and_shared_paints_stay_shared()
    {
        var document = SvgReader.Parse(
            "<linearGradient id='g'><stop stop-color='red'/><stop offset='1' stop-color='blue' stop-opacity='.5'/></linearGradient>"
            + "<g><path d='M0 0h9v9z' fill='url(#g)' stroke='red'/><path d='M0 0h9v9z' fill='url(#g)'/></g>", Box.At(0, 0, 9, 9));
        var changed = SvgTree.MapColors(document, c => new Color(c.B, c.R, c.G));
        var leaves = SvgTree.Leaves(changed).Select(l => (Shape)l.Node).ToList();

        var gradient = leaves[0].Fill!.Paint.ShouldBeOfType<LinearGradient>();
        gradient.Stops.Select(s => (s.Color, s.Opacity)).ShouldBe([(new Color(0, 255, 0), 1), (new Color(255, 0, 0), 0.5)]);
        leaves[1].Fill!.Paint.ShouldBeSameAs(gradient);
        leaves[0].Stroke!.Paint.ShouldBe(new SolidPaint(new Color(0, 255, 0)));
    }

    [Fact]
    public void Colours_inside_filters_change_too()
    {
        static FilterPrimitive Primitive(string name, string attribute, string value) => new(name, [new(attribute, value)], []);
        var filter = new Filter([new("color-interpolation-filters", "sRGB")],
        [
            Primitive("feFlood", "flood-color", "red"),
            Primitive("feColorMatrix", "values", "0 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 .5 0"),
            Primitive("feColorMatrix", "values", "1 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 .5 0"),
        ]);
        var changed = SvgTree.MapColors(new Shape(new SvgPath("M0 0h9v9z"), null, null) { Filter = filter }, _ => new Color(0, 51, 255));

        changed.Filter!.Primitives.Select(it => it.Attributes.Single().Value).ShouldBe(
            ["#0033ff", "0 0 0 0 0 0 0 0 0 0.2 0 0 0 0 1 0 0 0 0.5 0", "1 0 0 0 1 0 0 0 0 0 0 0 0 0 0 0 0 0 .5 0"]);
    }

    [Fact]
    public void A_silhouette_is_one_colour_in_the_same_place()
    {
        var silhouette = Document with { Children = [.. Document.Children.Select(n => SvgTree.Silhouette(n, green))] };
        var before = SvgRenderer.Render(SvgWriter.WriteUtf8(Document), 64, 64);
        var after = SvgRenderer.Render(SvgWriter.WriteUtf8(silhouette), 64, 64);

        for (var y = 0; y < 64; y++)
            for (var x = 0; x < 64; x++)
            {
                after[x, y].A.ShouldBe(before[x, y].A);
                if (after[x, y].A > 100) (after[x, y].R, after[x, y].B).ShouldBe(((byte)0, (byte)0));
            }
    }

    [Theory]
    [InlineData("<circle cx='50' cy='50' r='20'/>")]
    [InlineData(
        "<path d='M30 30L70 40L50 70' fill='none' stroke='red' stroke-width='6' stroke-linejoin='round' stroke-linecap='round' transform='rotate(20 50 50)'/>")]
    [InlineData("<g transform='translate(-100 0) scale(3 1)'><rect x='40' y='30' width='15' height='40'/></g>")]
    [InlineData(
        "<rect x='30' y='30' width='40' height='40' fill='red'/><circle cx='50' cy='50' r='9'/><circle cx='95' cy='95' r='30' opacity='0.01'/>")]
    [InlineData("<clipPath id='c'><circle cx='50' cy='50' r='20'/></clipPath><rect width='100' height='50' clip-path='url(#c)'/>")]
    [InlineData("<mask id='c'><circle cx='50' cy='50' r='20' fill='white'/></mask><g mask='url(#c)'><rect width='100' height='100'/></g>")]
    [InlineData(
        "<filter id='f'><feGaussianBlur stdDeviation='0'/></filter><g filter='url(#f)'><ellipse cx='50' cy='50' rx='20' ry='9'/></g>")]
    public void An_outline_reaches_its_width_beyond_the_picture_on_every_side(string body)
    {
        const int width = 5;
        var document = SvgReader.Parse(body, Box.At(0, 0, 100, 100));
        var outline = SvgTree.Outline(new Group(document.Children), green, width);
        var inside = Alpha(document);
        var edge = Alpha(document with { Children = [outline] });

        for (var y = 0; y < 100; y++)
        {
            for (var x = 0; x < 100; x++)
            {
                // Pixels surely painted within the width, and none painted well beyond it: distances as in a dilation by a disc.
                if (Near(inside, x, y, width - 1.5, alpha => alpha > 200)) edge[y * 100 + x].ShouldBeGreaterThan((byte)200, $"at {x}, {y}");
                if (!Near(inside, x, y, width + 3, alpha => alpha > 5)) edge[y * 100 + x].ShouldBeLessThan((byte)5, $"at {x}, {y}");
            }
        }
    }

    static byte[] Alpha(SvgDocument document)
    {
        var picture = SvgRenderer.Render(SvgWriter.WriteUtf8(document), 100, 100);
        return [.. Enumerable.Range(0, 10_000).Select(i => picture[i % 100, i / 100].A)];
    }

    static bool Near(byte[] alpha, int x, int y, double distance, Func<byte, bool> isPainted)
    {
        var reach = (int)Math.Ceiling(distance);
        for (var dy = -reach; dy <= reach; dy++)
            for (var dx = -reach; dx <= reach; dx++)
                if (dx * dx + dy * dy <= distance * distance && x + dx is >= 0 and < 100 && y + dy is >= 0 and < 100
                    && isPainted(alpha[(y + dy) * 100 + x + dx]))
                    return true;
        return false;
    }

    [Fact]
    public void An_outline_leaves_out_what_cannot_show_at_the_rim()
    {
        var inner = string.Concat(Enumerable.Range(0, 30).Select(i => $"<circle cx='{30 + i}' cy='50' r='5' fill='red'/>"));
        var outline = SvgTree.Outline(
            new Group(SvgReader.Parse($"<circle cx='50' cy='50' r='40'/>{inner}", Box.At(0, 0, 100, 100)).Children), green, 3);

        SvgTree.Leaves(new SvgDocument(Box.At(0, 0, 100, 100), [outline])).Count.ShouldBe(1);
    }
}
