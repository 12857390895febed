using EmojiGen.Art;
using EmojiGen.Composition.Drawn;
using EmojiGen.Composition.Grammar;
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

    /// <summary>A place that is a thing as well: a campfire under the stars is no landscape.</summary>
    const string Burning = "fire";

    /// <summary>Where the figure stands, canvas units.</summary>
    const double Ground = 118;

    static readonly Box plate = Canvas.Box.Inflate(-PlateMargin);

    readonly Manner manner;
    readonly List<(Backdrop Backdrop, Part Part)> layers = [];

    Scenery(string style) => manner = Manner.Of(style);

    /// <summary>By the place among the subjects, the backdrop that each is drawn as.</summary>
    public static Dictionary<int, Backdrop> Find(SceneDescription description)
    {
        var found = new Dictionary<int, Backdrop>();
        foreach (var relation in description.Relations)
        {
            if (relation.Subject == relation.Object || Of(description, relation) is not { } backdrop) continue;
            found[relation.Object] = backdrop;
            // "a sunset over the ocean": a place under a sky is one landscape.
            var place = description.Subjects[relation.Subject].Found.Emoji;
            if (backdrop.IsWeather && ThingTable.BackdropOf(place.Name) is { } name && name != Burning) found[relation.Subject] = Backdrop.Of(name);
        }
        return found;
    }

    static Backdrop? Of(SceneDescription description, Relation relation)
    {
        var thing = description.Subjects[relation.Object];
        if (thing is not { Colour: null, Expression: null, Material: null, Ornament: null }) return null;
        var emoji = thing.Found.Emoji;
        var isAbove = relation.Kind == RelationKind.Under;
        if (isAbove && ThingTable.SkyOf(emoji.Name) is { } sky) return Backdrop.Of(sky);
        if (ThingTable.BackdropOf(emoji.Name) is not { } name) return null;
        return relation.Kind switch
        {
            RelationKind.Under when name == "sea" => Backdrop.Of("underwater"),
            RelationKind.Under => Backdrop.Of(name) is { IsWeather: true } weather ? weather : null,
            RelationKind.In => Backdrop.Of(name),
            // One stands on a beach, and floats on the sea; but climbs a mountain.
            RelationKind.On when name is "sea" or "beach" or "desert" or "meadow" or "snow" => Backdrop.Of(name),
            _ => null,
        };
    }

    /// <returns>Null where nothing is behind the figure.</returns>
    public static Scenery? Of(SceneDescription description, IReadOnlyDictionary<int, Backdrop> places, Casting casting, string style)
    {
        var scenery = new Scenery(style);
        foreach (var (place, backdrop) in places.OrderByDescending(static it => it.Value.IsWeather))
        {
            var found = description.Subjects[place].Found;
            if (casting.Find(found.Emoji, found, "background") is { } icon) scenery.layers.Add((backdrop, icon.Part));
        }
        return scenery.layers.Count == 0 ? null : scenery;
    }

    /// <summary>The figure, of three quarters of the canvas, before its place.</summary>
    public Figure Behind(Figure figure, double frame, double margin)
    {
        var side = FigureShare * Canvas.Size * frame - margin;
        var (middle, hasGround) = (Canvas.Size / 2, layers.TrueForAll(static it => it.Backdrop.HasGround));
        var bottom = hasGround ? Ground - margin : middle + side / 2;
        figure = figure.FitInto(new Box(middle - side / 2, bottom - side, middle + side / 2, bottom));
        if (hasGround) figure = figure.Move(0, bottom - figure.Bounds.Bottom);
        return figure.Before(Alone(margin));
    }

    /// <summary>The place with nobody in it.</summary>
    public Figure Alone(double margin)
    {
        var shape = Svg.Path.Rectangle(plate.Inflate(-margin), PlateRadius);
        var sky = layers[0].Backdrop;
        Figure? all = null;
        foreach (var (backdrop, part) in layers)
        {
            var nodes = new List<Node>();
            if (backdrop == sky) nodes.Add(new Shape(shape, new Fill(manner.Between(sky.High, sky.Low)), null));
            // Under a weather, a place has no sky of its own.
            if (backdrop == sky) Draw(nodes, backdrop.Name + ".sky");
            if (backdrop == layers[^1].Backdrop) Draw(nodes, backdrop.Name + ".ground");
            var cut = new Group([.. nodes]) { Clip = new ClipPath([new Shape(shape, new Fill(new SolidPaint(default)), null)]) };
            var layer = Figure.Of(cut, part, new Anchors(plate, plate.Center, plate.Center, 0, plate));
            all = all?.With(layer) ?? layer;
        }
        if (manner.Outline > 0)
            all = all!.Between(null, new Shape(shape, null, new Stroke(new SolidPaint(default), manner.Outline)));
        return all!;
    }

    void Draw(List<Node> nodes, string name)
    {
        if (Drawing.Find(name) is { } drawing) nodes.Add(manner.Draw(drawing, Matrix.Identity, static it => it));
    }
}
