using System.Buffers;
using System.Text;

namespace EmojiGen.Models.Tokenizers;

/// <summary>A token that is taken out of a text before anything else happens to it.</summary>
/// <param name="SingleWord">Only where no letter or digit touches it.</param>
/// <param name="StripLeft">White space before it belongs to it.</param>
/// <param name="StripRight">White space after it belongs to it.</param>
/// <param name="Normalised">It is looked for in the normalised text, as its own normalised form.</param>
/// <param name="Special">It says something of the text and is left out when ids become text again.</param>
sealed record AddedToken(string Content, int Id, bool SingleWord = false, bool StripLeft = false, bool StripRight = false,
    bool Normalised = false, bool Special = true)
{
    const int LargestId = 1 << 24;

    /// <summary>The fields of an entry of <c>added_tokens</c> or <c>added_tokens_decoder</c>.</summary>
    /// <exception cref="InvalidDataException">A field cannot be read.</exception>
    public static AddedToken Read(ModelConfig file, int id)
    {
        if (id > LargestId)
            throw new InvalidDataException(
            $"Tokenizer '{file.Path}': the id {id} of the added token '{file.Text("content", "")}' is beyond what any vocabulary has.");
        var special = file.Flag("special", false);
        return new(file.Text("content", ""), id, file.Flag("single_word", false), file.Flag("lstrip", false), file.Flag("rstrip", false),
            file.Flag("normalized", !special), special);
    }
}

/// <summary>Finds added tokens in texts: the leftmost first, of those at one place the longest.</summary>
sealed class AddedTokenFinder
{
    readonly Dictionary<char, (string Text, AddedToken Token)[]> byFirst;
    readonly SearchValues<char> firsts;

    /// <param name="tokens">Each with the text that is looked for.</param>
    public AddedTokenFinder(IEnumerable<(string Text, AddedToken Token)> tokens)
    {
        byFirst = tokens.Where(it => it.Text.Length > 0).GroupBy(it => it.Text[0])
            .ToDictionary(group => group.Key, group => group.OrderByDescending(it => it.Text.Length).ToArray());
        firsts = SearchValues.Create([.. byFirst.Keys]);
    }

    /// <summary>What is a token, and the text between, in order.</summary>
    public IEnumerable<(string Text, AddedToken? Token)> Split(string text)
    {
        var start = 0;
        for (var at = 0; at < text.Length;)
        {
            var ahead = text.AsSpan(at).IndexOfAny(firsts);
            if (ahead < 0) break;
            at += ahead;
            if (At(text, at) is not var (found, token))
            {
                at++;
                continue;
            }
            var (from, to) = (at, at + found.Length);
            at = to;
            if (token.SingleWord && (Touches(text.AsSpan(0, from), last: true) || Touches(text.AsSpan(to), last: false))) continue;
            if (token.StripLeft)
            {
                while (from > start && char.IsWhiteSpace(text[from - 1])) from--;
            }
            if (token.StripRight)
            {
                while (to < text.Length && char.IsWhiteSpace(text[to])) to++;
            }
            if (from > start) yield return (text[start..from], null);
            yield return (text[from..to], token);
            start = at = to;
        }
        if (start < text.Length) yield return (text[start..], null);
    }

    (string Text, AddedToken Token)? At(string text, int at)
    {
        foreach (var candidate in byFirst[text[at]])
        {
            if (string.CompareOrdinal(text, at, candidate.Text, 0, candidate.Text.Length) == 0) return candidate;
        }
        return null;
    }

    static bool Touches(ReadOnlySpan<char> text, bool last)
    {
        var status = last ? Rune.DecodeLastFromUtf16(text, out var rune, out _) : Rune.DecodeFromUtf16(text, out rune, out _);
        return status == OperationStatus.Done && (Rune.IsLetterOrDigit(rune) || rune.Value == '_');
    }
}
