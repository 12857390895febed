using System.Collections.Immutable;
using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar;

/// <summary>A generated prompt and what its picture must show.</summary>
/// <param name="Kind"><c>emotion</c>, <c>action</c>, <c>pair</c>, <c>composition</c> or <c>scene</c>.</param>
/// <param name="Expect">Each inner list holds alternatives: catalogue names, one of which must be among the parts'.</param>
public sealed record GeneratedPrompt(string Prompt, string Kind, ImmutableArray<ImmutableArray<string>> Expect);

/// <summary>Writes prompts by the published sticker grammar: feelings of people, trades and animals, single actions, deeds of two,
/// compositions, scenes.</summary>
/// <remarks>Style Tailoring, Sinha et al. 2023, appendix; the lists themselves were not published, ours are drawn from the catalogue
/// (<c>Words/grammar.tsv</c>).</remarks>
public static class PromptGrammar
{
    readonly record struct Entry(string Word, ImmutableArray<ImmutableArray<string>> Shows);

    static readonly Lazy<Dictionary<string, ImmutableArray<Entry>>> lists = new(ReadLists);

    /// <summary>Prompts from a seed, in order: the same seed gives the same prompts, and the first of 1,000 are those of 10.</summary>
    /// <param name="count">0 or more.</param>
    public static IEnumerable<GeneratedPrompt> Generate(ulong seed, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var dice = new Dice(seed);
        for (var i = 0; i < count; i++) yield return Next(dice);
    }

    static GeneratedPrompt Next(Dice dice) => dice.Below(20) switch
    {
        < 8 => Emotion(dice),
        < 12 => Action(dice),
        < 15 => Pair(dice),
        < 18 => Composition(dice),
        _ => Scene(dice),
    };

    // "an angry hippo", "a sloth feeling tired"
    static GeneratedPrompt Emotion(Dice dice)
    {
        var (who, feeling) = (Anybody(dice), Pick(dice, "emotion"));
        var prompt = dice.Below(2) == 0 ? $"{Article(feeling.Word)} {feeling.Word} {who.Word}"
            : $"{Article(who.Word)} {who.Word} feeling {feeling.Word}";
        return new GeneratedPrompt(prompt, "emotion", [.. who.Shows, .. feeling.Shows]);
    }

    // "a bear drinking coffee"
    static GeneratedPrompt Action(Dice dice)
    {
        var (who, action) = (Anybody(dice), Pick(dice, "action"));
        return new GeneratedPrompt($"{Article(who.Word)} {who.Word} {action.Word}", "action", [.. who.Shows, .. action.Shows]);
    }

    // "a turtle giving a present to a rabbit", "a cat playing with a giraffe"
    static GeneratedPrompt Pair(Dice dice)
    {
        var (one, other) = (Anybody(dice), Pick(dice, "animal"));
        if (dice.Below(3) == 0)
        {
            var gift = Pick(dice, "gift");
            return new GeneratedPrompt(
                $"{Article(one.Word)} {one.Word} giving {Article(gift.Word)} {gift.Word} to {Article(other.Word)} {other.Word}", "pair", [.. one.Shows, .. gift.Shows, .. other.Shows]);
        }
        var deed = Pick(dice, "deed");
        return new GeneratedPrompt($"{Article(one.Word)} {one.Word} {deed.Word} {Article(other.Word)} {other.Word}", "pair",
            [.. one.Shows, .. deed.Shows, .. other.Shows]);
    }

    // "two hedgehogs", "an angry queen reading a comic book"
    static GeneratedPrompt Composition(Dice dice)
    {
        if (dice.Below(3) == 0)
        {
            var many = Pick(dice, "animal");
            string[] counts = ["two", "three", "four", "a pair of", "a crowd of"];
            return new GeneratedPrompt($"{counts[dice.Below(counts.Length)]} {Plural(many.Word)}", "composition", many.Shows);
        }
        var (who, feeling, action) = (Anybody(dice), Pick(dice, "emotion"), Pick(dice, "action"));
        return new GeneratedPrompt(
            $"{Article(feeling.Word)} {feeling.Word} {who.Word} {action.Word}", "composition", [.. who.Shows, .. feeling.Shows, .. action.Shows]);
    }

    static GeneratedPrompt Scene(Dice dice)
    {
        var scene = Pick(dice, "scene");
        return new GeneratedPrompt(scene.Word, "scene", scene.Shows);
    }

    static Entry Anybody(Dice dice) => Pick(dice, dice.Below(5) switch { 0 => "person", 1 => "occupation", _ => "animal" });

    static Entry Pick(Dice dice, string list) => lists.Value[list] is var entries ? entries[dice.Below(entries.Length)] : default;

    static string Article(string word) =>
        word[0] is 'a' or 'e' or 'i' or 'o' or 'u' && !word.StartsWith("uni", StringComparison.Ordinal) ? "an" : "a";

    static string Plural(string word) => word switch
    {
        "mouse" => "mice",
        "goose" => "geese",
        "wolf" => "wolves",
        "sheep" or "deer" or "fish" or "bison" or "moose" or "squid" => word,
        _ when word.EndsWith('y') && word[^2] is not ('a' or 'e' or 'o') => word[..^1] + "ies",
        _ when word.EndsWith('s') || word.EndsWith('x') || word.EndsWith("ch", StringComparison.Ordinal)
            || word.EndsWith("sh", StringComparison.Ordinal) => word + "es",
        _ => word + "s",
    };

    static Dictionary<string, ImmutableArray<Entry>> ReadLists()
    {
        var entries = new List<(string List, Entry Entry)>();
        ReadOnlySpan<char> file = LexiconFile.Read(typeof(PromptGrammar).Assembly, "grammar.tsv");
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var list = LexiconFile.Cut(ref cells, "\t").ToString();
            var word = LexiconFile.Cut(ref cells, "\t").ToString();
            var shows = cells.ToString();
            entries.Add((list, new Entry(word, shows.Length == 0 ? [] : [.. shows.Split(';')
                .Select(s => s.Split('|').ToImmutableArray())])));
        }
        return entries.GroupBy(e => e.List, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Select(e => e.Entry).ToImmutableArray(), StringComparer.Ordinal);
    }

    /// <summary>SplitMix64: small, and the same on every machine and version.</summary>
    sealed class Dice(ulong seed)
    {
        ulong state = seed;

        public int Below(int limit)
        {
            state += 0x9E3779B97F4A7C15;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (int)((z ^ (z >> 31)) % (ulong)limit);
        }
    }
}
