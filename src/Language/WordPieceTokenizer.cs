using System.Globalization;
using System.Text;
using EmojiGen.ModelFiles;

namespace EmojiGen.Language;

/// <summary>The fields of <c>tokenizer_config.json</c> that WordPiece reads, with the published defaults.</summary>
/// <param name="StripAccents">Null: as <paramref name="DoLowerCase"/>.</param>
/// <param name="TokenizeChineseChars">Each ideograph is a word.</param>
public sealed record WordPieceConfig(
    bool DoLowerCase = true,
    bool? StripAccents = null,
    bool TokenizeChineseChars = true,
    string UnkToken = "[UNK]",
    string SepToken = "[SEP]",
    string PadToken = "[PAD]",
    string ClsToken = "[CLS]",
    string MaskToken = "[MASK]")
{
    /// <exception cref="InvalidDataException">The file cannot be read.</exception>
    public static WordPieceConfig Read(string path)
    {
        var (file, published) = (ModelConfig.Read(path), new WordPieceConfig());
        var lowerCase = file.Flag("do_lower_case", published.DoLowerCase);
        return new WordPieceConfig(
            lowerCase,
            file.Flag("strip_accents", lowerCase),
            file.Flag("tokenize_chinese_chars", published.TokenizeChineseChars),
            file.Token("unk_token", published.UnkToken),
            file.Token("sep_token", published.SepToken),
            file.Token("pad_token", published.PadToken),
            file.Token("cls_token", published.ClsToken),
            file.Token("mask_token", published.MaskToken));
    }
}

/// <summary>Text to ids as the published BERT tokenizers do it: clean, split at spaces, punctuation and ideographs, then longest pieces
/// first.</summary>
/// <remarks>Wu et al. 2016, "Google's neural machine translation system", section 4.1; the splitting is that of BERT (Devlin et al.
/// 2018).</remarks>
public sealed class WordPieceTokenizer
{
    /// <summary>Longer words are unknown as a whole.</summary>
    const int MaximumWordLength = 100;

    readonly WordPieceVocabulary vocabulary;
    readonly bool lowerCase, stripAccents, splitIdeographs;
    readonly SpecialToken[] special; // longest first
    readonly int unknown, begin, end;

    internal WordPieceTokenizer(WordPieceVocabulary vocabulary, WordPieceConfig config, string path)
    {
        this.vocabulary = vocabulary;
        lowerCase = config.DoLowerCase;
        stripAccents = config.StripAccents ?? config.DoLowerCase;
        splitIdeographs = config.TokenizeChineseChars;
        unknown = Required(config.UnkToken);
        begin = Required(config.ClsToken);
        end = Required(config.SepToken);
        PadId = Required(config.PadToken);
        special = [.. new[] { config.UnkToken, config.SepToken, config.PadToken, config.ClsToken,
            config.MaskToken }.Distinct(StringComparer.Ordinal)
            .Select(token => new SpecialToken(token, vocabulary.Find(token))).Where(token => token.Id >= 0)];
        Array.Sort(special, (a, b) => b.Text.Length - a.Text.Length);

        int Required(string token) => vocabulary.Find(token) is >= 0 and var id ? id
            : throw new InvalidDataException(
                $"Vocabulary '{path}' ({vocabulary.Count} pieces) lacks the special token {token}; fetch the model folder again.");
    }

    public int PadId { get; }

    /// <summary>Pieces in the vocabulary; ids are below it.</summary>
    public int Count => vocabulary.Count;

    /// <summary>Reads <c>vocab.txt</c> and, where there is one, <c>tokenizer_config.json</c>.</summary>
    /// <exception cref="IOException">A file is missing or unreadable.</exception>
    /// <exception cref="InvalidDataException">A file is not what it should be; the message says which.</exception>
    public static WordPieceTokenizer Load(string folder)
    {
        var path = Path.Combine(folder, "vocab.txt");
        if (!File.Exists(path))
            throw new FileNotFoundException($"Tokenizer folder '{folder}' has no vocab.txt; fetch the model folder again.", path);
        var vocabulary = new WordPieceVocabulary(File.ReadAllBytes(path), path);
        var configPath = Path.Combine(folder, "tokenizer_config.json");
        var config = File.Exists(configPath) ? WordPieceConfig.Read(configPath) : new WordPieceConfig();
        return new WordPieceTokenizer(vocabulary, config, path);
    }

    /// <summary>The ids of a text between <c>[CLS]</c> and <c>[SEP]</c>.</summary>
    /// <param name="maximum">Ids at most, the two included (at least 2); the text is cut at its end.</param>
    public int[] Encode(string text, int maximum = 512)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, 2);
        var ids = new List<int>(16) { begin };
        var rest = text.AsSpan();
        while (rest.Length > 0 && ids.Count < maximum)
        {
            var token = FirstSpecial(rest, out var at);
            AddWords(rest[..at], ids, maximum);
            if (token is null) break;
            ids.Add(token.Id);
            rest = rest[(at + token.Text.Length)..];
        }
        if (ids.Count > maximum - 1) ids.RemoveRange(maximum - 1, ids.Count - (maximum - 1));
        ids.Add(end);
        return [.. ids];
    }

    /// <summary>The pieces behind the ids, continuations with their <c>##</c>.</summary>
    public string[] Pieces(ReadOnlySpan<int> ids)
    {
        var pieces = new string[ids.Length];
        for (var i = 0; i < ids.Length; i++) pieces[i] = vocabulary[ids[i]];
        return pieces;
    }

    /// <summary>Special tokens are taken from the text before anything else, letter by letter as they are written.</summary>
    /// <returns>The first, and where it begins; null, and the text's end, where there is none.</returns>
    SpecialToken? FirstSpecial(ReadOnlySpan<char> text, out int at)
    {
        at = text.Length;
        SpecialToken? first = null;
        foreach (var token in special)
        {
            var found = text[..Math.Min(text.Length, at + token.Text.Length - 1)].IndexOf(token.Text, StringComparison.Ordinal);
            if (found >= 0 && found < at) (at, first) = (found, token);
        }
        return first;
    }

    void AddWords(ReadOnlySpan<char> text, List<int> ids, int maximum)
    {
        var normal = new StringBuilder(4);
        var word = new Word();
        foreach (var character in text.EnumerateRunes())
        {
            if (ids.Count >= maximum) return;
            if (IsDropped(character)) continue;
            var alone = splitIdeographs && IsIdeograph(character.Value);
            if (alone) Flush(ref word, ids);
            if (character.IsAscii)
            {
                Add(character, ref word, ids);
            }
            else
            {
                normal.Clear();
                if (stripAccents) Accents.Strip(character, normal);
                else normal.Append(character.ToString());
                foreach (var part in normal.ToString().EnumerateRunes()) Add(part, ref word, ids);
            }
            if (alone) Flush(ref word, ids);
        }
        Flush(ref word, ids);
    }

    void Add(Rune character, ref Word word, List<int> ids)
    {
        if (Rune.IsWhiteSpace(character))
        {
            Flush(ref word, ids);
        }
        else if (IsPunctuation(character))
        {
            Flush(ref word, ids);
            word.Append(character);
            Flush(ref word, ids);
        }
        else if (lowerCase && character.Value == 0x130) // the one letter that grows: İ to i and a dot above
        {
            word.Append(new Rune('i'));
            word.Append(new Rune(0x307));
        }
        else
        {
            word.Append(lowerCase ? Rune.ToLowerInvariant(character) : character);
        }
    }

    void Flush(ref Word word, List<int> ids)
    {
        if (word.Characters == 0) return;
        var first = ids.Count;
        var rest = word.Characters > MaximumWordLength ? [] : word.Bytes;
        if (rest.IsEmpty) ids.Add(unknown);
        while (!rest.IsEmpty)
        {
            var (id, length) = vocabulary.LongestPrefix(rest, continues: ids.Count > first);
            if (id < 0)
            {
                // One part that is no piece makes the whole word unknown.
                ids.RemoveRange(first, ids.Count - first);
                ids.Add(unknown);
                break;
            }
            ids.Add(id);
            rest = rest[length..];
        }
        word.Clear();
    }

    /// <summary>NUL, the replacement character, and what is a control, format or private-use character without being a space.</summary>
    static bool IsDropped(Rune character) => character.Value switch
    {
        '\t' or '\n' or '\r' => false,
        0xFFFD => true,
        _ => Rune.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse,
    };

    static bool IsPunctuation(Rune character) => character.IsAscii
        ? character.Value is (>= '!' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~')
        : Rune.IsPunctuation(character);

    /// <remarks>The blocks that the published tokenizers name; one begins at 2B920 there.</remarks>
    static bool IsIdeograph(int code) => code is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF)
        or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF)
            or (>= 0x2F800 and <= 0x2FA1F);

    sealed record SpecialToken(string Text, int Id);

    /// <summary>The UTF-8 of the word being read.</summary>
    struct Word()
    {
        readonly byte[] buffer = new byte[4 * (MaximumWordLength + 1)];
        int length;

        public int Characters { get; private set; }

        public readonly ReadOnlySpan<byte> Bytes => buffer.AsSpan(0, length);

        public void Append(Rune character)
        {
            // Beyond the maximum only the fact counts.
            if (Characters <= MaximumWordLength) length += character.EncodeToUtf8(buffer.AsSpan(length));
            Characters++;
        }

        public void Clear() => Characters = length = 0;
    }
}
