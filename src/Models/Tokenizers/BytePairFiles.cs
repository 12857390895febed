using System.Text.Json;

namespace EmojiGen.Models.Tokenizers;

/// <summary>Byte-pair vocabularies and merges as they are published: <c>vocab.json</c> with <c>merges.txt</c>, or inside
/// <c>tokenizer.json</c>.</summary>
static class BytePairFiles
{
    /// <exception cref="InvalidDataException">A file is not what it should be; the message says where.</exception>
    public static BytePairModel Read(string vocabularyPath, string mergesPath, BytePairOptions options)
    {
        if (!File.Exists(mergesPath))
            throw new FileNotFoundException($"Tokenizer file '{mergesPath}' is missing; fetch the model folder again.", mergesPath);
        var merges = new Merging(VocabularyFile.Read(vocabularyPath), options, mergesPath);
        foreach (var line in File.ReadLines(mergesPath))
        {
            if (line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal)) merges.Add(line);
        }
        return merges.Build();
    }

    /// <param name="merges">Two tokens with a space between, the first of the lowest rank.</param>
    /// <param name="path">For messages.</param>
    /// <exception cref="InvalidDataException">A merge is not what it should be.</exception>
    public static BytePairModel Read(Dictionary<string, int> vocabulary, IEnumerable<string> merges, BytePairOptions options, string path)
    {
        var merging = new Merging(vocabulary, options, path);
        foreach (var merge in merges) merging.Add(merge);
        return merging.Build();
    }

    /// <param name="model">The field <c>model</c> of a tokenizer.json.</param>
    /// <exception cref="InvalidDataException">A field is not what it should be.</exception>
    public static BytePairModel Read(ModelConfig model)
    {
        var options = new BytePairOptions(
            model.Has("unk_token") ? model.Text("unk_token", "") : null,
            model.Text("continuing_subword_prefix", ""),
            model.Text("end_of_word_suffix", ""),
            model.Flag("fuse_unk", false),
            model.Flag("byte_fallback", false),
            model.Flag("ignore_merges", false));
        if (model.Raw("vocab") is not { ValueKind: JsonValueKind.Object } vocabulary
            || model.Raw("merges") is not { ValueKind: JsonValueKind.Array } merges)
            throw new InvalidDataException(
                $"Tokenizer '{model.Path}': the BPE model needs vocab, an object, and merges, a list; fetch the model folder again.");
        var merging = new Merging(Ids(vocabulary, model.Path), options, model.Path);
        foreach (var merge in merges.EnumerateArray())
        {
            if (merge.ValueKind == JsonValueKind.String) merging.Add(merge.GetString());
            else if (merge.ValueKind == JsonValueKind.Array && merge.GetArrayLength() == 2 && merge[0].ValueKind == JsonValueKind.String
                && merge[1].ValueKind == JsonValueKind.String) merging.Add(merge[0].GetString(), merge[1].GetString());
            else throw new InvalidDataException($"Tokenizer '{model.Path}': a merge must be two tokens, not {merge.GetRawText()}.");
        }
        return merging.Build();
    }

    /// <summary>Ids by token. They may have gaps, but none is far beyond the number of tokens.</summary>
    static Dictionary<string, int> Ids(JsonElement vocabulary, string path)
    {
        var count = vocabulary.GetPropertyCount();
        var ids = new Dictionary<string, int>(count, StringComparer.Ordinal);
        foreach (var entry in vocabulary.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out var id) || id < 0
                || id >= count + VocabularyFile.Gaps)
                throw VocabularyFile.BadId(path, entry.Name, entry.Value.GetRawText());
            ids[entry.Name] = id;
        }
        return ids;
    }

    /// <summary>Merges as they come, the first of the lowest rank. Tokens are looked up where they stand: 50,000 merges would be 150,000
    /// strings.</summary>
    sealed class Merging(Dictionary<string, int> vocabulary, BytePairOptions options, string path)
    {
        readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> ids = vocabulary.GetAlternateLookup<ReadOnlySpan<char>>();
        readonly Dictionary<(int, int), (int, int)> merges = new(vocabulary.Count);
        int rank;

        /// <param name="merge">Two tokens with a space between.</param>
        public void Add(ReadOnlySpan<char> merge)
        {
            var space = merge.IndexOf(' ');
            if (space <= 0 || space == merge.Length - 1 || merge[(space + 1)..].Contains(' '))
                throw new InvalidDataException($"Tokenizer '{path}': a merge must be two tokens with a space between, not '{merge}'.");
            Add(merge[..space], merge[(space + 1)..]);
        }

        public void Add(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
        {
            var rest = right.StartsWith(options.ContinuingSubwordPrefix, StringComparison.Ordinal)
                ? right[options.ContinuingSubwordPrefix.Length..] : right;
            var length = left.Length + rest.Length;
            Span<char> joined = length <= 256 ? stackalloc char[length] : new char[length];
            left.CopyTo(joined);
            rest.CopyTo(joined[left.Length..]);
            merges[(Id(left), Id(right))] = (rank, Id(joined));
            rank++;
        }

        public BytePairModel Build() => new(vocabulary, merges, options, path);

        int Id(ReadOnlySpan<char> token) => ids.TryGetValue(token, out var id) ? id
            : throw new InvalidDataException(
                $"Tokenizer '{path}', merge {rank + 1}: '{token}' is not in the vocabulary of {vocabulary.Count}; vocabulary and merges are of different models.");
    }
}
