using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Svg;

namespace EmojiGen.Tests.Art.Anatomies;

public class CoverMaskTests
{
    static ImmutableArray<Point> Circle(double x, double y, double radius) =>
        [.. Enumerable.Range(0, 90)
            .Select(i => new Point(x + radius * Math.Cos(i * Math.PI / 45), y + radius * Math.Sin(i * Math.PI / 45)))];

    static CoverMask Filled(FillRule rule, params ImmutableArray<Point>[] contours)
    {
        var mask = new CoverMask();
        mask.AddFill(contours, rule);
        return mask;
    }

    // Closed form: a circle's area, in cells of 2 x 2 units.
    [Theory]
    [InlineData(20)]
    [InlineData(50)]
    public void A_circle_covers_its_area(double radius) =>
        ((double)Filled(FillRule.NonZero, Circle(64, 64, radius)).Count)
            .ShouldBe(Math.PI * radius * radius / 4, 0.03 * Math.PI * radius * radius / 4);

    [Fact]
    public void The_rules_differ_where_contours_overlap()
    {
        var both = (ImmutableArray<Point>[])[Circle(64, 64, 50), Circle(64, 64, 20)];
        Filled(FillRule.NonZero, both).Covers(new Point(64, 64)).ShouldBeTrue();
        Filled(FillRule.EvenOdd, both).Covers(new Point(64, 64)).ShouldBeFalse();
        Filled(FillRule.EvenOdd, both).FillHoles().Count.ShouldBe(Filled(FillRule.NonZero, both).Count);
    }

    [Fact]
    public void The_largest_piece_is_the_larger_of_two_discs()
    {
        var mask = Filled(FillRule.NonZero, Circle(30, 30, 12), Circle(90, 90, 24));
        mask.LargestPiece().Count.ShouldBe(Filled(FillRule.NonZero, Circle(90, 90, 24)).Count);
    }

    [Fact]
    public void Distance_to_the_outline_is_the_radius_in_the_middle_of_a_disc()
    {
        var distances = Filled(FillRule.NonZero, Circle(64, 64, 40)).Distances();
        distances.Max().ShouldBe(40, 2 * CoverMask.Cell);
    }

    [Fact]
    public void Eroding_a_disc_by_five_cells_takes_ten_units_off_its_radius_along_the_axes() =>
        Filled(FillRule.NonZero, Circle(64, 64, 40)).Erode(5).Bounds.Width.ShouldBe(60, 2 * CoverMask.Cell);

    [Fact]
    public void A_stroke_covers_its_width()
    {
        var mask = new CoverMask();
        mask.AddStroke([new Point(20, 64), new Point(108, 64)], closed: false, width: 12);
        mask.Bounds.Height.ShouldBe(12, CoverMask.Cell);
        mask.Bounds.Width.ShouldBe(88 + 12, CoverMask.Cell);
    }
}
