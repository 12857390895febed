using EmojiGen.Imaging;
using EmojiGen.Svg;
using SvgPath = EmojiGen.Svg.Path;

namespace EmojiGen.Tests.Svg;

public class BoundsTests
{
    static readonly Fill Red = new(new SolidPaint(new Color(255, 0, 0)));

    static Box Measure(string body) => SvgMeasure.Bounds(SvgReader.Parse(body, Box.At(0, 0, 100, 100)));

    static void ShouldBe(Box box, double left, double top, double right, double bottom, double tolerance = 1e-6)
    {
        box.Left.ShouldBe(left, tolerance);
        box.Top.ShouldBe(top, tolerance);
        box.Right.ShouldBe(right, tolerance);
        box.Bottom.ShouldBe(bottom, tolerance);
    }

    [Fact]
    public void A_circle_reaches_its_radius() => ShouldBe(Measure("<circle cx='50' cy='40' r='30'/>"), 20, 10, 80, 70);

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(45)]
    [InlineData(123)]
    public void A_turned_ellipse_reaches_as_far_as_the_closed_form_says(double degrees)
    {
        // Half extents of an ellipse turned by t: sqrt(a^2 cos^2 t + b^2 sin^2 t), sqrt(a^2 sin^2 t + b^2 cos^2 t).
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var x = Math.Sqrt(900 * cos * cos + 100 * sin * sin);
        var y = Math.Sqrt(900 * sin * sin + 100 * cos * cos);
        ShouldBe(Measure($"<ellipse cx='50' cy='50' rx='30' ry='10' transform='rotate({degrees} 50 50)'/>"), 50 - x, 50 - y, 50 + x, 50 + y,
            2e-4);
        ShouldBe(
            Measure($"<path d='M{50 - 30 * cos} {50 - 30 * sin}A30 10 {degrees} 1 1 {50 + 30 * cos} {50 + 30 * sin}A30 10 {degrees} 1 1 {50 - 30 * cos} {50 - 30 * sin}'/>"), 50 - x, 50 - y, 50 + x, 50 + y, 2e-4);
    }

    [Fact]
    // y(t) = 3 (1 - t) t * 40 turns at t = 1/2 with the value 30.
    public void A_cubic_reaches_its_turning_point_and_not_its_control_points() =>
        ShouldBe(Measure("<path d='M10 10C10 50 70 50 70 10'/>"), 10, 10, 70, 40);

    [Fact]
    // y(t) = 2 (1 - t) t * 40 turns at t = 1/2 with the value 20.
    public void A_quadratic_reaches_its_turning_point() => ShouldBe(Measure("<path d='M10 10Q40 50 70 10'/>"), 10, 10, 70, 30);

    [Fact]
    public void A_stroke_adds_half_its_width_to_a_circle() =>
        ShouldBe(Measure("<circle cx='50' cy='50' r='30' stroke='red' stroke-width='6'/>"), 17, 17, 83, 83, 2e-4);

    [Theory]
    [InlineData("butt", 20, 46, 80, 54)]
    [InlineData("square", 16, 46, 84, 54)]
    [InlineData("round", 16, 46, 84, 54)]
    public void A_line_ends_as_its_cap_says(string cap, double left, double top, double right, double bottom) =>
        ShouldBe(Measure($"<path d='M20 50H80' stroke='red' stroke-width='8' stroke-linecap='{cap}'/>"), left, top, right, bottom);

    [Theory]
    // The slanted end of a butt line: its corners lie half a width off, across.
    [InlineData("butt", 20 - 2.828427, 20 - 2.828427)]
    // A square cap adds half a width along as well.
    [InlineData("square", 20 - 2 * 2.828427, 20 - 2 * 2.828427)]
    // A round cap reaches half a width every way.
    [InlineData("round", 16, 16)]
    public void A_slanted_line_ends_as_its_cap_says(string cap, double left, double top)
    {
        var box = Measure($"<path d='M20 20L60 60' stroke='red' stroke-width='8' stroke-linecap='{cap}'/>");
        box.Left.ShouldBe(left, 1e-5);
        box.Top.ShouldBe(top, 1e-5);
    }

    [Theory]
    // A right angle with its tip up: the miter stands sqrt 2 half widths above the corner, and its ratio is sqrt 2.
    [InlineData("miter", 4, 50 - 5 * 1.41421356)]
    [InlineData("miter", 1.4, 50 - 5 * 0.70710678)]
    [InlineData("bevel", 4, 50 - 5 * 0.70710678)]
    [InlineData("round", 4, 45)]
    public void A_corner_reaches_as_far_as_its_join(string join, double limit, double top) =>
        Measure($"<path d='M30 70L50 50L70 70' fill='none' stroke='red' stroke-width='10' stroke-linejoin='{join}' stroke-miterlimit='{limit}'/>").Top.ShouldBe(top, 1e-5);

    [Fact]
    public void The_join_of_a_closed_path_counts_too() =>
        // The corner where the triangle closes points to the left: 45 degrees, miter ratio 1 / sin 22.5.
        Measure("<path d='M20 50L60 50L60 90Z' fill='none' stroke='red' stroke-width='4' stroke-miterlimit='9'/>").Left.ShouldBe(
            20 - 2 / Math.Tan(22.5 * Math.PI / 180), 1e-5);

    [Fact]
    public void A_stroke_stretches_with_its_transform() =>
        ShouldBe(Measure("<path d='M5 10H10' stroke='red' stroke-width='2' transform='scale(4 10)'/>"), 20, 90, 40, 110);

    [Fact]
    public void Dashes_end_where_the_last_one_does() =>
        ShouldBe(Measure("<path d='M0 50H50' stroke='red' stroke-width='4' stroke-dasharray='10 25'/>"), 0, 48, 45, 52, 1e-3);

    [Fact]
    public void A_dot_is_its_caps_alone()
    {
        ShouldBe(Measure("<path d='M50 50z' stroke='red' stroke-width='10' stroke-linecap='round'/>"), 45, 45, 55, 55);
        Measure("<path d='M50 50z' stroke='red' stroke-width='10'/>").IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void A_clip_cuts() =>
        ShouldBe(Measure("<clipPath id='a'><circle cx='50' cy='50' r='20'/></clipPath><rect width='45' height='100' clip-path='url(#a)'/>"),
        30, 30, 45, 70);

    [Fact]
    public void A_clip_in_bounding_box_units_cuts() =>
        ShouldBe(
            Measure("<clipPath id='a' clipPathUnits='objectBoundingBox'><rect x='.25' width='.5' height='.5'/></clipPath><rect x='20' y='40' width='40' height='20' clip-path='url(#a)'/>"), 30, 40, 50, 50);

    [Theory]
    // librsvg passes over a clip on a clip, so these are worked out by hand.
    [InlineData(
        "<clipPath id='a'><rect x='20' y='20' width='40' height='40'/></clipPath><clipPath id='b' clip-path='url(#a)'><rect x='30' y='10' width='60' height='30'/></clipPath><rect width='100' height='100' clip-path='url(#b)'/>", 30, 20, 60, 40)]
    [InlineData(
        "<clipPath id='a'><rect x='20' y='20' width='40' height='40'/></clipPath><clipPath id='b' clip-path='url(#a)' transform='translate(10 0)'><rect x='30' y='10' width='60' height='30'/></clipPath><rect width='100' height='100' clip-path='url(#b)'/>", 40, 20, 60, 40)]
    [InlineData(
        "<clipPath id='a' clipPathUnits='objectBoundingBox'><rect width='.5' height='.5'/></clipPath><clipPath id='b' clip-path='url(#a)'><rect x='30' y='10' width='60' height='30'/></clipPath><rect x='10' y='10' width='80' height='40' clip-path='url(#b)' transform='translate(5 5)'/>", 35, 15, 55, 35)]
    [InlineData(
        "<clipPath id='a'><rect width='15' height='100'/></clipPath><clipPath id='b'><rect x='10' y='10' width='60' height='30' clip-path='url(#a)'/><rect x='40' y='20' width='10' height='40'/></clipPath><rect width='100' height='100' clip-path='url(#b)'/>", 10, 10, 50, 60)]
    public void Clips_that_are_cut_themselves_cut_what_is_left_of_them(string body, double left, double top, double right, double bottom)
    {
        var document = SvgReader.Parse(body, Box.At(0, 0, 100, 100));
        var written = SvgWriter.WriteUtf8(document);

        ShouldBe(SvgMeasure.Bounds(document), left, top, right, bottom);
        ShouldBe(Pictures.Painted(SvgRenderer.Render(written, 100, 100)), left, top, right, bottom);
        ShouldBe(SvgMeasure.Bounds(SvgReader.ParseDocument(new MemoryStream(written))), left, top, right, bottom);
    }

    [Fact]
    public void A_mask_cuts_by_its_region_and_by_what_it_holds() =>
        ShouldBe(
            Measure("<mask id='a' maskUnits='userSpaceOnUse' x='10' y='10' width='50' height='80'><circle cx='50' cy='50' r='30' fill='white'/></mask><rect width='100' height='100' mask='url(#a)'/>"), 20, 20, 60, 80);

    [Fact]
    public void A_blur_reaches_three_deviations_within_the_region() =>
        ShouldBe(
            Measure("<filter id='a' filterUnits='userSpaceOnUse' x='5' y='0' width='95' height='100'><feGaussianBlur stdDeviation='4 2'/></filter><rect x='10' y='40' width='50' height='20' filter='url(#a)'/>"), 5, 34, 72, 66);

    [Fact]
    public void An_inner_shadow_changes_nothing() => ShouldBe(Measure(
        "<filter id='a' filterUnits='userSpaceOnUse' x='0' y='0' width='100' height='100'><feFlood flood-opacity='0' result='b'/><feBlend in='SourceGraphic' in2='b' result='shape'/>"
        + "<feColorMatrix in='SourceAlpha' result='hard' values='0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 127 0'/><feOffset dx='5'/><feGaussianBlur stdDeviation='3'/>"
        + "<feComposite in2='hard' k2='-1' k3='1' operator='arithmetic'/><feColorMatrix values='0 0 0 0 1 0 0 0 0 1 0 0 0 0 1 0 0 0 1 0'/><feBlend in2='shape'/></filter>"
        + "<circle cx='50' cy='50' r='20' filter='url(#a)'/>"), 30, 30, 70, 70);

    [Fact]
    public void What_paints_nothing_counts_nothing()
    {
        Measure("<path d='M0 0H50V50z' fill='none'/>").IsEmpty.ShouldBeTrue();
        Measure("<path d='M0 0H50' fill='red'/>").IsEmpty.ShouldBeTrue();
        Measure("<g opacity='0'><rect width='9' height='9'/></g>").IsEmpty.ShouldBeTrue();
        Measure("<linearGradient id='g'><stop stop-opacity='0'/></linearGradient><rect width='9' height='9' fill='url(#g)'/>").IsEmpty.ShouldBeTrue();
        Measure("").IsEmpty.ShouldBeTrue();
    }

    [Fact]
    public void A_node_is_measured_in_the_space_of_its_parent() =>
        ShouldBe(SvgMeasure.Bounds(new Shape(SvgPath.Rectangle(Box.At(0, 0, 10, 20)), Red, null) { Transform = Matrix.Translation(5, 6) }),
            5, 6, 15, 26);

    [Theory]
    [InlineData("<path d='M20 30C40 -40 90 160 60 60S10 70 30 90' fill='none' stroke='red' stroke-width='7'/>")]
    [InlineData(
        "<path d='M30 40a25 12 30 1 1 10 20z' stroke='red' stroke-width='5' stroke-linejoin='round' transform='rotate(20 50 50) skewX(12)'/>")]
    [InlineData("<path d='M20 80L40 30L50 80L80 40' fill='none' stroke='red' stroke-width='6' stroke-miterlimit='10'/>")]
    [InlineData(
        "<path d='M20 80L40 30L50 80L80 40' fill='none' stroke='red' stroke-width='6' stroke-linejoin='bevel' stroke-linecap='square' transform='scale(1.2 .7)'/>")]
    [InlineData(
        "<path d='M25 50A25 25 0 0 1 75 50' fill='none' stroke='red' stroke-width='8' stroke-linecap='round' stroke-dasharray='12 14'/>")]
    [InlineData(
        "<g transform='rotate(33 50 50)'><rect x='20' y='30' width='60' height='40' rx='12' stroke='blue' stroke-width='3'/><polygon points='50,10 60,30 40,30'/></g>")]
    [InlineData(
        "<symbol id='s' viewBox='0 0 10 10'><circle cx='5' cy='5' r='9'/></symbol><use href='#s' x='20' y='20' width='40' height='50'/>")]
    [InlineData(
        "<filter id='f' x='-1' y='-1' width='3' height='3'><feOffset dx='12' dy='-7'/></filter><ellipse cx='40' cy='60' rx='20' ry='9' filter='url(#f)'/>")]
    public void Measured_and_rendered_bounds_agree(string body)
    {
        // librsvg at ten pixels a unit: a pixel is painted where the shape touches it.
        var document = SvgReader.Parse(body, Box.At(0, 0, 100, 100));
        var painted = Pictures.Painted(SvgRenderer.Render(SvgWriter.WriteUtf8(document), 1000, 1000));
        var box = SvgMeasure.Bounds(document).Intersect(document.ViewBox);

        ShouldBe(box, painted.Left / 10, painted.Top / 10, painted.Right / 10, painted.Bottom / 10, 0.15);
    }
}
