using EmojiGen.Language.Unicode;

namespace EmojiGen.Models.Tokenizers;

/// <summary>Text to ids as CLIP's text encoders want them: lower case, byte-level byte pairs, words ended by <c>&lt;/w&gt;</c>.</summary>
/// <remarks>Radford et al. 2021; ids are those of transformers' CLIPTokenizer.</remarks>
public sealed class ClipTokenizer
{
    const string WordPattern = @"<\|startoftext\|>|<\|endoftext\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+";

    readonly TextTokenizer tokenizer;

    ClipTokenizer(TextTokenizer tokenizer, int begin, int end, int pad, int longest) =>
        (this.tokenizer, BeginId, EndId, PadId, LongestText) = (tokenizer, begin, end, pad, longest);

    /// <summary>Before every text.</summary>
    public int BeginId { get; }

    /// <summary>After every text.</summary>
    public int EndId { get; }

    /// <summary>Fills up short texts: the end's id, but 0 (<c>!</c>) for the second encoder of SDXL and that of SD 2.</summary>
    public int PadId { get; }

    /// <summary>Ids of the longest text, begin and end included: 77.</summary>
    public int LongestText { get; }

    /// <summary>One more than the highest id.</summary>
    public int Count => tokenizer.Count;

    /// <summary>Reads <c>vocab.json</c> with <c>merges.txt</c>, or <c>tokenizer.json</c>; and the special tokens that the folder's other
    /// files declare.</summary>
    /// <exception cref="IOException">A file is missing or unreadable.</exception>
    /// <exception cref="InvalidDataException">A file is not what it should be; the message says which.</exception>
    public static ClipTokenizer Load(string folder)
    {
        var special = new SpecialTokens(folder);
        foreach (var (role, token) in new[] { ("bos_token", "<|startoftext|>"), ("eos_token", "<|endoftext|>"),
            ("unk_token", "<|endoftext|>"), ("pad_token", "<|endoftext|>") }) special.Default(role, token);
        var (vocabulary, json) = (Path.Combine(folder, "vocab.json"), Path.Combine(folder, "tokenizer.json"));
        if (!File.Exists(vocabulary) && !File.Exists(json))
            throw new FileNotFoundException(
                $"Tokenizer folder '{folder}' has neither tokenizer.json nor vocab.json with merges.txt; fetch the model folder again.", vocabulary);
        var tokenizer = File.Exists(json) ? TokenizerJson.Read(json, "BPE", special) : FromVocabulary(folder, vocabulary, special);
        // transformers keeps 10^30 where no length is known.
        var longest = special.Config?.Number("model_max_length", 77) is >= 3 and <= 1_000_000 and var length ? (int)length : 77;
        return new ClipTokenizer(tokenizer, Id("bos_token"), Id("eos_token"), Id("pad_token"), longest);

        int Id(string role) => tokenizer.Find(special[role]!) ?? throw new InvalidDataException(
            $"Tokenizer folder '{folder}': the {role} '{special[role]}' is not in the vocabulary; fetch the model folder again.");
    }

    static TextTokenizer FromVocabulary(string folder, string vocabulary, SpecialTokens special)
    {
        var model = BytePairFiles.Read(vocabulary, Path.Combine(folder, "merges.txt"),
            new BytePairOptions(UnknownToken: special["unk_token"], EndOfWordSuffix: "</w>"));
        var spaces = new RunePattern(@"\s+");
        return new TextTokenizer(
            model,
            Normalizers.InOrder(NormalizationForms.Nfc, Normalizers.Replace(spaces, " "), Normalizers.Lowercase),
            PreTokenizers.InOrder(PreTokenizers.Split(new RunePattern(WordPattern), SplitBehaviour.Removed, invert: true),
                PreTokenizers.ByteLevels(prefixSpace: false, split: true)),
            special.Added(model, []),
            before: [],
            after: []);
    }

    /// <summary>The ids of a text between begin and end, cut and padded to one length.</summary>
    /// <param name="maximum">Ids in all, at least 2; the text is cut at its end.</param>
    /// <returns>Exactly <paramref name="maximum"/> ids.</returns>
    public int[] Encode(string text, int maximum = 77)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maximum, 2);
        var ids = tokenizer.Ids(text);
        var count = Math.Min(ids.Count, maximum - 2);
        var encoded = new int[maximum];
        Array.Fill(encoded, PadId);
        encoded[0] = BeginId;
        ids.CopyTo(0, encoded, 1, count);
        encoded[count + 1] = EndId;
        return encoded;
    }

    /// <summary>The ids of a text alone: no begin, no end, neither cut nor padded.</summary>
    public int[] Ids(string text) => [.. tokenizer.Ids(text)];

    /// <summary>The token behind an id (<c>cat&lt;/w&gt;</c>); null where there is none.</summary>
    public string? Token(int id) => tokenizer.Token(id);
}
