using EmojiGen.Art;
using EmojiGen.Composition.Drawn;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Lettering;

/// <summary>Writes letters: on a thing where it has room for them, on a plate where it has none, in a bubble beside who says them, alone as
/// a badge.</summary>
sealed class Inscriber(string style, Func<string, LetterLine?>? otherScripts)
{
    // Shares: of a room that letters take up, of a figure's width that a plate has, and of a body that a bubble is high.
    const double Filled = 0.86, PlateWidth = 0.92, BubbleHeight = 0.5, BubbleWidth = 1.1;

    // Canvas units: lower letters are not read at 128 pixels; a plate's letters, and the space around them.
    const double LeastLine = 9, PlateLine = 22, PlateEdge = 6;

    // A badge: nearly square where its letters are, else a bar; its side, the space beside the letters, its corners, the edge below.
    const double BadgeSide = 116, BadgeEdge = 14, BadgeCorner = 26, Thickness = 6, LeastBar = 56;

    // From this lightness on a ground takes dark letters (Oklab).
    const double LightGround = 0.66;

    static readonly Color dark = new(0x2f, 0x33, 0x3d), white = new(255, 255, 255), blue = new(0x2b, 0x7d, 0xe0);

    readonly Manner manner = Manner.Of(style);

    /// <summary>A drawing without the scribbles that stand for writing on it.</summary>
    public static SvgDocument Blank(SvgDocument document)
    {
        // Scribbles lie within the sheet, of which they cover little; what is nearly as large is its edge.
        const double MostOfSheet = 0.4, LeastWithin = 0.9, AsLarge = 0.8, LeastPage = 0.3;
        var (page, all, _) = WritingRoom.Of(document);
        if (page.IsEmpty) return document;
        var second = all.Without(page).LargestPiece();
        if (second.Count >= LeastPage * page.Count) page = page.Or(second);
        var sheet = page.Dilate().FillHoles();
        var covers = CoverMask.OfLeaves(document);
        return SvgTree.Keep(document, leaf => leaf >= covers.Length || !IsScribble(covers[leaf]));

        bool IsScribble(CoverMask leaf) => !leaf.IsEmpty && leaf.Count <= MostOfSheet * sheet.Count
            && leaf.And(sheet).Count >= LeastWithin * leaf.Count
            && (leaf.Bounds.Width < AsLarge * sheet.Bounds.Width || leaf.Bounds.Height < AsLarge * sheet.Bounds.Height);
    }

    /// <summary>The figure with the letters on one of its solids, or on a plate before it.</summary>
    /// <returns>Null where nobody knows the letters.</returns>
    public Figure? On(Figure figure, Solid thing, string text)
    {
        var ways = TextBlock.Ways(text, otherScripts);
        if (ways.Count == 0) return null;
        var (cells, _, ground) = WritingRoom.Of(new SvgDocument(Canvas.Box, [thing.Drawing]));
        var scale = Math.Sqrt(Math.Abs(thing.ToScene.Determinant));
        var best = ways.Select(it => (Block: it, Box: WritingRoom.LargestBox(cells, it.Aspect)))
            .Where(static it => !it.Box.IsEmpty)
            .Select(it => (it.Block, it.Box, Line: it.Block.LineHeight * ScaleOf(it.Block, it.Box)))
            .OrderByDescending(static it => it.Line).FirstOrDefault();
        if (best.Block is null || best.Line * scale < LeastLine) return Plate(figure, ways);
        var letters = Written(best.Block, best.Box, InkOn(ground));
        return figure with { Node = new Group([figure.Node, new Group([letters]) { Transform = thing.ToScene }]) };
    }

    /// <summary>The figure with its words in a bubble at its upper corner.</summary>
    /// <param name="part">The bubble's.</param>
    public Figure? Say(Figure speaker, string text, Part part)
    {
        var ways = TextBlock.Ways(text, otherScripts);
        if (ways.Count == 0) return null;
        var body = speaker.Bounds;
        var block = ways.MinBy(static it => Math.Abs(Math.Log(it.Aspect / 1.8)))!;
        var most = BubbleHeight * Math.Max(body.Width, body.Height);
        var scale = Math.Min(most / (1.7 * block.Height), BubbleWidth * body.Width / (1.3 * block.Width));
        var (w, h) = (scale * block.Width, scale * block.Height);
        var edge = 0.35 * scale * block.LineHeight;
        var box = Box.At(0, 0, w + 2 * edge, h + 2 * edge);
        var tail = Svg.Path.Polygon([
            new Point(box.Left + 0.12 * box.Width, box.Bottom - 1), new Point(box.Left + 0.34 * box.Width, box.Bottom - 1),
            new Point(box.Left - 0.02 * box.Width, box.Bottom + 0.32 * box.Height)]);
        var drawing = new SvgDocument(Canvas.Box,
            [Filling(tail, white), Filling(Svg.Path.Rectangle(box, 0.4 * box.Height), white)]);
        var rim = new Group([SvgTree.Outline(new Group(drawing.Children), Darker(white), RimWidth)]);
        var node = new Group([rim, .. drawing.Children, Written(block, box.Inflate(-edge), dark, filled: 1)]);
        var bubble = Figure.Of(node, part, speaker.Anchors);
        var head = speaker.Anchors.Head;
        var x = Math.Min(head.Right, body.Right) - 0.1 * body.Width - bubble.Bounds.Left;
        var y = Math.Min(head.Top + 0.12 * head.Height, body.Top + 0.35 * body.Height) - bubble.Bounds.Bottom;
        return speaker.With(bubble.Move(x, y));
    }

    const double RimWidth = 1.6;

    /// <summary>Letters and nothing else.</summary>
    /// <param name="colour">The badge's; null: blue.</param>
    public Figure? Badge(string text, Color? colour, Part part, Anchors anchors)
    {
        var ways = TextBlock.Ways(text, otherScripts);
        if (ways.Count == 0) return null;
        var inner = BadgeSide - 2 * BadgeEdge;
        var block = ways.MaxBy(it => it.LineHeight * Math.Min(inner / it.Width, inner / it.Height))!;
        var scale = Math.Min(inner / block.Width, inner / block.Height);
        var height = Math.Clamp(scale * block.Height + 2.6 * BadgeEdge, LeastBar, BadgeSide);
        var center = Canvas.Box.Center;
        var box = Box.At(center.X - BadgeSide / 2, center.Y - height / 2, BadgeSide, height);
        var ground = colour ?? blue;
        var corner = Math.Min(BadgeCorner, 0.42 * height);
        var lower = Svg.Path.Rectangle(box with { Top = box.Top + Thickness, Bottom = box.Bottom + Thickness }, corner);
        var plate = manner.Draw(new SvgDocument(Canvas.Box, [Filling(lower, Darker(ground)), Filling(Svg.Path.Rectangle(box, corner), ground)]),
            Matrix.Identity, static it => it);
        return Figure.Of(new Group([plate, Written(block, box.Inflate(-0.5 * BadgeEdge), InkOn(ground))]), part, anchors);
    }

    /// <summary>A label before the lower half of a figure.</summary>
    Figure Plate(Figure figure, IReadOnlyList<TextBlock> ways)
    {
        var body = figure.Bounds;
        var inner = PlateWidth * body.Width - 2 * PlateEdge;
        var block = ways.MaxBy(it => Math.Min(PlateLine, it.LineHeight * inner / it.Width) - 4 * (it.Height / it.LineHeight))!;
        var scale = Math.Min(PlateLine / block.LineHeight, inner / block.Width);
        var (w, h) = (scale * block.Width + 2 * PlateEdge, scale * block.Height + 2 * PlateEdge);
        var box = Box.At(body.Center.X - w / 2, body.Bottom - h - 0.06 * body.Height, w, h);
        var plate = Svg.Path.Rectangle(box, Math.Min(PlateEdge, h / 3));
        var rim = new Shape(plate, new Fill(new SolidPaint(white)), new Stroke(new SolidPaint(Darker(white)), RimWidth, Join: LineJoin.Round));
        return figure with
        {
            Node = new Group([figure.Node, rim, Written(block, box.Inflate(-PlateEdge), dark, filled: 1)]),
            Bounds = body.Union(box),
        };
    }

    static Shape Filling(Svg.Path path, Color colour) => new(path, new Fill(new SolidPaint(colour)), null);

    static Color Darker(Color colour)
    {
        var lab = Oklab.From(colour);
        return (lab with { L = lab.L - 0.16 }).ToColor();
    }

    static double ScaleOf(TextBlock block, Box box, double filled = Filled) => filled * Math.Min(box.Width / block.Width, box.Height / block.Height);

    static Shape Written(TextBlock block, Box box, Color ink, double filled = Filled)
    {
        var scale = ScaleOf(block, box, filled);
        var place = Matrix.Translation(box.Center.X - scale * block.Width / 2, box.Center.Y - scale * block.Height / 2) * Matrix.Scaling(scale, scale);
        return Filling(block.Path.Transform(place), ink);
    }

    static Color InkOn(Color ground) => Oklab.From(ground).L > LightGround ? dark : white;
}
