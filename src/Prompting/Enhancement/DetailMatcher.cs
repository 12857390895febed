using System.Collections.Frozen;

namespace EmojiGen.Prompting.Enhancement;

/// <summary>A row of the bank that words of a prompt ask for.</summary>
/// <param name="Start">The first of the words.</param>
/// <param name="Length">How many they are.</param>
sealed record DetailMatch(DetailRow Row, int Start, int Length)
{
    /// <summary>The cue that they mean, where they do not name it; empty: they do.</summary>
    public string Means { get; init; } = "";
}

/// <summary>Finds cues among the words of a prompt, the longest first: <c>hot dog</c> is no heat, and the pizza of a <c>pizza cape</c> is
/// none to eat.</summary>
sealed class DetailMatcher
{
    /// <summary>What may follow a thing that is meant itself; another word makes it a part of that word's name.</summary>
    static readonly FrozenSet<string> afterNouns = FrozenSet.Create("in", "on", "at", "with", "and", "or", "of", "to", "for", "from", "under",
        "over", "behind", "beside", "between", "near", "next", "as", "like", "who", "that", "which", "is", "are", "has", "having", "inside",
        "around", "by", "into", "through", "off", "up", "down", "out", "while", "the", "a", "an", "its", "his", "her", "their", "feeling",
        "asleep", "awake", "alone", "together", "emoji", "sticker", "icon", "plus");

    static readonly FrozenSet<string> beforeVerbs = FrozenSet.Create("can", "to", "will", "that", "who", "i", "we", "they", "let's");

    static readonly FrozenSet<string> alsoThings = FrozenSet.Create("waves", "drinks", "shops", "flies", "works", "races", "cooks", "paints",
        "drives", "spins", "catches", "climbs", "swims", "dances", "jumps", "hides", "plants");

    readonly IReadOnlyList<(string[] Words, DetailRow Row)> cues;
    readonly EnglishForms forms = new();

    public DetailMatcher(IReadOnlyList<DetailRow> rows) => cues = [.. rows.SelectMany(row => row.Cues.Select(cue => (cue.Split(' '), row)))];

    /// <param name="words">Of the prompt, in lower case.</param>
    public List<DetailMatch> Find(IReadOnlyList<string> words)
    {
        var found = new List<DetailMatch>();
        foreach (var (cue, row) in cues)
            for (var start = 0; start + cue.Length <= words.Count; start++)
                if (Stands(cue, words, start)) found.Add(new(row, start, cue.Length));
        // What lies within a longer one is another word.
        found.RemoveAll(it => found.Exists(other => other.Length > it.Length && other.Start <= it.Start
            && other.Start + other.Length >= it.Start + it.Length));
        found.RemoveAll(it => it.Row.Slot is DetailSlot.Kind or DetailSlot.Light && IsPartOfName(words, it.Start + it.Length));
        return [.. found.OrderBy(it => it.Start).ThenByDescending(it => it.Length).DistinctBy(it => it.Row)];
    }

    bool Stands(string[] cue, IReadOnlyList<string> words, int start)
    {
        for (var i = 0; i < cue.Length; i++)
            if (!IsSame(words[start + i], cue[i], start + i > 0 ? words[start + i - 1] : "")) return false;
        return true;
    }

    bool IsSame(string word, string cue, string before) => word == cue || forms.Singular(word) == cue
        || (EnglishForms.IsGerund(cue) && IsVerb(word, before) && forms.Gerunds(word).Contains(cue, StringComparer.Ordinal));

    /// <summary>A deed can be told by more than its -ing form, but a wave, a drink and a fly are things.</summary>
    static bool IsVerb(string word, string before) => beforeVerbs.Contains(before)
        || (word.EndsWith('s') && !alsoThings.Contains(word)) || word.EndsWith("ed", StringComparison.Ordinal);

    bool IsPartOfName(IReadOnlyList<string> words, int next)
    {
        if (next >= words.Count || afterNouns.Contains(words[next])) return false;
        var word = words[next];
        return !EnglishForms.IsGerund(word) && !word.EndsWith("ed", StringComparison.Ordinal) && !word.EndsWith("ly", StringComparison.Ordinal)
            && !cues.Any(it => it.Row.Slot is DetailSlot.Expression or DetailSlot.Pose && it.Words.Length == 1 && IsSame(word, it.Words[0], words[next - 1]));
    }
}
