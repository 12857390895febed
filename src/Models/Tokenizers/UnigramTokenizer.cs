namespace EmojiGen.Models.Tokenizers;

/// <summary>Text to ids as T5 wants them: SentencePiece's unigram model, an end token after every text.</summary>
/// <remarks>Kudo 2018; ids are those of transformers' T5TokenizerFast.</remarks>
public sealed class UnigramTokenizer
{
    const string Space = "▁";
    const int ExtraIds = 100;

    readonly TextTokenizer tokenizer;

    UnigramTokenizer(TextTokenizer tokenizer, int end, int pad) => (this.tokenizer, EndId, PadId) = (tokenizer, end, pad);

    /// <summary>After every text.</summary>
    public int EndId { get; }

    /// <summary>Fills up short texts.</summary>
    public int PadId { get; }

    /// <summary>One more than the highest id.</summary>
    public int Count => tokenizer.Count;

    /// <summary>Reads <c>tokenizer.json</c>, or <c>spiece.model</c>; and the special tokens that the folder's other files
    /// declare.</summary>
    /// <exception cref="IOException">A file is missing or unreadable.</exception>
    /// <exception cref="InvalidDataException">A file is not what it should be; the message says which.</exception>
    public static UnigramTokenizer Load(string folder)
    {
        var special = new SpecialTokens(folder);
        foreach (var (role, token) in new[] { ("eos_token", "</s>"), ("unk_token", "<unk>"), ("pad_token", "<pad>") })
            special.Default(role, token);
        var (json, pieces) = (Path.Combine(folder, "tokenizer.json"), Path.Combine(folder, "spiece.model"));
        if (!File.Exists(json) && !File.Exists(pieces))
            throw new FileNotFoundException(
            $"Tokenizer folder '{folder}' has neither tokenizer.json nor spiece.model; fetch the model folder again.", json);
        var tokenizer = File.Exists(json) ? TokenizerJson.Read(json, "Unigram", special) : FromSentencePiece(pieces, special);
        return new UnigramTokenizer(tokenizer, Id("eos_token"), Id("pad_token"));

        int Id(string role) => tokenizer.Find(special[role]!) ?? throw new InvalidDataException(
            $"Tokenizer folder '{folder}': the {role} '{special[role]}' is not in the vocabulary; fetch the model folder again.");
    }

    static TextTokenizer FromSentencePiece(string path, SpecialTokens special)
    {
        var file = SentencePieceFile.Read(path);
        if (file.IsBytePairs)
            throw new InvalidDataException(
            $"Tokenizer '{path}' is a SentencePiece model of byte pairs, where a unigram model is expected; it belongs to another network.");
        List<(string, double)> pieces = [.. file.Pieces.Select(piece => (piece.Text, piece.Score))];
        // T5's places to fill in; the file does not have them, the network's table does.
        var known = file.Pieces.Select(piece => piece.Text).ToHashSet(StringComparer.Ordinal);
        string[] extra = [.. Enumerable.Range(0, Math.Clamp(special.Config?.Whole("extra_ids", ExtraIds) ?? ExtraIds, 0, 10_000)).Reverse()
            .Select(i => $"<extra_id_{i}>").Where(name => !known.Contains(name))];
        pieces.AddRange(extra.Select(name => (name, 0.0)));
        var model = new UnigramModel([.. pieces], file.Find(PieceType.Unknown), file.ByteFallback, path);
        List<AddedToken> added = [.. file.UserDefined(), .. extra.Select(name => new AddedToken(name, model.Find(name)!.Value))];
        added.AddRange(special.Added(model, added));
        int[] after = [added.Find(token => token.Content == special["eos_token"])!.Id];
        return new TextTokenizer(model, file.Normaliser(),
            PreTokenizers.Metaspace(Space, file.AddsPrefix ? "always" : "never", split: true), added, [], after);
    }

    /// <summary>The ids of a text, its end token last.</summary>
    /// <param name="maximum">Ids in all, at least 1, the end token included; the text is cut at its end. Null: as many as it has.</param>
    /// <param name="pad">Whether short texts are filled up to <paramref name="maximum"/>.</param>
    public int[] Encode(string text, int? maximum = null, bool pad = false)
    {
        if (maximum is { } most) ArgumentOutOfRangeException.ThrowIfLessThan(most, 1, nameof(maximum));
        var ids = tokenizer.Encode(text, maximum ?? int.MaxValue);
        if (pad && maximum > ids.Count) ids.AddRange(Enumerable.Repeat(PadId, maximum.Value - ids.Count));
        return [.. ids];
    }

    /// <summary>The text behind ids, special tokens left out.</summary>
    public string Decode(IEnumerable<int> ids) => PieceText.Join(tokenizer, ids, Space);

    /// <summary>The token behind an id; null where there is none.</summary>
    public string? Token(int id) => tokenizer.Token(id);
}
