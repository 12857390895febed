using System.Globalization;
using EmojiGen.Svg;

namespace EmojiGen.Composition.Grammar;

/// <summary>The names by which the word lists call the grammar's own terms. Written out, since parsing enums by reflection would cost a
/// start its time.</summary>
static class GrammarWords
{
    public static WordClass Class(ReadOnlySpan<char> name) => name switch
    {
        "article" => WordClass.Article,
        "function" => WordClass.Function,
        "copula" => WordClass.Copula,
        "intensifier" => WordClass.Intensifier,
        "and" => WordClass.And,
        "without" => WordClass.Without,
        "to" => WordClass.To,
        "of" => WordClass.Of,
        "pose" => WordClass.Pose,
        "posture" => WordClass.Posture,
        "number" => WordClass.Number,
        "size" => WordClass.Size,
        "colour" => WordClass.Colour,
        "relation" => WordClass.Relation,
        "role" => WordClass.Role,
        "outfit" => WordClass.Outfit,
        "face" => WordClass.Face,
        "hat" => WordClass.Hat,
        "emotion" => WordClass.Emotion,
        "activity" => WordClass.Activity,
        "plain" => WordClass.Plain,
        "about" => WordClass.About,
        "part place" => WordClass.PartPlace,
        "owner" => WordClass.Owner,
        "body part" => WordClass.BodyPart,
        "bearing part" => WordClass.BearingPart,
        "face word" => WordClass.FaceWord,
        "tinted" => WordClass.Tinted,
        "times" => WordClass.Times,
        "ornament" => WordClass.Ornament,
        "material" => WordClass.Material,
        "not" => WordClass.Not,
        "or" => WordClass.Or,
        "dozen" => WordClass.Dozen,
        "look" => WordClass.Look,
        "eye word" => WordClass.EyeWord,
        "deed" => WordClass.Deed,
        "mutual" => WordClass.Mutual,
        "ending" => WordClass.Ending,
        _ => throw Unknown("class", name),
    };

    public static SizeWord Size(ReadOnlySpan<char> name) => name switch
    {
        "Tiny" => SizeWord.Tiny,
        "Small" => SizeWord.Small,
        "Large" => SizeWord.Large,
        "Giant" => SizeWord.Giant,
        _ => throw Unknown("size", name),
    };

    public static MutualDeed Mutual(ReadOnlySpan<char> name) => name switch
    {
        "Hug" => MutualDeed.Hug,
        "Kiss" => MutualDeed.Kiss,
        "Dance" => MutualDeed.Dance,
        "Fight" => MutualDeed.Fight,
        "HighFive" => MutualDeed.HighFive,
        "HoldHands" => MutualDeed.HoldHands,
        _ => throw Unknown("mutual deed", name),
    };

    public static Pose Pose(ReadOnlySpan<char> name) => name switch
    {
        "UpsideDown" => Grammar.Pose.UpsideDown,
        "Ghostly" => Grammar.Pose.Ghostly,
        "Silhouette" => Grammar.Pose.Silhouette,
        "Winged" => Grammar.Pose.Winged,
        "Muscular" => Grammar.Pose.Muscular,
        _ => throw Unknown("pose", name),
    };

    public static PostureKind Posture(ReadOnlySpan<char> name) => name switch
    {
        "Standing" => PostureKind.Standing,
        "Sitting" => PostureKind.Sitting,
        "Lying" => PostureKind.Lying,
        "LyingOnBack" => PostureKind.LyingOnBack,
        "Curled" => PostureKind.Curled,
        "Jumping" => PostureKind.Jumping,
        "Dancing" => PostureKind.Dancing,
        "Running" => PostureKind.Running,
        "Flying" => PostureKind.Flying,
        "Falling" => PostureKind.Falling,
        "Hanging" => PostureKind.Hanging,
        _ => throw Unknown("posture", name),
    };

    public static Link Link(ReadOnlySpan<char> name) => name switch
    {
        "And" => Grammar.Link.And,
        "NextTo" => Grammar.Link.NextTo,
        "On" => Grammar.Link.On,
        "Riding" => Grammar.Link.Riding,
        "Driving" => Grammar.Link.Driving,
        "In" => Grammar.Link.In,
        "Under" => Grammar.Link.Under,
        "Over" => Grammar.Link.Over,
        "Behind" => Grammar.Link.Behind,
        "Before" => Grammar.Link.Before,
        "Holding" => Grammar.Link.Holding,
        "With" => Grammar.Link.With,
        "Eating" => Grammar.Link.Eating,
        "Drinking" => Grammar.Link.Drinking,
        "Playing" => Grammar.Link.Playing,
        "Reading" => Grammar.Link.Reading,
        "Wearing" => Grammar.Link.Wearing,
        "Giving" => Grammar.Link.Giving,
        "PlayingWith" => Grammar.Link.PlayingWith,
        "WavingAt" => Grammar.Link.WavingAt,
        "Hugging" => Grammar.Link.Hugging,
        "Catching" => Grammar.Link.Catching,
        _ => throw Unknown("relation", name),
    };

    public static RecolourKind Recolour(ReadOnlySpan<char> name) => name switch
    {
        "Hue" => RecolourKind.Hue,
        "Grey" => RecolourKind.Grey,
        "Rainbow" => RecolourKind.Rainbow,
        "Dark" => RecolourKind.Dark,
        "Light" => RecolourKind.Light,
        "Gold" => RecolourKind.Gold,
        "Silver" => RecolourKind.Silver,
        "Pastel" => RecolourKind.Pastel,
        "Neon" => RecolourKind.Neon,
        _ => throw Unknown("way of colouring", name),
    };

    public static OrnamentKind Ornament(ReadOnlySpan<char> name) => name switch
    {
        "Stripes" => OrnamentKind.Stripes,
        "Dots" => OrnamentKind.Dots,
        "Checks" => OrnamentKind.Checks,
        "Hearts" => OrnamentKind.Hearts,
        "Stars" => OrnamentKind.Stars,
        "Gradient" => OrnamentKind.Gradient,
        _ => throw Unknown("pattern", name),
    };

    public static MaterialKind Material(ReadOnlySpan<char> name) => name switch
    {
        "Wood" => MaterialKind.Wood,
        "Stone" => MaterialKind.Stone,
        "Marble" => MaterialKind.Marble,
        "Brick" => MaterialKind.Brick,
        "Crystal" => MaterialKind.Crystal,
        "Ice" => MaterialKind.Ice,
        "Glass" => MaterialKind.Glass,
        "Metal" => MaterialKind.Metal,
        "Lava" => MaterialKind.Lava,
        "Paper" => MaterialKind.Paper,
        "Candy" => MaterialKind.Candy,
        "Chocolate" => MaterialKind.Chocolate,
        "Wool" => MaterialKind.Wool,
        "Rubber" => MaterialKind.Rubber,
        "Flavour" => MaterialKind.Flavour,
        _ => throw Unknown("material", name),
    };

    /// <summary><c>#rrggbb</c>; black where there is none.</summary>
    public static Color Color(ReadOnlySpan<char> hex)
    {
        var value = hex.Length == 7 ? uint.Parse(hex[1..], NumberStyles.HexNumber, CultureInfo.InvariantCulture) : 0;
        return new Color((byte)(value >> 16), (byte)(value >> 8), (byte)value);
    }

    public static InvalidOperationException Unknown(string what, ReadOnlySpan<char> name) =>
        new($"Grammar/Words names the {what} '{name}', which there is not: correct the line.");
}
