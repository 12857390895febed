using EmojiGen.Svg;

namespace EmojiGen.Art;

/// <summary>Finds the <see cref="Anatomy"/> of a set's icons. What a set's faces have in common is learned from the set itself.</summary>
public sealed class AnatomyAnalyzer
{
    readonly FaceAnatomy faces;
    readonly PersonAnatomy[] people;

    /// <param name="faces">The yellow faces of the set: what they share is the disc.</param>
    /// <param name="people">The set's plain person (🧑) in each tone it has, from whom skin and hair are learned; by tone.</param>
    public AnatomyAnalyzer(IEnumerable<SvgDocument> faces, IReadOnlyDictionary<SkinTone, SvgDocument> people)
    {
        this.faces = new FaceAnatomy(faces.Select(IconScan.Of));
        var yellow = people.TryGetValue(SkinTone.None, out var person) ? IconScan.Of(person) : null;
        var plain = new PersonAnatomy(yellow);
        this.people = [.. Enum.GetValues<SkinTone>().Select(tone => tone != SkinTone.None && yellow is not null
            && people.TryGetValue(tone, out var toned) ? plain.Toned(yellow, IconScan.Of(toned)) : plain)];
    }

    /// <param name="emoji">What the icon shows; null where the catalogue does not know it.</param>
    /// <param name="tone">Of its skin.</param>
    public Anatomy Analyze(Emoji? emoji, SkinTone tone, SvgDocument document)
    {
        var scan = IconScan.Of(document);
        var anatomy = BodyPlan.Of(emoji) switch
        {
            Plan.YellowFace => faces.Analyze(scan),
            Plan.Person => people[(int)tone].Analyze(scan),
            Plan.Creature => CreatureAnatomy.Analyze(scan),
            Plan.Dial => ThingAnatomy.AnalyzeDial(scan),
            _ => ThingAnatomy.Analyze(scan),
        };
        var features = Box.Empty;
        foreach (var leaf in scan.Leaves) if (anatomy.Features.Contains(leaf.Index)) features = features.Union(leaf.Bounds);
        var drawn = Canvas.From(document.ViewBox).Apply(SvgMeasure.Bounds(document));
        return anatomy with { FeatureBounds = features, Bleeds = drawn.Union(Canvas.Box) != Canvas.Box };
    }
}

enum Plan { Thing, Dial, YellowFace, Creature, Person }

static class BodyPlan
{
    /// <summary>creatures that the catalogue files elsewhere.</summary>
    static readonly HashSet<string> creatures =
    [
        "robot", "ghost", "alien", "alien monster", "ogre", "goblin", "angry face with horns", "smiling face with horns", "jack-o-lantern",
        "snowman", "snowman without snow", "teddy bear", "clown face", "sun with face", "full moon face", "new moon face", "moai",
        "pile of poo", "skull",
    ];

    /// <summary>Filed among the faces, but not drawn on the yellow disc.</summary>
    static readonly HashSet<string> notDiscs = ["skull", "skull and crossbones", "pile of poo", "ogre", "goblin", "ghost", "alien",
        "alien monster", "robot"];

    public static Plan Of(Emoji? emoji) => emoji switch
    {
        null => Plan.Thing,
        { Name: "alarm clock" or "mantelpiece clock" or "timer clock" or "stopwatch" or "watch" or "compass" } => Plan.Dial,
        _ when emoji.Name.EndsWith("o’clock", StringComparison.Ordinal) || emoji.Name.EndsWith("-thirty", StringComparison.Ordinal) => Plan.Dial,
        _ when creatures.Contains(emoji.Name) && emoji.Name is not ("angry face with horns" or "smiling face with horns" or "clown face") =>
            Plan.Creature,
        { Subgroup: var s } when s.StartsWith("face-", StringComparison.Ordinal) && !notDiscs.Contains(emoji.Name) => Plan.YellowFace,
        { Subgroup: var s } when s.StartsWith("animal-", StringComparison.Ordinal) || s is "cat-face" or "monkey-face" => Plan.Creature,
        {
            Subgroup: "person" or "person-role" or "person-fantasy" or "person-gesture" or "person-activity" or "person-sport" or "family"
            or "person-resting"
        } => Plan.Person,
        _ => Plan.Thing,
    };
}
