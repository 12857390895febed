using EmojiGen.Art;
using EmojiGen.Composition.Grammar;

namespace EmojiGen.Composition;

/// <summary>Brings two together who do something with each other: face to face, overlapping, with what tells the deed between them.</summary>
sealed class Encounter(Catalogue catalogue, Casting casting, Trials trials, Account account)
{
    // Who dances, fights or holds hands keeps an eighth in common with the other; the sign is a third as large as one of them, and stands
    // above where they meet. Blows fall in the middle, hands are lower.
    const double Overlap = 0.12, SignSize = 0.36, SignRise = 0.3, BlowsAt = 0.5, HandsAt = 0.84;

    // Two hands that meet above: each somewhat smaller, tilted to the other, a little of them in common.
    const double HandSize = 0.4, HandTilt = 12, HandsOverlap = 0.12, HandsRise = 0.62;

    /// <summary>What is seen of deeds that nothing shows.</summary>
    public const string SideBySide = "side by side";

    /// <param name="deed">Null: an embrace without more words.</param>
    public Figure Of(Figure one, Figure other, Mutual? deed)
    {
        var isClose = deed is null or { Deed: MutualDeed.Hug or MutualDeed.Kiss };
        var pair = isClose ? Placement.Embrace(one, other) : Placement.Row([one, other], Overlap, sizes: [1, 1]);
        if (deed is null or { Deed: MutualDeed.Hug }) return pair;
        if (SignOf(deed.Deed) is not { } name || trials.Of(deed.Words, "sign") > 0 || catalogue.ByName(name) is not { } emoji)
        {
            account.ShownAs(deed.Words, isClose ? "close together" : SideBySide);
            return pair;
        }
        if (casting.Find(emoji, new Found(emoji, deed.Words, 1), "sign") is not { } icon) return pair;
        var sign = Casting.Draw(icon);
        if (deed.Deed == MutualDeed.HighFive) return Clap(pair, sign);
        sign = sign.ToSize(SignSize * pair.Bounds.Height);
        // Blows and hands meet between the two; hearts and notes rise above them.
        var y = deed.Deed switch
        {
            MutualDeed.Fight => pair.Bounds.Top + BlowsAt * pair.Bounds.Height,
            MutualDeed.HoldHands => pair.Bounds.Top + HandsAt * pair.Bounds.Height,
            _ => pair.Bounds.Top + (0.5 - SignRise) * sign.Bounds.Height,
        };
        return pair.With(sign.Move(pair.Bounds.Center.X - sign.Bounds.Center.X, y - sign.Bounds.Center.Y));
    }

    /// <summary>A hand of each, palm on palm above where the two meet.</summary>
    static Figure Clap(Figure pair, Figure hand)
    {
        hand = hand.ToSize(HandSize * pair.Bounds.Height);
        var (x, y) = (pair.Bounds.Center.X, pair.Bounds.Top + (1 - HandsRise) * hand.Bounds.Height);
        var left = hand.Tilt(HandTilt).StandAt(0, y);
        var right = hand.Mirror().Tilt(-HandTilt).StandAt(0, y);
        var aside = (0.5 - HandsOverlap / 2) * left.Bounds.Width;
        return pair.With(left.Move(x - aside, 0)).With(right.Move(x + aside, 0));
    }

    /// <summary>The emoji that tells the deed; null: that the two are close tells it.</summary>
    static string? SignOf(MutualDeed deed) => deed switch
    {
        MutualDeed.Kiss => "red heart",
        MutualDeed.Dance => "musical notes",
        MutualDeed.Fight => "collision",
        MutualDeed.HighFive => "raised hand",
        MutualDeed.HoldHands => "handshake",
        _ => null,
    };
}
