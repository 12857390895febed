using EmojiGen.Art;

namespace EmojiGen.Composition.Grammar;

/// <summary>What an emoji is, as far as the grammar asks: from the catalogue's groups, and short lists where those are too coarse.</summary>
public static class EmojiTraits
{
    /// <summary>A yellow face whose features can be laid on something else.</summary>
    public static bool IsFace(Emoji emoji) =>
        emoji.Subgroup.StartsWith("face-", StringComparison.Ordinal) && emoji.Subgroup != "face-costume" && emoji.Name is not ("skull" or "skull and crossbones")
        || emoji.Name is "clown face";

    /// <summary>A face that is somebody: robot, ghost, alien, skull, snowman, jack-o-lantern.</summary>
    public static bool IsCreature(Emoji emoji) =>
        emoji.Subgroup is "face-costume" or "cat-face" or "monkey-face"
        || emoji.Name is "skull" or "snowman" or "snowman without snow" or "teddy bear" or "microbe" or "sun with face" or "full moon face" or "new moon face" or "moai";

    public static bool IsAnimal(Emoji emoji) =>
        emoji.Subgroup.StartsWith("animal-", StringComparison.Ordinal)
        && emoji.Name is not ("paw prints" or "spiral shell" or "coral" or "spider web" or "feather" or "wing" or "pig nose");

    public static bool IsPerson(Emoji emoji) => emoji.Group == "people-body" && emoji.Subgroup.StartsWith("person", StringComparison.Ordinal) && emoji.Subgroup is not ("person-symbol" or "person-gesture")
        || emoji.Subgroup is "person-gesture" or "family";

    /// <summary>Somebody: can ride, hold, eat.</summary>
    public static bool IsAnimate(Emoji emoji) => IsAnimal(emoji) || IsPerson(emoji) || IsCreature(emoji) || IsFace(emoji);

    /// <summary>A person by trade, legend, or what he is doing: a body that another head can be put on.</summary>
    public static bool IsRole(Emoji emoji) =>
        emoji.Subgroup is "person-role" or "person-fantasy" or "person-sport" or "person-resting"
        || (emoji.Subgroup == "person-activity" && emoji.Name is not ("people with bunny ears" or "men with bunny ears" or "women with bunny ears" or "person in suit levitating"));

    /// <summary>A man, a woman, a child: a person of no trade.</summary>
    public static bool IsPlainPerson(Emoji emoji) => emoji.Subgroup == "person";

    public static bool IsFlag(Emoji emoji) => emoji.Group == "flags";

    public static bool IsFood(Emoji emoji) => emoji.Group == "food-drink" && emoji.Subgroup is not ("drink" or "dishware");

    public static bool IsDrink(Emoji emoji) => emoji.Subgroup == "drink";

    public static bool IsInstrument(Emoji emoji) => emoji.Subgroup == "musical-instrument";

    public static bool IsGame(Emoji emoji) =>
        emoji.Subgroup == "sport" && emoji.Name is not ("skis" or "sled" or "ice skate" or "diving mask" or "running shirt" or "martial arts uniform" or "boxing glove" or "goal net")
        || emoji.Subgroup == "game" && emoji.Name is not ("magic wand" or "crystal ball" or "teddy bear" or "water pistol" or "kite" or "nesting dolls" or "piñata");

    public static bool IsReading(Emoji emoji) => emoji.Subgroup == "book-paper" && emoji.Name is not ("label" or "bookmark" or "bookmark tabs");

    /// <summary>Clothes and what is worn like them.</summary>
    public static bool IsWearable(Emoji emoji) => emoji.Subgroup == "clothing"
        ? emoji.Name is not ("gem stone" or "shopping bags" or "hair pick" or "folding hand fan" or "lipstick" or "purse" or "clutch bag" or "handbag")
        : emoji.Name is "headphone" or "diving mask" or "martial arts uniform" or "running shirt" or "ice skate" or "roller skate" or "boxing glove" or "ribbon" or "sports medal"
            or "1st place medal" or "2nd place medal" or "3rd place medal" or "military medal" or "watch" or "prayer beads" or "skis" or "reminder ribbon" or "mirror ball-less";

    /// <summary>Stood or sat upon to get about.</summary>
    public static bool IsMount(Emoji emoji) =>
        emoji.Name is "skateboard" or "kick scooter" or "bicycle" or "motor scooter" or "motorcycle" or "sled" or "roller skate" or "rocket" or "horse" or "horse face" or "broom" or "camel"
            or "two-hump camel" or "elephant" or "unicorn" or "carousel horse" or "skis" or "snowboarder" or "dragon" or "whale" or "water wave" or "ring buoy" or "flying saucer" or "surfboard"
            or "shooting star" or "rainbow" or "cloud" or "balloon" or "magic carpet" or "canoe" or "ostrich" or "llama" or "ox" or "donkey" or "parachute" or "racing car" or "tractor";

    /// <summary>A vehicle to sit in.</summary>
    public static bool IsVehicle(Emoji emoji) => emoji.Subgroup switch
    {
        "transport-ground" => emoji.Name is not ("bus stop" or "motorway" or "railway track" or "oil drum" or "fuel pump" or "wheel" or "police car light" or "horizontal traffic light"
            or "vertical traffic light" or "stop sign" or "construction" or "station"),
        "transport-water" => emoji.Name is not ("anchor" or "ring buoy"),
        "transport-air" => emoji.Name is not ("seat" or "parachute" or "satellite" or "airplane departure" or "airplane arrival"),
        _ => false,
    };

    /// <summary>Something that others are put into: a box, a basket, a cup.</summary>
    public static bool IsContainer(Emoji emoji) =>
        emoji.Name is "package" or "basket" or "bucket" or "jar" or "bowl with spoon" or "wastebasket" or "shopping cart" or "handbag" or "backpack" or "luggage" or "bathtub" or "cup with straw"
            or "teacup without handle" or "tumbler glass" or "wrapped gift" or "treasure chest" or "honey pot" or "shallow pan of food" or "fork and knife with plate" or "bento box" or "amphora"
            or "pot of food" or "shopping bags" or "canned food" or "wine glass" or "hole" or "empty nest" or "coffin" or "national park" or "top hat" or "beverage box" or "cooking" or "takeout box"
            or "bottle with popping cork" or "baby bottle" or "lotion bottle" or "money bag" or "toolbox";

    /// <summary>A plain shape that a flag can fill.</summary>
    public static bool IsShape(Emoji emoji) =>
        emoji.Subgroup is "heart" or "geometric"
        || emoji.Name is "heart suit" or "star" or "glowing star" or "balloon" or "umbrella" or "t-shirt" or "soccer ball" or "egg" or "droplet" or "sun" or "full moon" or "shield" or "cloud"
            or "butterfly" or "kite" or "speech balloon" or "hollow red circle" or "spade suit" or "diamond suit" or "club suit" or "wrapped gift" or "running shirt" or "hot air balloon"
            or "puzzle piece" or "musical note" or "thumbs up" or "footprints" or "peace symbol" or "fire" or "snowflake" or "rocket" or "mushroom" or "high voltage" or "lollipop";

    /// <summary>A place, a sky, a weather: what a picture's ground is made of, rather than a thing in it.</summary>
    public static bool IsSurroundings(Emoji emoji) =>
        emoji.Subgroup is "place-geographic" or "place-map" || (emoji.Subgroup == "sky-weather" && emoji.Name is not ("umbrella" or "closed umbrella" or "snowman" or "snowman without snow" or "thermometer" or "star"))
        || emoji.Name is "milky way" or "night with stars" or "sunrise" or "sunset" or "sunrise over mountains" or "cityscape" or "cityscape at dusk" or "bridge at night" or "foggy";

    public static bool IsHeart(Emoji emoji) => emoji.Subgroup == "heart";
}
