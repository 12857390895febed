using EmojiGen.Art;
using EmojiGen.Composition.Drawn;
using EmojiGen.Composition.Grammar;
using EmojiGen.Composition.Materials;
using EmojiGen.Composition.Things;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Backdrops;

/// <summary>The places of a prompt that are drawn behind the figure rather than beside it.</summary>
sealed class Scenery
{
    // The plate behind the figure, canvas units: near the edge, and round like an emoji.
    const double PlateMargin = 3, PlateRadius = 46;

    /// <summary>Share of the canvas that the figure has.</summary>
    const double FigureShare = 0.78;

    /// <summary>Where the figure stands, canvas units.</summary>
    const double Ground = 118;

    /// <summary>Who is in the water is lower, so that a wave goes before the lowest fifth of him.</summary>
    const double AfloatAt = 122;

    /// <summary>Degrees by which who leaps out of the water rises.</summary>
    const double Leap = 14;

    static readonly Box plate = Canvas.Box.Inflate(-PlateMargin);
    static readonly Svg.Path outline = Svg.Path.Rectangle(plate, PlateRadius);

    readonly Manner manner;
    readonly List<(Backdrop Backdrop, Part Part)> layers = [];

    /// <summary>What of the place goes before the figure: a wave. Null: nothing.</summary>
    Backdrop? water;

    bool isLeaping;

    Scenery(string style) => manner = Manner.Of(style);

    /// <returns>Null where nothing is behind the figure.</returns>
    /// <param name="places">By their places among the subjects, as <see cref="Places.Find"/> tells them.</param>
    public static Scenery? Of(SceneDescription description, IReadOnlyDictionary<int, Backdrop> places, Casting casting, string style)
    {
        var scenery = new Scenery(style);
        foreach (var (place, backdrop) in places.OrderBy(static it => it.Value.Kind))
        {
            var subject = description.Subjects[place];
            if (casting.Find(subject.Found.Emoji, subject.Found, "background") is not { } icon) continue;
            scenery.layers.Add((backdrop, icon.Part));
            if (subject.Colour is { } colour) casting.LeaveColour(colour);
        }
        if (scenery.layers.Count == 0) return null;
        scenery.water = WaterOf(description, places, scenery);
        scenery.isLeaping = scenery.water is not null && description.Relations.Any(it => places.ContainsKey(it.Object) && Places.IsLeaving(it.Words));
        return scenery;
    }

    /// <summary>Who is in or on the water floats; a boat brings its own wherever no ground is said.</summary>
    static Backdrop? WaterOf(SceneDescription description, IReadOnlyDictionary<int, Backdrop> places, Scenery scenery)
    {
        var isBoat = ThingTable.Of("boat").Contains(description.Subjects[0].Found.Emoji);
        if (isBoat && scenery.layers.TrueForAll(static it => it.Backdrop.Kind != BackdropKind.Place && it.Backdrop.HasGround)) return Backdrop.Of(Backdrop.Sea);
        var floats = description.Relations.Any(it => it.Kind is RelationKind.In or RelationKind.On && !places.ContainsKey(it.Subject)
            && places.TryGetValue(it.Object, out var place) && place.IsWater);
        return floats ? scenery.layers.Select(static it => it.Backdrop).FirstOrDefault(static it => it.IsWater) : null;
    }

    /// <summary>The figure, of three quarters of the canvas, before its place.</summary>
    public Figure Behind(Figure figure, double frame, double margin)
    {
        var side = FigureShare * Canvas.Size * frame - margin;
        var (middle, hasGround) = (Canvas.Size / 2, layers.TrueForAll(static it => it.Backdrop.HasGround));
        var bottom = !hasGround ? middle + side / 2 : (water is null ? Ground : AfloatAt) - margin;
        if (isLeaping) figure = figure.Tilt(figure.Facing < 0 ? Leap : -Leap);
        figure = figure.FitInto(new Box(middle - side / 2, bottom - side, middle + side / 2, bottom));
        if (hasGround) figure = figure.Move(0, bottom - figure.Bounds.Bottom);
        if (manner.Outline == 0 && IsLost(figure)) figure = Rim.AboutScene(figure);
        figure = figure.Before(Alone(margin));
        return water is not null && Layer(layers[^1].Part, margin, [water.Name + ".front"]) is { } wave ? figure.With(wave) : figure;
    }

    /// <summary>As different as two colours of a picture must be to be told apart at a glance, in <see cref="Oklab"/>; and the share of
    /// the figure that may be nearer to the sky's.</summary>
    const double Distinct = 0.15, MostLost = 0.5;

    /// <summary>Whether most of the figure has the colours of what is behind it: a blue fish under water.</summary>
    bool IsLost(Figure figure)
    {
        var sky = SkyOf();
        Oklab[] behind = [Oklab.From(sky.High), Oklab.From(sky.Low)];
        var (all, lost) = (0.0, 0.0);
        foreach (var leaf in SvgTree.Leaves(new SvgDocument(Canvas.Box, [figure.Node])))
        {
            if (leaf.Node is not Shape { Fill.Paint: { } paint } shape) continue;
            var area = leaf.ToRoot.Apply(shape.Path.Bounds(Matrix.Identity)).Area;
            all += area;
            var color = AveragePaint.Of(paint).Color;
            if (behind.Any(it => Distance(it, color) < Distinct)) lost += area;
        }
        return lost > MostLost * all;
    }

    static double Distance(Oklab a, Oklab b) =>
        Math.Sqrt((a.L - b.L) * (a.L - b.L) + (a.A - b.A) * (a.A - b.A) + (a.B - b.B) * (a.B - b.B));

    /// <summary>The place with nobody in it.</summary>
    public Figure Alone(double margin)
    {
        var sky = SkyOf();
        Figure? all = null;
        foreach (var (backdrop, part) in layers.OrderByDescending(static it => it.Backdrop.Kind))
        {
            var drawings = new List<string>();
            // Under a weather or a sky, a place has none of its own.
            if (backdrop == sky || backdrop.Kind != BackdropKind.Place) drawings.Add(backdrop.Name + ".sky");
            if (HasItsGround(backdrop)) drawings.Add((water is not null && backdrop.Kind != BackdropKind.Place ? water.Name : backdrop.Name) + ".ground");
            var layer = Layer(part, margin, drawings, all is null ? manner.Between(sky.High, sky.Low) : null);
            if (layer is not null) all = all?.With(layer) ?? layer;
        }
        if (manner.Outline > 0)
            all = all!.Between(null, new Shape(Shrunk(margin), null, new Stroke(new SolidPaint(default), manner.Outline)));
        return all!;
    }

    /// <summary>Whose colours the sky has: the time of the day's, else the weather's, else the place's.</summary>
    Backdrop SkyOf() => layers.MaxBy(static it => it.Backdrop.Kind).Backdrop;

    /// <summary>Each place has its ground, one before the other; without a place, snow covers it sooner than night does.</summary>
    bool HasItsGround(Backdrop backdrop) => backdrop.Kind == BackdropKind.Place || backdrop.Kind == layers.Min(static it => it.Backdrop.Kind);

    static Svg.Path Shrunk(double margin) => margin == 0 ? outline : Svg.Path.Rectangle(plate.Inflate(-margin), PlateRadius);

    /// <param name="drawings">Of those there are; null where there are none and no sky.</param>
    Figure? Layer(Part part, double margin, IEnumerable<string> drawings, Paint? sky = null)
    {
        var shape = Shrunk(margin);
        var nodes = new List<Node>();
        if (sky is not null) nodes.Add(new Shape(shape, new Fill(sky), null));
        foreach (var name in drawings)
            if (Drawing.Find(name) is { } drawing) nodes.Add(manner.Draw(drawing, Matrix.Identity, static it => it));
        if (nodes.Count == 0) return null;
        var cut = new Group([.. nodes]) { Clip = new ClipPath([new Shape(shape, new Fill(new SolidPaint(default)), null)]) };
        return Figure.Of(cut, part, new Anchors(plate, plate.Center, plate.Center, 0, plate));
    }
}
