using System.Collections.Immutable;
using EmojiGen.Art;

namespace EmojiGen.Evaluation;

/// <summary>A prompt and the emoji that its picture must show.</summary>
/// <param name="Kind"><c>single</c>, <c>colour</c> or <c>pair</c>.</param>
/// <param name="Emoji">Hexcodes.</param>
public sealed record UnseenPrompt(string Prompt, string Kind, ImmutableArray<string> Emoji);

/// <summary>Prompts about emoji that a model was not trained on, drawn by a seed.</summary>
public static class UnseenPrompts
{
    static readonly string[] colours = ["red", "orange", "yellow", "green", "blue", "purple", "pink", "brown"];

    /// <summary>Groups whose emoji are things that may have another colour, and company.</summary>
    static readonly string[] thingGroups = ["animals-nature", "food-drink", "objects", "activities"];

    /// <param name="unseen">Emoji that were kept from training.</param>
    /// <param name="all">All emoji: one of a pair may be known, but not in this company.</param>
    /// <param name="each">Prompts of a kind; single ones twice as many.</param>
    public static ImmutableArray<UnseenPrompt> Draw(IEnumerable<Emoji> unseen, IEnumerable<Emoji> all, ulong seed, int each)
    {
        var random = new Random(unchecked((int)seed));
        Emoji[] kept = [.. unseen.OrderBy(it => it.Index)], things = [.. kept.Where(IsThing)],
            others = [.. all.Where(IsThing).OrderBy(it => it.Index)];
        return
        [
            .. Some(kept, 2 * each).Select(it => new UnseenPrompt(it.Name, "single", [it.Hexcode])),
            .. Some(things, each).Select(it => new UnseenPrompt($"{colours[random.Next(colours.Length)]} {it.Name}", "colour",
                [it.Hexcode])),
            .. Some(things, each).Zip(Some(others, each), (one, other) =>
                new UnseenPrompt($"{one.Name} and {other.Name}", "pair", [one.Hexcode, other.Hexcode])),
        ];

        Emoji[] Some(Emoji[] from, int count)
        {
            var shuffled = (Emoji[])from.Clone();
            random.Shuffle(shuffled);
            return shuffled[..Math.Min(count, shuffled.Length)];
        }
    }

    static bool IsThing(Emoji emoji) => thingGroups.Contains(emoji.Group);
}
