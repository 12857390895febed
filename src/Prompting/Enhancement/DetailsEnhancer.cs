using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace EmojiGen.Prompting.Enhancement;

/// <summary>Adds details of our own collection, where the words of a prompt ask for them: an expression first, then what a deed looks like,
/// then what belongs to the things, then light.</summary>
/// <remarks>Words find their rows as they stand, or by the sentence encoder where it is sure; the encoder then ranks the details of a row
/// against prompts of no particular kind. Silent on denials, other scripts and languages, emoji, and more than <see cref="MostWords"/>
/// words. Nothing is loaded before the first prompt.</remarks>
public sealed class DetailsEnhancer : IPromptEnhancer
{
    public const string Is = "details";

    /// <summary>Words of a prompt that is not described enough already.</summary>
    public const int MostWords = 10;

    const int MostDetails = 3, MostKinds = 2;

    /// <summary>How near a word must be to a cue that it does not name, beyond what is usual: of feelings and deeds, and of things.</summary>
    const float NearFeeling = 0.48f, NearThing = 0.62f;

    static readonly FrozenSet<string> small = FrozenSet.Create("a", "an", "the", "of", "in", "on", "at", "to", "and", "or", "with", "from",
        "by", "over", "under", "around", "up", "down", "out", "into", "for", "its", "his", "her", "their", "is", "are", "as", "it", "that",
        "wearing", "holding", "having", "made", "very", "emoji", "sticker", "icon", "my", "your", "our", "i", "you", "me", "we", "feeling",
        "cold", "hot", "warm", "cool", "icy", "frosty", "strong"); // of food and drink as often as of faces

    readonly Lazy<IReadOnlyList<DetailRow>> rows = new(DetailBank.Read);
    readonly Lazy<DetailMatcher> matcher;
    readonly Lazy<DetailRanking> ranking;

    /// <param name="model">The sentence encoder's folder.</param>
    /// <param name="file">Where the vectors of the bank are kept; made at the first prompt, a second.</param>
    public DetailsEnhancer(string model, string file)
    {
        matcher = new(() => new DetailMatcher(rows.Value));
        ranking = new(() => new DetailRanking(rows.Value.SelectMany(row => row.Cues.Concat(row.Details)), model, file));
    }

    public string Name => Is;

    public EnhancedPrompt Enhance(EnhancementRequest request, CancellationToken cancel = default)
    {
        string[] words = [.. Words(request.Prompt)];
        if (IsSilent(request, words)) return EnhancedPrompt.Plain(request.Prompt, Is);
        var matches = matcher.Value.Find(words);
        matches.AddRange(Near(words, matches));
        if (matches.Count == 0) return EnhancedPrompt.Plain(request.Prompt, Is);
        cancel.ThrowIfCancellationRequested();
        // A word that means a cue asks for its mood.
        var asked = string.Join(' ', [request.Prompt, .. matches.Select(it => it.Means)]);
        var (added, refused) = AdditionRules.Sift(asked, Chosen(request, matches));
        return new(request.Prompt, [.. added.Take(MostDetails)], Is) { Refused = refused };
    }

    public void Dispose()
    {
        if (ranking.IsValueCreated) ranking.Value.Dispose();
    }

    static bool IsSilent(EnhancementRequest request, string[] words) => words.Length is 0 or > MostWords || request.Language != "en"
        || AdditionRules.HasDenial(request.Prompt) || request.Prompt.EnumerateRunes().Any(IsForeign);

    /// <summary>Of another script, or an emoji.</summary>
    static bool IsForeign(Rune rune) => (Rune.IsLetter(rune) && rune.Value > 0x24F)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    static IEnumerable<string> Words(string prompt)
    {
        foreach (var word in prompt.Split([' ', ',', '.', ';', ':', '!', '?', '(', ')', '"', '/'], StringSplitOptions.RemoveEmptyEntries))
            if (word.Any(char.IsLetterOrDigit)) yield return word.ToLowerInvariant();
    }

    /// <summary>Words that no cue is, and one is surely near.</summary>
    IEnumerable<DetailMatch> Near(string[] words, List<DetailMatch> matches)
    {
        for (var i = 0; i < words.Length; i++)
        {
            if (small.Contains(words[i]) || words[i].Length < 3 || matches.Exists(it => it.Start <= i && i < it.Start + it.Length)) continue;
            // What stands before another word may be a feeling, and is no thing itself.
            var isOfName = i + 1 < words.Length && !small.Contains(words[i + 1]) && !EnglishForms.IsGerund(words[i + 1]);
            var scores = ranking.Value.Score(words[i]);
            DetailRow? best = null;
            var most = 0f;
            var isThing = i > 0 && words[i - 1] is ("a" or "an" or "the"); // a fly is not flying
            foreach (var row in rows.Value)
            {
                if ((isThing && row.Slot == DetailSlot.Pose) || (isOfName && row.Slot != DetailSlot.Expression)) continue;
                var least = row.Slot == DetailSlot.Kind ? NearThing : NearFeeling;
                var near = row.Cues.Max(cue => scores[cue]) - least;
                if (near > most) (best, most) = (row, near);
            }
            if (best is not null && !matches.Exists(it => it.Row == best)) yield return new(best, i, 1) { Means = best.Cues.MaxBy(cue => scores[cue])! };
        }
    }

    /// <summary>One detail of each row, slot by slot; a row's other details stand behind, for where the first may not be added.</summary>
    IEnumerable<string> Chosen(EnhancementRequest request, List<DetailMatch> matches)
    {
        var scores = ranking.Value.Score(request.Prompt);
        foreach (var slot in matches.GroupBy(it => it.Row.Slot).OrderBy(it => it.Key))
        {
            foreach (var match in slot.OrderBy(it => it.Start).Take(slot.Key == DetailSlot.Kind ? MostKinds : 1))
            {
                string[] ranked = [.. match.Row.Details.OrderByDescending(it => scores[it])];
                // Other seeds take the next ones: with several rows they differ in all of them.
                yield return ranked[(int)((ulong)request.Seed % (ulong)ranked.Length)];
            }
        }
    }
}
