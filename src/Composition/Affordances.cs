using EmojiGen.Art;
using EmojiGen.Composition.Things;

namespace EmojiGen.Composition;

enum WornOn { Nowhere, Head, Eyes, Ears, Neck, Body, Feet, Hand, Back }

enum Carries
{
    /// <summary>Something stands or sits on it: a skateboard, a horse, a table.</summary>
    OnDeck,

    /// <summary>One sits in it and looks out over its upper edge: a car, a boat, a box, a cup.</summary>
    Inside,

    /// <summary>A place: what is in it stands before it.</summary>
    Around,
}

/// <summary>What things are good for: the questions that laying out a scene asks of <c>things.tsv</c>.</summary>
static class Affordances
{
    static readonly ThingSet insides = ThingTable.Of("inside"), decks = ThingTable.Of("deck"), surroundings = ThingTable.Of("around"),
        straddled = ThingTable.Of("straddled");
    static readonly ThingSet riddenLevel = ThingTable.Of("ridden level"), roofs = ThingTable.Of("roof"),
        playedInFront = ThingTable.Of("played in front");
    static readonly ThingSet seenFromTheSide = ThingTable.Of("side-on");
    static readonly ThingSet drawnWhole = ThingTable.Of("whole");
    static readonly ThingSet coats = ThingTable.Of("coat");
    static readonly ThingSet company = ThingTable.Of("company");
    static readonly ThingSet writtenOn = ThingTable.Of("written on"), read = ThingTable.Of("read"), darkLimbs = ThingTable.Of("dark limbs"),
        limbed = ThingTable.Of("limbs"), heads = ThingTable.Of("head");

    /// <summary>Where it is worn, and how wide: a share of the head's width, of the eyes' distance for glasses, of the body's width for
    /// clothes.</summary>
    public static (WornOn Where, double Width) WornAs(Emoji emoji) => ThingTable.WornAs(emoji.Name);

    /// <summary>Drawn aslant by most sets, ridden level.</summary>
    public static bool IsRiddenLevel(Emoji emoji) => riddenLevel.Contains(emoji);

    /// <summary>One sits between its parts rather than on top of it.</summary>
    public static bool IsStraddled(Emoji emoji) => straddled.Contains(emoji);

    /// <summary>Most sets draw it from the side, its head at one end.</summary>
    public static bool IsSeenFromTheSide(Emoji emoji) => seenFromTheSide.Contains(emoji);

    /// <summary>The catalogue's name of the comic's sign of a face's mood; null: there is none.</summary>
    public static string? SignOf(Emoji face) => ThingTable.SignOf(face.Name);

    /// <summary>Drawn with its body in most sets, however large its head may seem.</summary>
    public static bool IsDrawnWhole(Emoji emoji) => drawnWhole.Contains(emoji);

    /// <summary>Covers the trunk, so that it can be cut to any.</summary>
    public static bool IsCoat(Emoji emoji) => coats.Contains(emoji);

    /// <summary>The catalogue's name of the face in the opposite mood; null: there is none.</summary>
    public static string? OppositeOf(Emoji face) => ThingTable.OppositeOf(face.Name);

    /// <summary>The catalogue's name of what tells a trade by itself; null: only clothes do.</summary>
    public static string? InsigniaOf(Emoji trade) => ThingTable.InsigniaOf(trade.Name);

    /// <summary>Whether a drawing of it shows a part already.</summary>
    /// <param name="part">The part's emoji by its name, or a word for it in the singular.</param>
    public static bool Has(Emoji emoji, string part) => ThingTable.HavingPart(part)?.Contains(emoji) == true;

    /// <summary>Writing on it is drawn as scribbles, which letters replace.</summary>
    public static bool IsWrittenOn(Emoji emoji) => writtenOn.Contains(emoji);

    /// <summary>Legs and arms are dark, whatever the head's colour: a panda's.</summary>
    public static bool HasDarkLimbs(Emoji emoji) => darkLimbs.Contains(emoji);

    /// <summary>A head that looks at us, below which there is room for a body.</summary>
    public static bool IsHead(Emoji emoji) => heads.Contains(emoji);

    /// <summary>A thing that cartoons give arms and legs.</summary>
    public static bool MayHaveLimbs(Emoji emoji) => limbed.Contains(emoji);

    /// <summary>Letters or digits may stand on it, which a mirror would spoil.</summary>
    public static bool IsRead(Emoji emoji) => read.Contains(emoji);

    public static bool IsRoof(Emoji emoji) => roofs.Contains(emoji);

    public static Carries HowCarried(Emoji emoji)
    {
        if (insides.Contains(emoji)) return Carries.Inside;
        if (decks.Contains(emoji)) return Carries.OnDeck;
        if (emoji.Subgroup is "transport-ground" or "transport-water") return Carries.Inside;
        return surroundings.Contains(emoji) ? Carries.Around : Carries.OnDeck;
    }

    /// <summary>Instruments and the like, played in front of the body with both hands.</summary>
    public static bool IsPlayedInFront(Emoji emoji) => playedInFront.Contains(emoji);

    /// <summary>Who is "with" somebody stands beside him; anything else is held or worn.</summary>
    public static bool IsCompany(Emoji emoji) => company.Contains(emoji);
}
