namespace EmojiGen.Models.Tokenizers;

/// <summary>How <see cref="BytePairModel"/> treats the ends of words and what it does not know, under the names of
/// tokenizer.json.</summary>
/// <param name="UnknownToken">Stands for a character that is no token; null: it is left out.</param>
/// <param name="ContinuingSubwordPrefix">Before every character of a word but its first.</param>
/// <param name="EndOfWordSuffix">After the last character of a word: <c>&lt;/w&gt;</c>.</param>
/// <param name="FuseUnknown">Unknown characters in a row are one unknown token.</param>
/// <param name="ByteFallback">A character that is no token is the tokens of its UTF-8 bytes, <c>&lt;0xE2&gt;</c>, where all are
/// there.</param>
/// <param name="IgnoreMerges">A word that is a token is that token, whatever the merges say.</param>
sealed record BytePairOptions(
    string? UnknownToken = null,
    string ContinuingSubwordPrefix = "",
    string EndOfWordSuffix = "",
    bool FuseUnknown = false,
    bool ByteFallback = false,
    bool IgnoreMerges = false);

/// <summary>Byte-pair encoding: characters, of which the pair of the lowest rank is joined until there is none (Sennrich et al.
/// 2016).</summary>
sealed class BytePairModel : TokenModel
{
    readonly Dictionary<string, int> vocabulary;
    readonly Dictionary<(int Left, int Right), (int Rank, int Id)> merges;
    readonly BytePairOptions options;
    readonly Lazy<string?[]> tokens;
    readonly int? unknown;

    /// <param name="merges">What two tokens in a row become, and how soon: lower ranks first, of equal ones the leftmost.</param>
    /// <exception cref="InvalidDataException">The unknown token is not in the vocabulary.</exception>
    public BytePairModel(Dictionary<string, int> vocabulary, Dictionary<(int Left, int Right), (int Rank, int Id)> merges,
        BytePairOptions options, string path)
    {
        (this.vocabulary, this.merges, this.options) = (vocabulary, merges, options);
        if (vocabulary.Count == 0)
            throw new InvalidDataException($"Tokenizer '{path}' has an empty vocabulary; fetch the model folder again.");
        foreach (var id in vocabulary.Values) Count = Math.Max(Count, id + 1);
        if (options.UnknownToken is { } token)
            unknown = vocabulary.TryGetValue(token, out var id) ? id
                : throw new InvalidDataException(
                $"Tokenizer '{path}': the unknown token '{token}' is not in the vocabulary of {vocabulary.Count}.");
        tokens = new(() =>
        {
            var list = new string?[Count];
            foreach (var (name, number) in vocabulary) list[number] = name;
            return list;
        });
    }

    public override int Count { get; }

    public override int? Find(string token) => vocabulary.TryGetValue(token, out var id) ? id : null;

    public override string? Token(int id) => (uint)id < (uint)Count ? tokens.Value[id] : null;

    public override void Encode(string piece, List<int> ids)
    {
        if (piece.Length == 0) return;
        if (options.IgnoreMerges && vocabulary.TryGetValue(piece, out var whole))
        {
            ids.Add(whole);
            return;
        }
        var symbols = new List<int>(piece.Length);
        AddCharacters(piece, symbols);
        Merge(symbols, ids);
    }

    void AddCharacters(string piece, List<int> symbols)
    {
        var pending = false; // an unknown token that may yet grow
        for (var at = 0; at < piece.Length;)
        {
            var length = char.IsHighSurrogate(piece[at]) && at + 1 < piece.Length ? 2 : 1;
            var character = piece.Substring(at, length);
            if (at > 0) character = options.ContinuingSubwordPrefix + character;
            at += length;
            if (at == piece.Length) character += options.EndOfWordSuffix;
            if (vocabulary.TryGetValue(character, out var id))
            {
                Flush();
                symbols.Add(id);
            }
            else if (options.ByteFallback && BytePieces.Find(character, Find) is { } bytes)
            {
                symbols.AddRange(bytes);
            }
            else if (unknown is not null)
            {
                if (!options.FuseUnknown) Flush();
                pending = true;
            }
        }
        Flush();

        void Flush()
        {
            if (pending) symbols.Add(unknown!.Value);
            pending = false;
        }
    }

    void Merge(List<int> symbols, List<int> into)
    {
        var count = symbols.Count;
        Span<int> next = count <= 128 ? stackalloc int[count] : new int[count]; // -1 at the end
        Span<int> previous = count <= 128 ? stackalloc int[count] : new int[count];
        var waiting = new PriorityQueue<(int At, int Id), (int Rank, int At)>();
        for (var i = 0; i < count; i++)
        {
            next[i] = i + 1 < count ? i + 1 : -1;
            previous[i] = i - 1;
            Consider(i, next, waiting, symbols);
        }
        while (waiting.TryDequeue(out var merge, out _))
        {
            var (left, right) = (merge.At, symbols[merge.At] < 0 ? -1 : next[merge.At]);
            // One of the two may have been joined to another since.
            if (right < 0 || !merges.TryGetValue((symbols[left], symbols[right]), out var now) || now.Id != merge.Id) continue;
            symbols[left] = now.Id;
            symbols[right] = -1;
            next[left] = next[right];
            if (next[left] >= 0) previous[next[left]] = left;
            Consider(left, next, waiting, symbols);
            if (previous[left] >= 0) Consider(previous[left], next, waiting, symbols);
        }
        foreach (var id in symbols)
        {
            if (id >= 0) into.Add(id);
        }
    }

    void Consider(int left, ReadOnlySpan<int> next, PriorityQueue<(int, int), (int, int)> waiting, List<int> symbols)
    {
        if (next[left] >= 0 && merges.TryGetValue((symbols[left], symbols[next[left]]), out var merge))
            waiting.Enqueue((left, merge.Id), (merge.Rank, left));
    }
}
