using System.Collections.Immutable;
using System.Globalization;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Materials;

/// <summary>The marks of patterns and materials over a box, in canvas units.</summary>
static class Marks
{
    /// <summary>Degrees by which stripes lean.</summary>
    const double Lean = -32;

    // Over the longer side of the box: so many stripes of both colours, rows of dots, of little hearts, of checks.
    const double StripesAcross = 10, DotsAcross = 6, FiguresAcross = 4.6, ChecksAcross = 9;

    // Of the space between two: a dot's radius, a little figure's size.
    const double DotShare = 0.29, FigureShare = 0.36;

    /// <summary>The threads of one direction alone; where they cross, the colour is full.</summary>
    const double Thread = 0.55;

    /// <param name="colours">Laid in turn, between stripes of what is there; at least one.</param>
    public static ImmutableArray<Node> Stripes(Box box, ImmutableArray<Color> colours)
    {
        var width = Longer(box) / StripesAcross;
        var reach = Longer(box);
        var (center, stripes) = (box.Center, ImmutableArray.CreateBuilder<Node>());
        for (var (x, i) = (center.X - reach, 0); x < center.X + reach; x += 2 * width, i++)
            stripes.Add(Filled(Svg.Path.Rectangle(Box.At(x, center.Y - reach, width, 2 * reach)), colours[i % colours.Length], 1));
        return [new Group(stripes.ToImmutable()) { Transform = Matrix.Rotation(-Lean).About(center) }];
    }

    public static ImmutableArray<Node> Dots(Box box, ImmutableArray<Color> colours) => Scattered(box, DotsAcross, (center, step, i) =>
        Filled(Svg.Path.Circle(center, DotShare * step), colours[i % colours.Length], 1));

    public static ImmutableArray<Node> Hearts(Box box, ImmutableArray<Color> colours) =>
        Figures(box, colours,
            new Svg.Path("M0,0.9 C-0.5,0.5 -1,0.1 -1,-0.4 C-1,-1 -0.2,-1.1 0,-0.45 C0.2,-1.1 1,-1 1,-0.4 C1,0.1 0.5,0.5 0,0.9 Z"));

    public static ImmutableArray<Node> Stars(Box box, ImmutableArray<Color> colours)
    {
        const int Corners = 10;
        const double Inner = 0.45;
        var points = new Point[Corners];
        for (var i = 0; i < Corners; i++)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * i / Corners);
            var radius = i % 2 == 0 ? 1 : Inner;
            points[i] = new Point(radius * sin, -radius * cos);
        }
        return Figures(box, colours, Svg.Path.Polygon(points));
    }

    public static ImmutableArray<Node> Checks(Box box, Color colour)
    {
        var width = Longer(box) / ChecksAcross;
        var checks = ImmutableArray.CreateBuilder<Node>();
        for (var x = box.Left; x < box.Right; x += 2 * width)
            checks.Add(Filled(Svg.Path.Rectangle(Box.At(x, box.Top, width, box.Height)), colour, Thread));
        for (var y = box.Top; y < box.Bottom; y += 2 * width)
            checks.Add(Filled(Svg.Path.Rectangle(Box.At(box.Left, y, box.Width, width)), colour, Thread));
        return checks.ToImmutable();
    }

    static ImmutableArray<Node> Figures(Box box, ImmutableArray<Color> colours, Svg.Path figure) =>
        Scattered(box, FiguresAcross, (center, step, i) =>
        Filled(figure.Transform(Matrix.Translation(center.X, center.Y) * Matrix.Scaling(FigureShare * step, FigureShare * step)),
            colours[i % colours.Length], 1));

    /// <summary>In rows of which every second is shifted by half a step.</summary>
    static ImmutableArray<Node> Scattered(Box box, double across, Func<Point, double, int, Node> draw)
    {
        var step = Longer(box) / across;
        var nodes = ImmutableArray.CreateBuilder<Node>();
        for (var row = 0; row * step < box.Height + step; row++)
            for (var column = 0; column * step < box.Width + step; column++)
                nodes.Add(draw(new Point(box.Left + (column + row % 2 * 0.5) * step, box.Top + (row + 0.35) * step), step, nodes.Count));
        return nodes.ToImmutable();
    }

    /// <summary>Long lines that sway a little, from side to side.</summary>
    public static ImmutableArray<Node> Grain(Box box, Color colour)
    {
        const int Lines = 11;
        const double Sway = 0.035, Width = 1.3, Opacity = 0.5;
        var dice = new Variation(3);
        var lines = ImmutableArray.CreateBuilder<Node>();
        for (var i = 0; i < Lines; i++)
        {
            var y = box.Top + (i + 0.5) * box.Height / Lines;
            var (up, down) = (y - dice.Next() * Sway * 2 * box.Height, y + dice.Next() * Sway * 2 * box.Height);
            lines.Add(Line(colour, Width * (0.6 + 0.8 * dice.Next()), Opacity,
                $"M{box.Left:0.##},{y:0.##} C{box.Left + 0.35 * box.Width:0.##},{up:0.##} {box.Left + 0.65 * box.Width:0.##},{down:0.##} {box.Right:0.##},{y:0.##}"));
        }
        foreach (var (x, y) in ((double, double)[])[(0.3, 0.36), (0.68, 0.7)])
        {
            var knot = new Point(box.Left + x * box.Width, box.Top + y * box.Height);
            lines.Add(new Shape(Svg.Path.Ellipse(knot, 0.055 * box.Width, 0.03 * box.Height), null,
                new Stroke(new SolidPaint(colour), Width, Opacity)));
            lines.Add(Filled(Svg.Path.Ellipse(knot, 0.025 * box.Width, 0.013 * box.Height), colour, Opacity));
        }
        return lines.ToImmutable();
    }

    /// <summary>Specks, darker and lighter.</summary>
    public static ImmutableArray<Node> Speckles(Box box, Color dark, Color light)
    {
        const int Count = 90;
        var dice = new Variation(5);
        var specks = ImmutableArray.CreateBuilder<Node>();
        for (var i = 0; i < Count; i++)
        {
            var center = new Point(box.Left + dice.Next() * box.Width, box.Top + dice.Next() * box.Height);
            var radius = (0.008 + 0.016 * dice.Next()) * Longer(box);
            specks.Add(Filled(Svg.Path.Ellipse(center, radius, 0.7 * radius), i % 3 == 0 ? light : dark, i % 3 == 0 ? 0.45 : 0.32));
        }
        return specks.ToImmutable();
    }

    /// <summary>Broken lines that run across, each with its branch.</summary>
    /// <param name="width">Of the line, a share of the longer side.</param>
    public static ImmutableArray<Node> Cracks(Box box, int count, Color colour, double width, double opacity)
    {
        const int Steps = 6;
        var dice = new Variation(11);
        var cracks = ImmutableArray.CreateBuilder<Node>();
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (box.Left + (i + 0.5) / count * box.Width + dice.Around(0.08 * box.Width), box.Top);
            var path = string.Create(CultureInfo.InvariantCulture, $"M{x:0.##},{y:0.##}");
            for (var step = 1; step <= Steps; step++)
            {
                (x, y) = (x + dice.Around(0.13 * box.Width), box.Top + step * box.Height / Steps);
                path += string.Create(CultureInfo.InvariantCulture, $" L{x:0.##},{y:0.##}");
                if (step != 2 + i % 3) continue;
                cracks.Add(Line(colour, 0.7 * width * Longer(box), opacity,
                    $"M{x:0.##},{y:0.##} l{0.16 * box.Width * (i % 2 == 0 ? 1 : -1):0.##},{0.1 * box.Height:0.##} l{0.06 * box.Width:0.##},{0.12 * box.Height:0.##}"));
            }
            cracks.Add(Line(colour, width * Longer(box), opacity, $"{path}"));
        }
        return cracks.ToImmutable();
    }

    /// <summary>Triangles about a middle, light and dark in turn, as light breaks in a cut stone.</summary>
    public static ImmutableArray<Node> Facets(Box box)
    {
        const int Rim = 9;
        var middle = new Point(box.Left + 0.46 * box.Width, box.Top + 0.42 * box.Height);
        var radius = 0.8 * Longer(box);
        var facets = ImmutableArray.CreateBuilder<Node>();
        for (var i = 0; i < Rim; i++)
        {
            var (inner, next) = (At(i, 0.28), At(i + 1, 0.28));
            var (outer, beyond) = (At(i, 1), At(i + 1, 1));
            var (light, opacity) = ((i * 7) % 3) switch { 0 => (true, 0.42), 1 => (false, 0.16), _ => (true, 0.12) };
            facets.Add(Filled(Svg.Path.Polygon([inner, outer, beyond]), light ? white : black, opacity));
            facets.Add(Filled(Svg.Path.Polygon([inner, beyond, next]), i % 2 == 0 ? white : black, i % 2 == 0 ? 0.22 : 0.1));
            facets.Add(Filled(Svg.Path.Polygon([middle, inner, next]), white, 0.16 + 0.3 * ((i * 5) % 4) / 4));
        }
        return facets.ToImmutable();

        Point At(int i, double share)
        {
            var (sin, cos) = Math.SinCos(2 * Math.PI * (i + 0.3) / Rim);
            return new Point(middle.X + share * radius * cos, middle.Y + share * radius * sin);
        }
    }

    /// <summary>Two bright bands across, as on what is polished.</summary>
    public static ImmutableArray<Node> Shine(Box box, double opacity)
    {
        var (reach, center) = (Longer(box), box.Center);
        return
        [
            new Group(
            [
                Filled(Svg.Path.Rectangle(Box.At(center.X - 0.3 * reach, center.Y - reach, 0.13 * reach, 2 * reach)), white, opacity),
                Filled(Svg.Path.Rectangle(Box.At(center.X - 0.11 * reach, center.Y - reach, 0.04 * reach, 2 * reach)),
                    white, 0.8 * opacity),
            ])
            { Transform = Matrix.Rotation(28).About(center) },
        ];
    }

    /// <summary>Courses of bricks.</summary>
    public static ImmutableArray<Node> Courses(Box box, Color mortar)
    {
        const double CoursesHigh = 8, Joint = 0.016;
        var height = Longer(box) / CoursesHigh;
        var width = Joint * Longer(box);
        var lines = ImmutableArray.CreateBuilder<Node>();
        for (var (y, row) = (box.Top, 0); y < box.Bottom + height; y += height, row++)
        {
            lines.Add(Line(mortar, width, 1, $"M{box.Left:0.##},{y:0.##} H{box.Right:0.##}"));
            for (var x = box.Left + row % 2 * height; x < box.Right; x += 2 * height)
                lines.Add(Line(mortar, width, 1, $"M{x:0.##},{y:0.##} v{height:0.##}"));
        }
        return lines.ToImmutable();
    }

    /// <summary>Rows of stitches.</summary>
    public static ImmutableArray<Node> Stitches(Box box)
    {
        const double RowsHigh = 13, Opacity = 0.22;
        var step = Longer(box) / RowsHigh;
        var stitches = ImmutableArray.CreateBuilder<Node>();
        for (var y = box.Top; y < box.Bottom; y += step)
            for (var x = box.Left; x < box.Right; x += step)
                stitches.Add(Line(black, 0.16 * step, Opacity,
                    $"M{x:0.##},{y:0.##} l{0.5 * step:0.##},{0.6 * step:0.##} l{0.5 * step:0.##},{-0.6 * step:0.##}"));
        return stitches.ToImmutable();
    }

    /// <summary>Creases of what was folded, each with the shade at one of its sides.</summary>
    public static ImmutableArray<Node> Folds(Box box)
    {
        var (left, top, right, bottom, middle) = (box.Left, box.Top, box.Right, box.Bottom, box.Center);
        return
        [
            Filled(Svg.Path.Polygon([new(left, top), new(middle.X, middle.Y), new(left, bottom)]), black, 0.07),
            Filled(Svg.Path.Polygon([new(middle.X, middle.Y), new(right, bottom), new(left, bottom)]), black, 0.13),
            Line(black, 0.9, 0.28,
                $"M{left:0.##},{top:0.##} L{right:0.##},{bottom:0.##} M{left:0.##},{bottom:0.##} L{middle.X:0.##},{middle.Y:0.##}"),
        ];
    }

    static readonly Color white = new(255, 255, 255), black = new(0, 0, 0);

    static double Longer(Box box) => Math.Max(Math.Max(box.Width, box.Height), 1e-6);

    static Shape Filled(Svg.Path path, Color colour, double opacity) => new(path, new Fill(new SolidPaint(colour), opacity), null);

    static Shape Line(Color colour, double width, double opacity, FormattableString path) =>
        new(new Svg.Path(path.ToString(CultureInfo.InvariantCulture)), null,
            new Stroke(new SolidPaint(colour), width, opacity, LineCap.Round, LineJoin.Round));
}
