namespace EmojiGen.Models.Tokenizers;

/// <summary>The tokenizer that a GGUF file brings along: byte pairs of bytes (<c>gpt2</c>) or of SentencePiece (<c>llama</c>).</summary>
/// <remarks>What is written as a control token becomes one only where it is asked for: in the words of a user <c>&lt;|im_end|&gt;</c> are ten
/// characters.</remarks>
public sealed class GgufTokenizer
{
    const string Prefix = "tokenizer.ggml.", Space = "▁";

    readonly TextTokenizer tokenizer;
    readonly bool isByteLevel;

    GgufTokenizer(TextTokenizer tokenizer, bool isByteLevel) => (this.tokenizer, this.isByteLevel) = (tokenizer, isByteLevel);

    /// <summary>One more than the highest id.</summary>
    public int Count => tokenizer.Count;

    /// <summary>Begins a text; null where there is none.</summary>
    public int? BeginId { get; private init; }

    /// <summary>Ends a text; null where there is none.</summary>
    public int? EndId { get; private init; }

    /// <summary>Whether <see cref="BeginId"/> stands before every text.</summary>
    public bool AddsBegin { get; private init; }

    /// <exception cref="GgufException">A value is missing or not what it should be.</exception>
    /// <exception cref="InvalidDataException">Vocabulary and merges do not fit, or the kind is not known here.</exception>
    public static GgufTokenizer Read(GgufFile file)
    {
        var data = file.Metadata;
        var kind = data.Text(Prefix + "model");
        if (kind is not ("gpt2" or "llama"))
            throw data.Fault($"its tokenizer is of the kind '{kind}', which is not known here; known are gpt2 and llama");
        var texts = data.Texts(Prefix + "tokens") ?? throw data.Fault($"'{Prefix}tokens' is missing: it has no vocabulary");
        var types = data.Wholes(Prefix + "token_type");
        if (types is not null && types.Count != texts.Count)
            throw data.Fault($"it has {texts.Count} tokens and {types.Count} types of tokens; there must be as many");
        var ids = new Dictionary<string, int>(texts.Count, StringComparer.Ordinal);
        for (var id = 0; id < texts.Count; id++) ids.TryAdd(texts[id], id);
        List<AddedToken> added = [];
        for (var id = 0; id < texts.Count; id++)
        {
            var type = types is null ? PieceType.Normal : (PieceType)types[id];
            if (type is PieceType.Control or PieceType.UserDefined && texts[id].Length > 0)
                added.Add(new AddedToken(texts[id], id, Special: type == PieceType.Control));
        }
        var isByteLevel = kind == "gpt2";
        var begin = Id("bos_token_id");
        var tokenizer = isByteLevel ? ByteLevels(data, ids, added, file.Path) : Pieces(data, texts, types, ids, added, file.Path);
        return new GgufTokenizer(tokenizer, isByteLevel)
        {
            BeginId = begin,
            EndId = Id("eos_token_id"),
            AddsBegin = begin is not null && (data.Flag(Prefix + "add_bos_token") ?? (!isByteLevel || GgufPreTokenizers.AddsBegin(data))),
        };

        int? Id(string key) => data.Whole(Prefix + key) is not { } id ? null : (uint)id < (uint)texts.Count ? id
            : throw data.Fault($"'{Prefix}{key}' is {id}, beyond the {texts.Count} tokens");
    }

    /// <summary>The ids of a text alone, nothing before it.</summary>
    /// <param name="control">Whether control tokens written in it become such: only in what we wrote ourselves.</param>
    public int[] Ids(string text, bool control = false) => [.. tokenizer.Ids(control ? text : tokenizer.Guarded(text), guarded: true)];

    /// <summary>A text of a user's that may stand among control tokens: those in it are kept from becoming such.</summary>
    public string Guarded(string text) => tokenizer.Guarded(text);

    /// <summary>The text behind ids, control tokens left out. Bytes that are no whole character become the replacement character.</summary>
    public string Decode(IEnumerable<int> ids) => isByteLevel ? ByteLevelText.Join(tokenizer, ids) : PieceText.Join(tokenizer, ids, Space);

    /// <summary>The id of a token; null where it is none.</summary>
    public int? Find(string token) => tokenizer.Find(token);

    /// <summary>The token behind an id; null where there is none.</summary>
    public string? Token(int id) => tokenizer.Token(id);

    static TextTokenizer ByteLevels(GgufMetadata data, Dictionary<string, int> ids, List<AddedToken> added, string path)
    {
        var merges = data.Texts(Prefix + "merges") ?? throw data.Fault($"'{Prefix}merges' is missing: byte pairs need merges");
        var (split, ignoreMerges) = GgufPreTokenizers.Read(data);
        var model = BytePairFiles.Read(ids, merges, new BytePairOptions(IgnoreMerges: ignoreMerges), path);
        return new TextTokenizer(model, text => text, split, added, [], []);
    }

    static TextTokenizer Pieces(GgufMetadata data, IReadOnlyList<string> texts, IReadOnlyList<int>? types, Dictionary<string, int> ids,
        List<AddedToken> added, string path)
    {
        var scores = data.Singles(Prefix + "scores") ?? throw data.Fault($"'{Prefix}scores' is missing: SentencePiece needs scores");
        if (scores.Count != texts.Count)
            throw data.Fault($"it has {texts.Count} tokens and {scores.Count} scores; there must be as many");
        (string Text, double Score, PieceType Type)[] pieces =
            [.. texts.Select((text, id) => (text, (double)scores[id], types is null ? PieceType.Normal : (PieceType)types[id]))];
        var unknown = Array.FindIndex(pieces, piece => piece.Type == PieceType.Unknown) is >= 0 and var at ? texts[at] : null;
        var prefix = data.Flag(Prefix + "add_space_prefix") ?? true;
        var model = new BytePairModel(ids, SentencePieceMerges.Of(pieces, ids),
            new BytePairOptions(unknown, FuseUnknown: true, ByteFallback: true), path);
        return new TextTokenizer(model,
            text => (prefix && text.Length > 0 ? Space : "") + text.Replace(" ", Space, StringComparison.Ordinal), piece => [piece], added,
            [], []);
    }
}
