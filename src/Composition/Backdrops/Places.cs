using EmojiGen.Composition.Grammar;
using EmojiGen.Composition.Things;
using EmojiGen.Prompting;

namespace EmojiGen.Composition.Backdrops;

/// <summary>Tells which of a prompt's things are places that somebody is in, on, by or under.</summary>
static class Places
{
    /// <summary>A place that is a thing as well: a campfire under the stars is no landscape.</summary>
    const string Burning = "fire";

    const string Underwater = "underwater";

    /// <summary>By the place among the subjects, the backdrop that each is drawn as.</summary>
    public static Dictionary<int, Backdrop> Find(SceneDescription description)
    {
        var found = new Dictionary<int, Backdrop>();
        foreach (var relation in description.Relations)
        {
            if (relation.Subject == relation.Object || Of(description, relation) is not { } backdrop) continue;
            found[relation.Object] = backdrop;
            // "a sunset over the ocean": a place under a sky is one landscape.
            if (backdrop.Kind != BackdropKind.Place && NameOf(description.Subjects[relation.Subject]) is { } name && name != Burning)
                found[relation.Subject] = Backdrop.Of(name);
        }
        return found;
    }

    static Backdrop? Of(SceneDescription description, Relation relation)
    {
        var thing = description.Subjects[relation.Object];
        if (thing is not { Expression: null, Material: null, Ornament: null, Count: 1 } && !IsMany(thing)) return null;
        if (relation.Kind == RelationKind.Under && ThingTable.SkyOf(thing.Found.Emoji.Name) is { } sky) return Backdrop.Of(sky);
        if (NameOf(thing) is not { } name) return null;
        var backdrop = Backdrop.Of(name);
        var swims = ThingTable.Of("under water").Contains(description.Subjects[relation.Subject].Found.Emoji);
        return relation.Kind switch
        {
            RelationKind.Under when backdrop.IsWater => Backdrop.Of(Underwater),
            RelationKind.Under => backdrop.Kind == BackdropKind.Place ? null : backdrop,
            RelationKind.In when backdrop.Name == Backdrop.Sea && swims && !IsLeaving(relation.Words) => Backdrop.Of(Underwater),
            RelationKind.In => backdrop,
            // One stands on a beach, and floats on the sea; but climbs a mountain.
            RelationKind.On or RelationKind.Riding when name is Backdrop.Sea or Backdrop.Lake or "beach" or "desert" or "meadow" or "snow" or "moon" =>
                relation.Kind == RelationKind.Riding && name == Backdrop.Sea ? null : backdrop,
            RelationKind.NextTo when !relation.IsDeed && name is Backdrop.Sea or Backdrop.Lake or "beach" or "mountains" or "forest" => backdrop,
            _ => null,
        };
    }

    /// <summary>Trees, stars, flames: a forest of them is one place.</summary>
    static bool IsMany(Subject thing) => thing is { Expression: null, Material: null, Ornament: null };

    /// <summary><em>out of the ocean</em>: who leaves the water is seen above it.</summary>
    public static bool IsLeaving(string words) => words.Contains("out of", StringComparison.OrdinalIgnoreCase);

    /// <summary>By its words, which say more than the nearest emoji does (a pond), else by its emoji; null: it is no place.</summary>
    static string? NameOf(Subject thing)
    {
        var words = TermKey.Of(thing.Found.Words);
        foreach (var word in words.Split(' '))
            if (ThingTable.BackdropOfWord(word) is { } name) return name;
        return ThingTable.BackdropOf(thing.Found.Emoji.Name);
    }
}
