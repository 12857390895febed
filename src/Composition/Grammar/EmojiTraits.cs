using EmojiGen.Art;
using EmojiGen.Composition.Things;

namespace EmojiGen.Composition.Grammar;

/// <summary>What an emoji is, as far as the grammar asks: the questions that it puts to <c>things.tsv</c>.</summary>
public static class EmojiTraits
{
    static readonly ThingSet faces = ThingTable.Of("face"), creatures = ThingTable.Of("creature"), animals = ThingTable.Of("animal");
    static readonly ThingSet people = ThingTable.Of("person"), plainPeople = ThingTable.Of("plain person"), roles = ThingTable.Of("role");
    static readonly ThingSet flags = ThingTable.Of("flag"), hearts = ThingTable.Of("heart"), food = ThingTable.Of("food"),
        drinks = ThingTable.Of("drink");
    static readonly ThingSet instruments = ThingTable.Of("instrument"), games = ThingTable.Of("game"), reading = ThingTable.Of("reading");
    static readonly ThingSet wearables = ThingTable.Of("wearable"), mounts = ThingTable.Of("mount"), vehicles = ThingTable.Of("vehicle");
    static readonly ThingSet containers = ThingTable.Of("container"), shapes = ThingTable.Of("shape"),
        surroundings = ThingTable.Of("surroundings");

    /// <summary>A yellow face whose features can be laid on something else.</summary>
    public static bool IsFace(Emoji emoji) => faces.Contains(emoji);

    /// <summary>A face that is somebody: robot, ghost, alien, skull, snowman, jack-o-lantern.</summary>
    public static bool IsCreature(Emoji emoji) => creatures.Contains(emoji);

    public static bool IsAnimal(Emoji emoji) => animals.Contains(emoji);

    public static bool IsPerson(Emoji emoji) => people.Contains(emoji);

    /// <summary>Somebody: can ride, hold, eat.</summary>
    public static bool IsAnimate(Emoji emoji) => IsAnimal(emoji) || IsPerson(emoji) || IsCreature(emoji) || IsFace(emoji);

    /// <summary>A person by trade, legend, or what he is doing: a body that another head can be put on.</summary>
    public static bool IsRole(Emoji emoji) => roles.Contains(emoji);

    /// <summary>A man, a woman, a child: a person of no trade.</summary>
    public static bool IsPlainPerson(Emoji emoji) => plainPeople.Contains(emoji);

    public static bool IsFlag(Emoji emoji) => flags.Contains(emoji);

    public static bool IsFood(Emoji emoji) => food.Contains(emoji);

    public static bool IsDrink(Emoji emoji) => drinks.Contains(emoji);

    public static bool IsInstrument(Emoji emoji) => instruments.Contains(emoji);

    public static bool IsGame(Emoji emoji) => games.Contains(emoji);

    public static bool IsReading(Emoji emoji) => reading.Contains(emoji);

    /// <summary>Clothes and what is worn like them.</summary>
    public static bool IsWearable(Emoji emoji) => wearables.Contains(emoji);

    /// <summary>Stood or sat upon to get about.</summary>
    public static bool IsMount(Emoji emoji) => mounts.Contains(emoji);

    /// <summary>A vehicle to sit in.</summary>
    public static bool IsVehicle(Emoji emoji) => vehicles.Contains(emoji);

    /// <summary>Something that others are put into: a box, a basket, a cup.</summary>
    public static bool IsContainer(Emoji emoji) => containers.Contains(emoji);

    /// <summary>A plain shape that a flag can fill.</summary>
    public static bool IsShape(Emoji emoji) => shapes.Contains(emoji);

    /// <summary>A place, a sky, a weather: what a picture's ground is made of, rather than a thing in it.</summary>
    public static bool IsSurroundings(Emoji emoji) => surroundings.Contains(emoji);

    public static bool IsHeart(Emoji emoji) => hearts.Contains(emoji);
}
