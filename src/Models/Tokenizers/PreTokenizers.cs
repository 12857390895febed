using System.Text;

namespace EmojiGen.Models.Tokenizers;

/// <summary>A part of a text that is encoded by itself.</summary>
/// <param name="IsFirst">Whether the text begins with it.</param>
readonly record struct TextPiece(string Text, bool IsFirst);

/// <summary>How a tokenizer splits a normalised text into words, by the names that tokenizer.json gives.</summary>
static class PreTokenizers
{
    public const string Gpt2Pattern = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    /// <summary>Sequences are resolved; null: the text is one piece.</summary>
    /// <exception cref="InvalidDataException">A kind is not known, or lacks what it needs.</exception>
    public static Func<TextPiece, IEnumerable<TextPiece>> Read(ModelConfig? file)
    {
        if (file is null) return piece => [piece];
        switch (file.Text("type", ""))
        {
            case "Sequence": return InOrder([.. (file.Sections("pretokenizers") ?? []).Select(Read)]);
            case "WhitespaceSplit": return SplitAt(Rune.IsWhiteSpace, SplitBehaviour.Removed);
            case "Whitespace": return Split(new RunePattern(@"\w+|[^\w\s]+"), SplitBehaviour.Removed, invert: true);
            case "Digits":
                return SplitAt(Rune.IsNumber, file.Flag("individual_digits", false) ? SplitBehaviour.Isolated
                : SplitBehaviour.Contiguous);
            case "Punctuation": return SplitAt(IsPunctuation, Behaviour(file, "Isolated"));
            case "Split": return Split(Normalizers.Pattern(file), Behaviour(file, "Removed"), file.Flag("invert", false));
            case "ByteLevel": return ByteLevels(file.Flag("add_prefix_space", true), file.Flag("use_regex", true));
            case "Metaspace":
                var scheme = file.Flag("add_prefix_space", true) ? file.Text("prepend_scheme", "always") : "never";
                return Metaspace(file.Text("replacement", "▁"), scheme, file.Flag("split", true));
            case var other:
                throw new InvalidDataException(
                $"Tokenizer '{file.Path}': the pre-tokenizer '{other}' is not known here; known are Sequence, WhitespaceSplit, Whitespace, Digits, Punctuation, Split, ByteLevel and Metaspace.");
        }
    }

    public static Func<TextPiece, IEnumerable<TextPiece>> InOrder(params Func<TextPiece, IEnumerable<TextPiece>>[] steps) => piece =>
        steps.Aggregate<Func<TextPiece, IEnumerable<TextPiece>>,
            IEnumerable<TextPiece>>([piece], (pieces, step) => pieces.SelectMany(step));

    public static Func<TextPiece, IEnumerable<TextPiece>> Split(RunePattern pattern, SplitBehaviour behaviour, bool invert) => piece =>
        Pieces(piece, pattern.Segments(piece.Text).Select(it => (it.Text, it.IsMatch != invert)), behaviour);

    /// <summary>Bytes as characters, after words are split off as GPT-2 does where <paramref name="split"/> says so.</summary>
    public static Func<TextPiece, IEnumerable<TextPiece>> ByteLevels(bool prefixSpace, bool split)
    {
        var words = split ? Split(new RunePattern(Gpt2Pattern), SplitBehaviour.Isolated, invert: false) : piece => [piece];
        return piece => words(prefixSpace && piece.Text.Length > 0 && !piece.Text.StartsWith(' ') ? piece with { Text = " " + piece.Text }
            : piece)
            .Select(word => word with { Text = ByteLevel.Encode(word.Text) });
    }

    /// <summary>Spaces become a character that prints, each at the beginning of a word.</summary>
    /// <param name="scheme">Whether one is put before what begins without: <c>always</c>, <c>first</c> (of the text) or
    /// <c>never</c>.</param>
    public static Func<TextPiece, IEnumerable<TextPiece>> Metaspace(string replacement, string scheme, bool split)
    {
        return piece =>
        {
            var text = piece.Text.Replace(" ", replacement, StringComparison.Ordinal);
            var prepend = scheme == "always" || (scheme == "first" && piece.IsFirst);
            if (prepend && text.Length > 0 && !text.StartsWith(replacement, StringComparison.Ordinal)) text = replacement + text;
            return split ? Pieces(piece, Marked(text), SplitBehaviour.MergedWithNext) : [piece with { Text = text }];
        };

        IEnumerable<(string, bool)> Marked(string text)
        {
            for (int at; text.Length > 0 && replacement.Length > 0; text = text[(at + replacement.Length)..])
            {
                at = text.IndexOf(replacement, StringComparison.Ordinal);
                if (at != 0) yield return (at < 0 ? text : text[..at], false);
                if (at < 0) yield break;
                yield return (replacement, true);
            }
        }
    }

    static Func<TextPiece, IEnumerable<TextPiece>> SplitAt(Func<Rune, bool> isDelimiter, SplitBehaviour behaviour) => piece =>
        Pieces(piece, Runs(piece.Text, isDelimiter), behaviour);

    static IEnumerable<(string, bool)> Runs(string text, Func<Rune, bool> isDelimiter)
    {
        int start = 0, at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var end = at + rune.Utf16SequenceLength;
            if (isDelimiter(rune))
            {
                if (at > start) yield return (text[start..at], false);
                yield return (text[at..end], true);
                start = end;
            }
            at = end;
        }
        if (at > start) yield return (text[start..at], false);
    }

    static IEnumerable<TextPiece> Pieces(TextPiece whole, IEnumerable<(string Text, bool IsMatch)> segments, SplitBehaviour behaviour)
    {
        var parts = new List<(string Text, bool IsMatch, bool IsFirst)>();
        var (isFirst, previous) = (whole.IsFirst, false);
        foreach (var (text, isMatch) in segments)
        {
            var joins = parts.Count > 0 && behaviour switch
            {
                SplitBehaviour.MergedWithPrevious => isMatch && !previous,
                SplitBehaviour.MergedWithNext => previous && !isMatch,
                SplitBehaviour.Contiguous => isMatch == previous,
                _ => false,
            };
            if (joins) parts[^1] = (parts[^1].Text + text, isMatch, parts[^1].IsFirst);
            else if (behaviour != SplitBehaviour.Removed || !isMatch) parts.Add((text, isMatch, isFirst));
            (isFirst, previous) = (false, isMatch);
        }
        return parts.Where(part => part.Text.Length > 0).Select(part => new TextPiece(part.Text, part.IsFirst));
    }

    static bool IsPunctuation(Rune rune) => rune.IsAscii
        ? rune.Value is (>= '!' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~') : Rune.IsPunctuation(rune);

    static SplitBehaviour Behaviour(ModelConfig file, string otherwise) =>
        Enum.TryParse<SplitBehaviour>(file.Text("behavior", otherwise), out var behaviour) ? behaviour
        : throw new InvalidDataException(
            $"Tokenizer '{file.Path}': behavior '{file.Text("behavior", otherwise)}' is not known here; known are {string.Join(", ", Enum.GetNames<SplitBehaviour>())}.");
}

/// <summary>What becomes of the delimiters that a text is split at.</summary>
enum SplitBehaviour
{
    Removed,
    Isolated,
    MergedWithPrevious,
    MergedWithNext,
    Contiguous,
}
