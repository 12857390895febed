using EmojiGen.Art;

namespace EmojiGen.Composition;

enum WornOn { Nowhere, Head, Eyes, Ears, Mouth, Neck, Body, Feet, Hand, Back }

enum Carries
{
    Nothing,

    /// <summary>Something stands or sits on it: a skateboard, a horse, a table.</summary>
    OnDeck,

    /// <summary>One sits in it and looks out over its upper edge: a car, a boat, a box, a cup.</summary>
    Inside,

    /// <summary>A place: what is in it stands before it.</summary>
    Around,
}

/// <summary>What things are good for. Facts about the world that no art and no catalogue tells.</summary>
static class Affordances
{
    static readonly Dictionary<string, (WornOn Where, double Width)> Clothing = new(StringComparer.Ordinal)
    {
        // Width as a share of the head's, of the eyes' distance for glasses, of the body's for clothes.
        ["top hat"] = (WornOn.Head, 0.92),
        ["crown"] = (WornOn.Head, 0.72),
        ["graduation cap"] = (WornOn.Head, 1.15),
        ["billed cap"] = (WornOn.Head, 0.95),
        ["military helmet"] = (WornOn.Head, 1.1),
        ["rescue worker’s helmet"] = (WornOn.Head, 1.1),
        ["woman’s hat"] = (WornOn.Head, 1.25),
        ["party popper"] = (WornOn.Hand, 0.5),
        ["glasses"] = (WornOn.Eyes, 2.35),
        ["sunglasses"] = (WornOn.Eyes, 2.35),
        ["goggles"] = (WornOn.Eyes, 2.6),
        ["diving mask"] = (WornOn.Eyes, 2.8),
        ["headphone"] = (WornOn.Ears, 1.3),
        ["scarf"] = (WornOn.Neck, 0.85),
        ["necktie"] = (WornOn.Neck, 0.42),
        ["ribbon"] = (WornOn.Neck, 0.5),
        ["prayer beads"] = (WornOn.Neck, 0.7),
        ["sports medal"] = (WornOn.Neck, 0.4),
        ["1st place medal"] = (WornOn.Neck, 0.4),
        ["2nd place medal"] = (WornOn.Neck, 0.4),
        ["3rd place medal"] = (WornOn.Neck, 0.4),
        ["stethoscope"] = (WornOn.Neck, 0.7),
        ["bell"] = (WornOn.Neck, 0.32),
        ["t-shirt"] = (WornOn.Body, 1.25),
        ["dress"] = (WornOn.Body, 1.0),
        ["coat"] = (WornOn.Body, 1.2),
        ["lab coat"] = (WornOn.Body, 1.2),
        ["kimono"] = (WornOn.Body, 1.2),
        ["sari"] = (WornOn.Body, 1.1),
        ["safety vest"] = (WornOn.Body, 1.05),
        ["woman’s clothes"] = (WornOn.Body, 1.15),
        ["martial arts uniform"] = (WornOn.Body, 1.25),
        ["running shirt"] = (WornOn.Body, 1.0),
        ["bikini"] = (WornOn.Body, 0.9),
        ["one-piece swimsuit"] = (WornOn.Body, 0.8),
        ["jeans"] = (WornOn.Body, 0.85),
        ["shorts"] = (WornOn.Body, 0.85),
        ["briefs"] = (WornOn.Body, 0.8),
        ["backpack"] = (WornOn.Back, 0.8),
        ["running shoe"] = (WornOn.Feet, 0.5),
        ["hiking boot"] = (WornOn.Feet, 0.45),
        ["man’s shoe"] = (WornOn.Feet, 0.5),
        ["high-heeled shoe"] = (WornOn.Feet, 0.42),
        ["woman’s sandal"] = (WornOn.Feet, 0.42),
        ["woman’s boot"] = (WornOn.Feet, 0.36),
        ["ballet shoes"] = (WornOn.Feet, 0.45),
        ["flat shoe"] = (WornOn.Feet, 0.45),
        ["thong sandal"] = (WornOn.Feet, 0.4),
        ["ice skate"] = (WornOn.Feet, 0.45),
        ["roller skate"] = (WornOn.Feet, 0.45),
        ["socks"] = (WornOn.Feet, 0.42),
        ["hibiscus"] = (WornOn.Ears, 0.4),
        ["cherry blossom"] = (WornOn.Ears, 0.4),
    };

    /// <summary>Faces that bring a mask of their own.</summary>
    public static bool IsMaskFace(string name) => name is "face with medical mask" or "disguised face" or "cowboy hat face" or "partying face" or "smiling face with sunglasses" or "nerd face" or "face with monocle";

    static readonly HashSet<string> Decks =
    [
        "skateboard", "sled", "kick scooter", "motor scooter", "bicycle", "motorcycle", "roller skate", "skis", "ice skate", "manual wheelchair", "motorized wheelchair",
        "rocket", "broom", "magic wand", "airplane", "small airplane", "helicopter", "satellite", "flying saucer", "parachute", "carousel horse",
        "kite", "couch and lamp", "bed", "chair", "wood", "rock", "balance scale", "ladder", "trophy", "crescent moon", "full moon", "cloud",
        "stop sign", "drum", "snowflake", "star", "toilet", "seat", "roller coaster", "oil drum", "brick", "mushroom", "leafy green", "herb",
    ];

    static readonly HashSet<string> Containers =
    [
        "package", "basket", "shopping cart", "bathtub", "bucket", "teacup without handle", "hot beverage", "beer mug", "cup with straw", "glass of milk", "bowl with spoon",
        "pot of food", "shallow pan of food", "takeout box", "wastebasket", "inbox tray", "outbox tray", "card file box", "file cabinet", "open mailbox with lowered flag",
        "open mailbox with raised flag", "closed mailbox with raised flag", "closed mailbox with lowered flag", "handbag", "shopping bags", "backpack", "luggage", "wrapped gift", "nest with eggs", "empty nest", "potted plant", "jar", "honey pot",
        "steaming bowl", "green salad", "cooking", "bento box", "wine glass", "tumbler glass", "cocktail glass", "tropical drink", "top hat", "hut", "tent", "coffin", "bubble tea", "amphora", "funeral urn", "mouse trap", "hole", "treasure chest", "pouring liquid", "socks", "bed",
    ];

    static readonly HashSet<string> Straddled =
    [
        "bicycle", "motorcycle", "motor scooter", "kick scooter", "skateboard", "sled", "rocket", "airplane", "small airplane", "flying saucer", "manual wheelchair", "motorized wheelchair", "skis", "roller skate", "parachute", "satellite", "kite",
    ];

    static readonly HashSet<string> Roofs = ["umbrella", "umbrella with rain drops", "closed umbrella", "umbrella on ground", "rainbow", "cloud", "cloud with rain", "cloud with snow", "cloud with lightning", "cloud with lightning and rain", "palm tree", "deciduous tree", "evergreen tree", "tent", "parachute", "crescent moon", "full moon", "sun", "bridge at night", "mushroom"];

    /// <summary>Every emoji that something is said of by name.</summary>
    public static IEnumerable<string> Names => Clothing.Keys.Concat(Decks).Concat(Containers).Concat(Straddled).Concat(Roofs);

    public static (WornOn Where, double Width) WornAs(Emoji emoji) => Clothing.TryGetValue(emoji.Name, out var worn) ? worn : (WornOn.Nowhere, 0);

    /// <summary>Drawn aslant by most sets, ridden level.</summary>
    public static bool IsRiddenLevel(Emoji emoji) => emoji.Name is "skateboard" or "sled" or "skis" or "broom" or "canoe" or "kick scooter" or "surfboard";

    /// <summary>One sits between its parts rather than on top of it.</summary>
    public static bool IsStraddled(Emoji emoji) => Straddled.Contains(emoji.Name) && emoji.Name is not ("skateboard" or "flying saucer" or "rocket" or "satellite" or "airplane" or "small airplane");

    public static bool IsRoof(Emoji emoji) => Roofs.Contains(emoji.Name);

    public static Carries HowCarried(Emoji emoji) => emoji switch
    {
        _ when Containers.Contains(emoji.Name) => Carries.Inside,
        _ when Decks.Contains(emoji.Name) || Straddled.Contains(emoji.Name) => Carries.OnDeck,
        { Subgroup: "transport-ground" or "transport-water" } => Carries.Inside,
        { Subgroup: "transport-air" } => Carries.OnDeck,
        { Subgroup: "place-geographic" or "place-other" or "place-map" or "sky-weather" or "place-building" or "place-religious" } => Carries.Around,
        { Name: "water wave" or "bubbles" or "milky way" or "sweat droplets" or "snowflake" or "fire" } => Carries.Around,
        _ => Carries.OnDeck,
    };

    /// <summary>Instruments and the like, played in front of the body with both hands.</summary>
    public static bool IsPlayedInFront(Emoji emoji) => emoji.Subgroup is "musical-instrument" or "computer" or "game" or "light-video" || emoji.Name is "laptop" or "video game";

    public static bool IsAnimal(Emoji emoji) => emoji.Subgroup.StartsWith("animal-", StringComparison.Ordinal);
}
