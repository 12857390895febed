using EmojiGen.Art;
using EmojiGen.Composition.Grammar;

namespace EmojiGen.Composition;

/// <summary>Brings two together who do something with each other: face to face, overlapping, with what tells the deed between them.</summary>
sealed class Encounter(Catalogue catalogue, Casting casting, Trials trials, Account account)
{
    // Who dances, fights or holds hands keeps an eighth in common with the other; the sign is a third as large as one of them, and stands
    // above where they meet.
    const double Overlap = 0.12, SignSize = 0.36, SignRise = 0.3, SignOfFightAt = 0.5;

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
        var sign = Casting.Draw(icon).ToSize(SignSize * pair.Bounds.Height);
        var x = pair.Bounds.Center.X;
        // Blows and hands meet between the two; hearts and notes rise above them.
        var isBetween = deed.Deed is MutualDeed.Fight or MutualDeed.HighFive;
        var y = isBetween ? pair.Bounds.Top + SignOfFightAt * pair.Bounds.Height
            : pair.Bounds.Top - SignRise * sign.Bounds.Height + sign.Bounds.Height / 2;
        return pair.With(sign.Move(x - sign.Bounds.Center.X, y - sign.Bounds.Center.Y));
    }

    /// <summary>The emoji that tells the deed; null: that the two are close tells it.</summary>
    static string? SignOf(MutualDeed deed) => deed switch
    {
        MutualDeed.Kiss => "red heart",
        MutualDeed.Dance => "musical notes",
        MutualDeed.Fight => "collision",
        MutualDeed.HighFive => "folded hands",
        _ => null,
    };
}
