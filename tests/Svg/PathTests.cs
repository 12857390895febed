using EmojiGen.Svg;
using FsCheck;
using FsCheck.Fluent;
using SvgPath = EmojiGen.Svg.Path;

namespace EmojiGen.Tests.Svg;

public class PathTests
{
    static readonly Config quick = Config.QuickThrowOnFailure.WithMaxTest(200);

    static readonly Gen<double> coordinate = Gen.Choose(-100_000, 100_000).Select(n => n / 1000.0);

    static readonly Gen<Point> anyPoint = coordinate.Two().Select(t => new Point(t.Item1, t.Item2));

    static readonly Gen<Segment> anySegment =
        from kind in Gen.Elements(SegmentKind.Line, SegmentKind.Quadratic, SegmentKind.Cubic)
        from a in anyPoint
        from b in anyPoint
        from end in anyPoint
        select new Segment(kind, kind == SegmentKind.Line ? default : a, kind == SegmentKind.Cubic ? b : default, end);

    static readonly Gen<SvgPath> anyPath =
        from start in anyPoint
        from segments in anySegment.NonEmptyListOf()
        from closed in Gen.Elements(true, false)
        select new SvgPath([new Segment(SegmentKind.Move, default, default, start), .. segments, .. closed
            ? [new Segment(SegmentKind.Close, default, default, start)] : Array.Empty<Segment>()]);

    static readonly Gen<Matrix> anyMatrix =
        from a in coordinate
        from b in coordinate
        from c in coordinate
        from d in coordinate
        from move in anyPoint
        where Math.Abs(a * d - b * c) > 1
        select new Matrix(a, b, c, d, move.X, move.Y);

    static double Distance(Point a, Point b) => Math.Sqrt((a.X - b.X) * (a.X - b.X) + (a.Y - b.Y) * (a.Y - b.Y));

    static string Shown(SvgPath path) => string.Join(' ', path.Segments.Select(s => s.Kind switch
    {
        SegmentKind.Move => $"M{s.End.X:0.###},{s.End.Y:0.###}",
        SegmentKind.Line => $"L{s.End.X:0.###},{s.End.Y:0.###}",
        SegmentKind.Quadratic => $"Q{s.Control1.X:0.###},{s.Control1.Y:0.###},{s.End.X:0.###},{s.End.Y:0.###}",
        SegmentKind.Cubic =>
            $"C{s.Control1.X:0.###},{s.Control1.Y:0.###},{s.Control2.X:0.###},{s.Control2.Y:0.###},{s.End.X:0.###},{s.End.Y:0.###}",
        _ => "Z",
    }));

    [Theory]
    // Expected by hand from the grammar of SVG 2, section 9.3.
    [InlineData("M1 2L3 4", "M1,2 L3,4")]
    [InlineData("m1,2 3 4 5-6", "M1,2 L4,6 L9,0")]
    [InlineData("M1 2H5h-1V9v1", "M1,2 L5,2 L4,2 L4,9 L4,10")]
    [InlineData("M0 0c1 2 3 4 5 6s3 4 5 6", "M0,0 C1,2,3,4,5,6 C7,8,8,10,10,12")]
    [InlineData("M0 0S1 2 3 4", "M0,0 C0,0,1,2,3,4")]
    [InlineData("M0 0q1 2 3 4t3 4T0 0", "M0,0 Q1,2,3,4 Q5,6,6,8 Q7,10,0,0")]
    [InlineData("M.5.5-.5e1.25E+1z", "M0.5,0.5 L-5,2.5 Z")]
    [InlineData("M1 1zl1 1z", "M1,1 Z M1,1 L2,2 Z")]
    [InlineData("M1 1 2 2 x 3 3", "M1,1 L2,2")]
    [InlineData("M1 1L2", "M1,1")]
    [InlineData("L1 1", "")]
    [InlineData("M1 1A0 5 0 0 1 4 4", "M1,1 L4,4")]
    [InlineData("M1 1A5 5 0 0 1 1 1L2 2", "M1,1 L2,2")]
    [InlineData("M0 0M1 1", "M0,0 M1,1")]
    public void Commands_become_absolute_segments(string data, string expected) => Shown(new SvgPath(data)).ShouldBe(expected);

    [Fact]
    public void Arc_flags_may_be_glued_to_what_follows() =>
        Shown(new SvgPath("M0 0a5 5 0 0110 0a5 5 0 1 0-10.5.5"))
            .ShouldBe(Shown(new SvgPath("M0 0 a 5,5 0 0,1 10,0 a 5,5 0 1,0 -10.5,0.5")));

    [Fact]
    public void Points_of_an_arc_lie_on_its_circle()
    {
        // From (0, 0) to (10, 10), radius 10, the short way clockwise on screen: the centre is (0, 10).
        foreach (var line in new SvgPath("M0 0A10 10 0 0 1 10 10").Flatten(Matrix.Identity, 1e-4))
            foreach (var point in line.Points)
                Distance(point, new Point(0, 10)).ShouldBe(10, 1e-3);
    }

    [Theory]
    // The four arcs between the same ends; the middle of each by elementary geometry.
    [InlineData(0, 1, 2.928932, 2.928932)]
    [InlineData(1, 1, -7.071068, -7.071068)]
    [InlineData(0, 0, 7.071068, 7.071068)]
    [InlineData(1, 0, 17.071068, 17.071068)]
    public void Flags_choose_among_the_four_arcs(int large, int sweep, double x, double y)
    {
        // Ends (0, 10) and (10, 0), radius 10: the centres are (0, 0) and (10, 10).
        var path = new SvgPath($"M0 10A10 10 0 {large} {sweep} 10 0");
        path.Flatten(Matrix.Identity, 1e-3).Single().Points.Min(p => Distance(p, new Point(x, y))).ShouldBeLessThan(0.1);
    }

    [Fact]
    public void Text_is_kept_as_it_was_read() => new SvgPath("m 1,2 3,4 z").Data.ShouldBe("m 1,2 3,4 z");

    [Fact]
    public void Segments_written_and_read_again_are_the_same() => Prop.ForAll(anyPath.ToArbitrary(), path =>
    {
        var again = new SvgPath(path.Data);
        return again.Segments.Length == path.Segments.Length && again.Segments.Zip(path.Segments).All(pair =>
            pair.First.Kind == pair.Second.Kind && Distance(pair.First.End, pair.Second.End) < 2e-3
            && Distance(pair.First.Control1, pair.Second.Control1) < 2e-3 && Distance(pair.First.Control2, pair.Second.Control2) < 2e-3);
    }).Check(quick);

    [Fact]
    public void Bounds_hold_every_point_of_the_curve_and_touch_it() =>
        Prop.ForAll(anyPath.ToArbitrary(), anyMatrix.ToArbitrary(), (path, map) =>
    {
        var bounds = path.Bounds(map);
        var size = Math.Max(bounds.Width, bounds.Height) + 1;
        var points = path.Flatten(map, size * 1e-4).SelectMany(line => line.Points).ToList();
        var touched = Box.Empty;
        foreach (var point in points) touched = touched.Include(point);
        return points.All(p => bounds.Inflate(size * 1e-9).Contains(p))
            && touched.Left - bounds.Left < size * 1e-4 && bounds.Right - touched.Right < size * 1e-4
            && touched.Top - bounds.Top < size * 1e-4 && bounds.Bottom - touched.Bottom < size * 1e-4;
    }).Check(quick);

    [Fact]
    public void Transforming_a_path_and_flattening_through_a_transform_agree() =>
        Prop.ForAll(anyPath.ToArbitrary(), anyMatrix.ToArbitrary(), (path, map) =>
    {
        var mapped = path.Transform(map).Bounds(Matrix.Identity);
        var through = path.Bounds(map);
        var size = Math.Max(through.Width, through.Height) + 1;
        return Math.Abs(mapped.Left - through.Left) + Math.Abs(mapped.Bottom - through.Bottom) < 1e-9 * size;
    }).Check(quick);

    [Fact]
    public void A_transform_and_its_inverse_cancel() => Prop.ForAll(anyMatrix.ToArbitrary(), anyPoint.ToArbitrary(), (map, point) =>
        Distance(map.Invert().Apply(map.Apply(point)), point) < 1e-4).Check(quick);

    [Fact]
    public void Products_of_transforms_apply_the_inner_one_first() =>
        Prop.ForAll(anyMatrix.ToArbitrary(), anyMatrix.ToArbitrary(), anyPoint.ToArbitrary(), (outer, inner, point) =>
        Distance((outer * inner).Apply(point), outer.Apply(inner.Apply(point))) < 1e-3).Check(quick);

    [Fact]
    public void A_transform_that_flattens_the_plane_has_no_inverse() =>
        Should.Throw<InvalidOperationException>(() => Matrix.Scaling(0, 1).Invert());

    [Fact]
    public void Flattened_curves_stay_within_the_tolerance()
    {
        // A cubic that is a quarter of the unit circle within 2.7e-4.
        var path = new SvgPath("M1 0C1 .5522847 .5522847 1 0 1");
        foreach (var tolerance in new[] { 0.1, 0.01, 0.001 })
        {
            var points = path.Flatten(Matrix.Identity, tolerance).Single().Points;
            for (var i = 1; i < points.Length; i++)
                Distance((points[i - 1] + points[i]) * 0.5, default).ShouldBe(1, tolerance + 3e-4);
        }
        Should.Throw<ArgumentOutOfRangeException>(() => path.Flatten(Matrix.Identity, 0));
    }
}
