namespace EmojiGen.Models.Tokenizers;

/// <summary>Text to ids by byte pairs as LLaMA wants them: byte-level (LLaMA 3, GPT-2), or SentencePiece's with bytes for what it does not
/// know (LLaMA 2).</summary>
/// <remarks>Sennrich et al. 2016; ids are those of transformers' tokenizers.</remarks>
public sealed class BytePairTokenizer
{
    const string Space = "▁";

    readonly TextTokenizer tokenizer;
    readonly bool isByteLevel;

    BytePairTokenizer(TextTokenizer tokenizer, bool isByteLevel) => (this.tokenizer, this.isByteLevel) = (tokenizer, isByteLevel);

    /// <summary>One more than the highest id.</summary>
    public int Count => tokenizer.Count;

    /// <summary>Reads <c>tokenizer.json</c>, or <c>tokenizer.model</c> of SentencePiece, or <c>vocab.json</c> with <c>merges.txt</c>; and
    /// the special tokens that the folder's other files declare.</summary>
    /// <exception cref="IOException">A file is missing or unreadable.</exception>
    /// <exception cref="InvalidDataException">A file is not what it should be; the message says which.</exception>
    public static BytePairTokenizer Load(string folder)
    {
        var special = new SpecialTokens(folder);
        string json = Path.Combine(folder, "tokenizer.json"), pieces = Path.Combine(folder, "tokenizer.model"),
            vocabulary = Path.Combine(folder, "vocab.json");
        if (File.Exists(json)) return new(TokenizerJson.Read(json, "BPE", special), TokenizerJson.IsByteLevel(json));
        if (File.Exists(pieces)) return new(FromSentencePiece(pieces, special), isByteLevel: false);
        if (File.Exists(vocabulary)) return new(FromVocabulary(folder, vocabulary, special), isByteLevel: true);
        throw new FileNotFoundException(
            $"Tokenizer folder '{folder}' has neither tokenizer.json nor tokenizer.model nor vocab.json with merges.txt; fetch the model folder again.", json);
    }

    /// <summary>The ids of a text, with what the tokenizer puts around every text (LLaMA: its beginning).</summary>
    /// <param name="maximum">Ids at most, those around included; the text is cut at its end. Null: as many as it has.</param>
    public int[] Encode(string text, int? maximum = null) => [.. tokenizer.Encode(text, maximum ?? int.MaxValue)];

    /// <summary>The ids of a text alone.</summary>
    public int[] Ids(string text) => [.. tokenizer.Ids(text)];

    /// <summary>The ids of a rendered conversation, in which words of others were <see cref="Guarded"/>.</summary>
    public int[] ConversationIds(string text) => [.. tokenizer.Ids(text, guarded: true)];

    /// <summary>A text of a user's that may stand among special tokens: those in it are kept from becoming such.</summary>
    public string Guarded(string text) => tokenizer.Guarded(text);

    /// <summary>The text behind ids, special tokens left out. Bytes that are no whole character become the replacement character.</summary>
    public string Decode(IEnumerable<int> ids) =>
        isByteLevel ? ByteLevelText.Join(tokenizer, ids) : PieceText.Join(tokenizer, ids, Space);

    /// <summary>The id of a token (<c>&lt;|eot_id|&gt;</c>); null where it is none.</summary>
    public int? Find(string token) => tokenizer.Find(token);

    /// <summary>The token behind an id; null where there is none.</summary>
    public string? Token(int id) => tokenizer.Token(id);

    static TextTokenizer FromVocabulary(string folder, string vocabulary, SpecialTokens special)
    {
        var model = BytePairFiles.Read(vocabulary, Path.Combine(folder, "merges.txt"), new BytePairOptions());
        var prefix = special.Config?.Flag("add_prefix_space", false) ?? false;
        return new TextTokenizer(model, text => text, PreTokenizers.ByteLevels(prefix, split: true), special.Added(model, []), [], []);
    }

    static TextTokenizer FromSentencePiece(string path, SpecialTokens special)
    {
        var file = SentencePieceFile.Read(path);
        if (!file.IsBytePairs)
            throw new InvalidDataException(
            $"Tokenizer '{path}' is a unigram model of SentencePiece, where one of byte pairs is expected; it belongs to another network.");
        var ids = new Dictionary<string, int>(file.Pieces.Count, StringComparer.Ordinal);
        for (var id = 0; id < file.Pieces.Count; id++) ids.TryAdd(file.Pieces[id].Text, id);
        var unknown = file.Find(PieceType.Unknown) is { } number ? file.Pieces[number].Text : null;
        var model = new BytePairModel(ids, SentencePieceMerges.Of(file.Pieces, ids),
            new BytePairOptions(unknown, FuseUnknown: true, ByteFallback: file.ByteFallback), path);
        List<AddedToken> added = [.. file.UserDefined(),
            .. file.Pieces.Index().Where(it => it.Item.Type == PieceType.Control && it.Item.Text.Length > 0).Select(it => new AddedToken(it.Item.Text, it.Index))];
        special.Default("bos_token", "<s>");
        special.Default("eos_token", "</s>");
        added.AddRange(special.Added(model, added));
        return new TextTokenizer(
            model,
            Normalizers.InOrder(file.Normaliser(),
                text => (file.AddsPrefix && text.Length > 0 ? Space : "") + text.Replace(" ", Space, StringComparison.Ordinal)),
            piece => [piece],
            added,
            Around("add_bos_token", "bos_token", otherwise: true),
            Around("add_eos_token", "eos_token", otherwise: false));

        int[] Around(string flag, string role, bool otherwise) => (special.Config?.Flag(flag, otherwise) ?? otherwise)
            && added.Find(token => token.Content == special[role]) is { } token ? [token.Id] : [];
    }
}
