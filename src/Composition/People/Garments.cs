using System.Collections.Immutable;
using EmojiGen.Art;
using EmojiGen.Composition.Drawn;
using EmojiGen.Svg;

namespace EmojiGen.Composition.People;

/// <summary>Clothes cut to a body: of the body's own outline what lies between collar and hem takes the cloth's colour, so that they fit
/// whatever wears them, from whichever side it is seen.</summary>
sealed class Garments(string style)
{
    // Shares of the trunk's radius along the axis: where a collar is before its middle and the hem behind it; how far sleeves reach down below
    // its middle, for those on four legs.
    const double CollarBefore = 1.25, HemBehind = 1.05, SleeveBelow = 1.25;

    // Shares of the neck's width: how thick a scarf is, how far it stands out, how long its ends are; a bow tie's and tie's width.
    const double ScarfThick = 0.36, ScarfOut = 1.08, ScarfEnd = 0.75, LeastScarf = 11, MostScarf = 20, LeastNeck = 20;

    // A skirt of tulle: shares of the trunk's radius along and across.
    const double TutuAlong = 0.5, TutuAcross = 1.5, TutuTurn = 0.35;

    const int Frills = 16;

    readonly Manner manner = Manner.Of(style);

    static readonly Color shirtWhite = new(0xff, 0xff, 0xff), tieRed = new(0xc6, 0x2f, 0x3b), suitDark = new(0x37, 0x3f, 0x55);

    /// <summary>A shirt, coat or dress.</summary>
    /// <param name="body">With its whole body drawn; the first solid is its icon's.</param>
    public Figure Shirt(Figure body, Color cloth, Part part) => body.With(Cut(body, cloth, part, null));

    /// <summary>A jacket with a white shirt and a tie.</summary>
    public Figure Suit(Figure body, Color? cloth, Part part)
    {
        var torso = CutOf(body);
        var collar = Collar(torso);
        var (across, axis) = (torso.Across, torso.Axis);
        // On the chest: in the middle of one who stands, at the throat of one on four legs.
        var throat = torso.IsUpright ? new Point(0, 0) : across * (Below(across) * 0.45 * torso.Radius);
        var half = torso.IsUpright ? 0.42 * torso.Radius : 0.4 * torso.Radius;
        var top = torso.At(collar) + throat;
        var shirt = Svg.Path.Polygon([top - across * half, top + across * half, top + axis * (1.15 * torso.Radius)]);
        var tie = Svg.Path.Polygon([top + across * (0.1 * torso.Radius), top - across * (0.1 * torso.Radius),
            top + axis * (0.75 * torso.Radius) - across * (0.15 * torso.Radius), top + axis * (0.95 * torso.Radius),
            top + axis * (0.75 * torso.Radius) + across * (0.15 * torso.Radius)]);
        return body.With(Cut(body, cloth ?? suitDark, part, new Group([Plain(shirt, shirtWhite), Plain(tie, tieRed)])));
    }

    static int Below(Point across) => across.Y >= 0 ? 1 : -1;

    /// <summary>A scarf or bandana about the neck, its ends hanging down.</summary>
    public Figure Scarf(Figure body, Color cloth, Part part)
    {
        var torso = TorsoOf(body);
        var half = Math.Max(ScarfOut * torso.NeckWidth, LeastNeck) / 2;
        var thick = Math.Clamp(ScarfThick * torso.NeckWidth, LeastScarf, MostScarf);
        var (across, axis, neck) = (torso.Across, torso.Axis, torso.Neck);
        // The knot is at the front, or where the throat is.
        var knot = neck + across * (torso.IsUpright ? 0.3 * half : Below(across) * 0.55 * half);
        var length = Math.Clamp(ScarfEnd * torso.NeckWidth, 1.5 * thick, 3.2 * thick);
        var nodes = new List<Node>
        {
            Sewn(End(knot, length, thick, -8), Darker(cloth)),
            Sewn(End(knot + new Point(0.5 * thick, 0), 0.8 * length, thick, 10), cloth),
            Sewn(Band(neck - across * half, neck + across * half, axis * (thick / 2), thick), cloth),
        };
        return body.With(Composition.Figure.Of(new Group([.. nodes]), part, body.Anchors));
    }

    static Color Darker(Color color)
    {
        var lab = Oklab.From(color);
        return (lab with { L = lab.L - 0.08 }).ToColor();
    }

    /// <summary>An end of a scarf that hangs from its knot.</summary>
    static Svg.Path End(Point knot, double length, double thick, double degrees)
    {
        var turn = Matrix.Rotation(degrees).About(knot);
        return Svg.Path.Rectangle(Box.At(knot.X - thick / 2, knot.Y, thick, length), thick / 5).Transform(turn);
    }

    /// <summary>A band from one side to the other that bulges along the axis, as what goes round something round does.</summary>
    static Svg.Path Band(Point left, Point right, Point bulge, double thick)
    {
        var middle = (left + right) * 0.5;
        var over = bulge * (0.5 * thick / Math.Max(Math.Sqrt(bulge.X * bulge.X + bulge.Y * bulge.Y), 1e-6));
        return new Svg.Path([
            new Segment(SegmentKind.Move, default, default, left - over),
            new Segment(SegmentKind.Quadratic, middle + bulge - over, default, right - over),
            new Segment(SegmentKind.Line, default, default, right + over),
            new Segment(SegmentKind.Quadratic, middle + bulge * 2 + over, default, left + over),
            new Segment(SegmentKind.Close, default, default, left - over),
        ]);
    }

    /// <summary>A skirt of tulle about the waist.</summary>
    public Figure Tutu(Figure body, Color cloth, Part part)
    {
        var torso = TorsoOf(body);
        var waist = torso.At(torso.Distance + 0.35 * torso.Radius);
        // Tulle stands off, yet it hangs: it turns with the body by a part.
        var turn = Matrix.Rotation(TutuTurn * (Math.Atan2(torso.Axis.Y, torso.Axis.X) * 180 / Math.PI - 90));
        var place = Matrix.Translation(waist.X, waist.Y) * turn * Matrix.Scaling(TutuAcross * torso.Radius, TutuAlong * torso.Radius);
        var frills = Sewn(Scallop().Transform(place), cloth);
        var inner = Sewn(Scallop().Transform(place * Matrix.Translation(0, -0.3) * Matrix.Scaling(0.8, 0.6)), Darker(cloth));
        return body.With(Composition.Figure.Of(new Group([frills, inner]), part, body.Anchors));
    }

    static Svg.Path Scallop()
    {
        var segments = ImmutableArray.CreateBuilder<Segment>();
        var start = Rim(0);
        segments.Add(new Segment(SegmentKind.Move, default, default, start));
        for (var i = 0; i < Frills; i++)
            segments.Add(new Segment(SegmentKind.Quadratic, Rim(i + 0.5) * 1.22, default, Rim(i + 1)));
        segments.Add(new Segment(SegmentKind.Close, default, default, start));
        return new Svg.Path(segments.DrainToImmutable());

        static Point Rim(double at) => new(Math.Cos(2 * Math.PI * at / Frills), Math.Sin(2 * Math.PI * at / Frills));
    }

    /// <summary>A shoe at each foot.</summary>
    public static Figure Shoes(Figure body, Figure shoe)
    {
        // The lowest twelfth of a body is feet; a shoe is a little wider than its foot, and no foot is wider than a third of the body.
        const double FootHeight = 0.08, ShoeOfFoot = 1.5, LeastShoe = 0.17, MostShoe = 0.34;
        const int MostFeet = 4;
        var bounds = body.Bounds;
        var y = bounds.Bottom - FootHeight * bounds.Height;
        var feet = new List<(double From, double To)>();
        for (var x = bounds.Left; x <= bounds.Right; x++)
        {
            if (!body.Covers(new Point(x, y)) && !body.Covers(new Point(x, y + FootHeight / 2 * bounds.Height))) continue;
            if (feet.Count > 0 && x - feet[^1].To <= 2) feet[^1] = (feet[^1].From, x);
            else feet.Add((x, x));
        }

        feet = [.. feet.OrderByDescending(static it => it.To - it.From).Take(MostFeet).OrderBy(static it => it.From)];
        if (body.Facing > 0) shoe = shoe.Mirror();
        var shod = body;
        foreach (var (from, to) in feet)
        {
            var width = Math.Clamp(ShoeOfFoot * (to - from), LeastShoe * bounds.Width, MostShoe * bounds.Width);
            var placed = shoe.Sized(width, new Point((from + to) / 2, y));
            shod = shod.With(placed.Move(0, bounds.Bottom + 0.25 * FootHeight * bounds.Height - placed.Bounds.Bottom));
        }

        return shod;
    }

    /// <summary>On the back of one on four legs, behind one who stands.</summary>
    public static Figure Pack(Figure body, Figure pack)
    {
        var torso = TorsoOf(body);
        if (torso.IsUpright)
        {
            var side = torso.Center + new Point(0.95 * torso.Radius, -0.1 * torso.Radius);
            return body.Before(pack.Sized(1.2 * torso.Radius, side));
        }

        var placed = pack.Sized(1.25 * torso.Radius, torso.Center);
        var top = body.TopAt(torso.Center.X) ?? torso.Center.Y - torso.Radius;
        return body.With(placed.Move(0, top + 0.45 * placed.Bounds.Height - placed.Bounds.Bottom));
    }

    /// <summary>What hangs at the throat: a tie, a bell, a medal.</summary>
    public static Figure AtThroat(Figure body, Figure item, double width)
    {
        var torso = TorsoOf(body);
        var throat = torso.IsUpright ? torso.Neck : torso.Neck + torso.Across * (Below(torso.Across) * 0.32 * torso.NeckWidth);
        var placed = item.Sized(Math.Max(width, 12), throat);
        return body.With(placed.Move(0, throat.Y - 0.12 * placed.Bounds.Height - placed.Bounds.Top));
    }

    public static Torso TorsoOf(Figure body) => Torso.Of(body.Solids[0].Mask, body.Anchors);

    /// <summary>That clothes are cut by: of one on four legs the trunk lies level, however high it holds its head.</summary>
    static Torso CutOf(Figure body)
    {
        var torso = TorsoOf(body);
        // A head right above a trunk is that of one who stands: a kangaroo's.
        var stands = torso.IsUpright && torso.Distance > 0.75 * torso.Radius;
        return IsFromTheSide(body) && !stands ? torso.Levelled(body.Anchors.Head, body.Bounds) : torso;
    }

    static bool IsFromTheSide(Figure body) => Affordances.IsSeenFromTheSide(body.Solids[0].Part.Emoji);

    static double Collar(Torso torso)
    {
        var neck = (torso.Neck - torso.Center).X * torso.Axis.X + (torso.Neck - torso.Center).Y * torso.Axis.Y + torso.Distance;
        return Math.Max(neck, torso.Distance - CollarBefore * torso.Radius);
    }

    /// <summary>The cloth within the body's outline, and over it the lines of the body.</summary>
    Figure Cut(Figure body, Color cloth, Part part, Node? front)
    {
        var torso = CutOf(body);
        var (from, to) = (torso.At(Collar(torso)), torso.At(torso.Distance + HemBehind * torso.Radius));
        const double Wide = 2 * Canvas.Size;
        var across = torso.Across * Wide;
        var strip = Svg.Path.Polygon([from - across, from + across, to + across, to - across]);
        Node fabric = new Shape(strip, new Fill(new SolidPaint(cloth)), null);
        if (manner.Outline > 0) fabric = ((Shape)fabric) with { Stroke = new Stroke(new SolidPaint(default), manner.Outline) };
        var drawing = body.Solids[0].Drawing;
        var whole = new Group([Limited(fabric, torso), .. front is null ? [] : new[] { front }])
        {
            // A mask, since shapes of a clip that run against each other leave holes where they overlap.
            Mask = new Mask([SvgTree.Silhouette(Opaque(drawing), shirtWhite)], Canvas.Box, RegionInBoundingBoxUnits: false),
        };
        var lines = SvgTree.Keep(new SvgDocument(Canvas.Box, [drawing]), IsLine(drawing));
        var node = new Group([whole, .. manner.Outline > 0 ? lines.Children : []]);
        var sewn = Composition.Figure.Of(node, part, body.Anchors);
        var solid = sewn.Solids[0];
        var cover = solid.Mask.And(body.Solids[0].Mask);
        return sewn with { Bounds = cover.Bounds, Solids = [new Solid(cover, Matrix.Identity, part, node)] };
    }

    /// <summary>Sleeves of one on four legs end above the paws.</summary>
    static Node Limited(Node cloth, Torso torso)
    {
        if (torso.IsUpright) return cloth;
        var lowest = torso.Center.Y + SleeveBelow * torso.Radius;
        return new Group([cloth])
        {
            Clip = new ClipPath([new Shape(Svg.Path.Rectangle(new Box(-Canvas.Size, -Canvas.Size, 2 * Canvas.Size, lowest)),
                new Fill(new SolidPaint(default)), null)]),
        };
    }

    static Node Opaque(Node node) => node is Group group ? group with { Children = [.. group.Children.Select(Opaque)], Mask = null } : node;

    static Func<int, bool> IsLine(Node drawing)
    {
        var leaves = SvgTree.Leaves(new SvgDocument(Canvas.Box, [drawing]));
        return index => leaves[index].Node is Shape { Fill: null, Stroke: not null };
    }

    Shape Sewn(Svg.Path path, Color color) => Plain(path, color) with
    {
        Stroke = manner.Outline > 0 ? new Stroke(new SolidPaint(default), manner.Outline, Join: LineJoin.Round) : null,
    };

    static Shape Plain(Svg.Path path, Color color) => new(path, new Fill(new SolidPaint(color)), null);
}
