using System.Collections.Frozen;
using System.Collections.Immutable;

namespace EmojiGen.Prompting.Enhancement;

/// <summary>What may be added to a prompt, whoever wrote it: nothing of another colour, number, mood or place than the prompt has, nothing
/// that it denies, nothing twice, no signs of programs, and not much.</summary>
public static class AdditionRules
{
    /// <summary>Additions to one prompt, at most.</summary>
    public const int Most = 6;

    /// <summary>UTF-16 units of all additions together, separators included.</summary>
    public const int LongestAll = 300;

    const int LongestOne = 80, MostWords = 12;

    const string Mood = "mood";

    static readonly Lazy<FrozenDictionary<string, string[]>> families = new(Families);

    static readonly FrozenSet<string> denials = FrozenSet.Create("no", "not", "without", "never", "none", "nothing", "nobody", "neither", "nor",
        "cannot", "lacking", "minus", "isn't", "aren't", "don't", "doesn't", "can't", "won't", "wasn't", "hasn't", "haven't");

    /// <summary>Words that say nothing twice when they stand twice.</summary>
    static readonly FrozenSet<string> light = FrozenSet.Create("a", "an", "the", "of", "in", "on", "at", "to", "and", "or", "with", "from", "by",
        "over", "under", "around", "along", "down", "up", "out", "into", "through", "behind", "beside", "above", "below", "between", "for",
        "its", "his", "her", "their", "is", "are", "as", "it", "that", "this", "one", "some", "very", "small", "large", "big", "tiny", "little",
        "round", "soft", "long", "short", "thin", "thick", "wide", "open", "bright", "gentle", "slightly", "softly", "fine", "clean");

    /// <summary>Whether a prompt denies anything.</summary>
    public static bool HasDenial(string prompt) => AdditionWords.Of(prompt).Any(denials.Contains);

    /// <summary>Those of some additions that may be made, in their order.</summary>
    public static (ImmutableArray<string> Added, ImmutableArray<RefusedAddition> Refused) Sift(string prompt, IEnumerable<string> proposed)
    {
        var (added, refused) = (ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<RefusedAddition>());
        foreach (var words in proposed)
        {
            if (Objection(prompt, added, words) is not { } reason) added.Add(words);
            else if (!refused.Any(it => it.Words == words)) refused.Add(new(words, reason)); // a model that loops says it often
        }
        return (added.ToImmutable(), refused.ToImmutable());
    }

    /// <summary>Why an addition may not be made, as a clause; null: it may.</summary>
    /// <param name="added">Those made already.</param>
    public static string? Objection(string prompt, IReadOnlyCollection<string> added, string addition)
    {
        if (Form(addition) is { } form) return form;
        if (added.Count >= Most) return $"{Most} additions are enough";
        if (added.Sum(it => it.Length + 2) + addition.Length > LongestAll) return "the prompt would get too long";
        var (asked, words) = (AdditionWords.Of(prompt), AdditionWords.Of(addition));
        if (words.FirstOrDefault(denials.Contains) is { } denial) return $"it denies something ({denial})";
        if (words.FirstOrDefault(Denied(asked).Contains) is { } denied) return $"the prompt denies it ({denied})";
        if (OtherFamily(asked, words) is { } other) return other;
        return Twice(asked, added, words);
    }

    static string? Form(string addition)
    {
        if (string.IsNullOrWhiteSpace(addition)) return "it is empty";
        if (addition.Length > LongestOne) return $"it has over {LongestOne} characters";
        if (addition.Count(it => it == ' ') >= MostWords) return $"it has over {MostWords} words";
        foreach (var rune in addition.EnumerateRunes())
        {
            // What is left is what words are written with; "<|end|>", "[INST]", "{{", quotes for letters and emoji are not.
            var isPlain = (System.Text.Rune.IsLetter(rune) && rune.Value < 0x250) || System.Text.Rune.IsDigit(rune) || rune.Value is ' ' or '-' or '\''
                or 0x2019 or '.' or '/';
            if (!isPlain) return $"it has a sign that is no part of a word (U+{rune.Value:X4})";
        }
        return addition.Any(char.IsLetter) ? null : "it has no words";
    }

    /// <summary>All that stands behind a denial, up to the end: better too much.</summary>
    static HashSet<string> Denied(IReadOnlyList<string> asked)
    {
        var denied = new HashSet<string>(StringComparer.Ordinal);
        var at = asked.TakeWhile(it => !denials.Contains(it)).Count();
        foreach (var word in asked.Skip(at + 1))
            if (!light.Contains(word)) denied.Add(word);
        return denied;
    }

    static string? OtherFamily(IReadOnlyList<string> asked, IReadOnlyList<string> words)
    {
        foreach (var word in words)
        {
            if (word.Any(char.IsDigit) && !asked.Contains(word)) return $"it names another number ({word})";
            if (!families.Value.TryGetValue(word, out var of) || asked.Contains(word)) continue;
            foreach (var family in of)
            {
                if (!family.StartsWith(Mood, StringComparison.Ordinal)) return $"it names another {family} ({word})";
            }
            // A word may be of several moods: one that was asked for is enough.
            if (!of.Any(family => asked.Any(it => families.Value.TryGetValue(it, out var that) && that.Contains(family))
                || AdditionWords.Pairs(asked).Any(it => families.Value.TryGetValue(it, out var that) && that.Contains(family))))
                return $"it names another mood ({word})";
        }
        return null;
    }

    static string? Twice(IReadOnlyList<string> asked, IReadOnlyCollection<string> added, IReadOnlyList<string> words)
    {
        string[] content = [.. words.Where(it => !light.Contains(it) && !IsWhich(it)).Distinct(StringComparer.Ordinal)];
        if (content.Length == 0) return "it says nothing";
        var said = asked.Concat(added.SelectMany(AdditionWords.Of)).ToHashSet(StringComparer.Ordinal);
        var again = content.Where(said.Contains).ToArray();
        return again.Length * 2 >= content.Length ? $"it says twice what is said already ({string.Join(' ', again)})" : null;
    }

    /// <summary>A colour, number or place: it says which, not what.</summary>
    static bool IsWhich(string word) =>
        families.Value.TryGetValue(word, out var of) && !of.Any(it => it.StartsWith(Mood, StringComparison.Ordinal));

    static FrozenDictionary<string, string[]> Families()
    {
        var found = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        ReadOnlySpan<char> file = LexiconFile.Read(typeof(AdditionRules).Assembly, "additions.tsv");
        while (LexiconFile.NextEntry(ref file, out var cells))
        {
            var family = LexiconFile.Cut(ref cells, "\t").ToString();
            while (!cells.IsEmpty)
            {
                var word = string.Join(' ', AdditionWords.Of(LexiconFile.Cut(ref cells, ", ").ToString()));
                if (!found.TryGetValue(word, out var list)) found[word] = list = [];
                if (!list.Contains(family)) list.Add(family);
            }
        }
        return found.ToFrozenDictionary(it => it.Key, it => it.Value.ToArray(), StringComparer.Ordinal);
    }
}
