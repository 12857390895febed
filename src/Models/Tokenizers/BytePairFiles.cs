using System.Text.Json;

namespace EmojiGen.Models.Tokenizers;

/// <summary>Byte-pair vocabularies and merges as they are published: <c>vocab.json</c> with <c>merges.txt</c>, or inside <c>tokenizer.json</c>.</summary>
static class BytePairFiles
{
    /// <exception cref="InvalidDataException">A file is not what it should be; the message says where.</exception>
    public static BytePairModel Read(string vocabularyPath, string mergesPath, BytePairOptions options)
    {
        var vocabulary = ModelConfig.Read(vocabularyPath);
        if (!File.Exists(mergesPath)) throw new FileNotFoundException($"Tokenizer file '{mergesPath}' is missing; fetch the model folder again.", mergesPath);
        var lines = File.ReadLines(mergesPath).Where(line => line.Length > 0 && !line.StartsWith("#version", StringComparison.Ordinal));
        return Build(Ids(vocabulary.Object(), vocabularyPath), lines.Select(line => Pair(line, mergesPath)), options, mergesPath);
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
        if (model.Raw("vocab") is not { ValueKind: JsonValueKind.Object } vocabulary || model.Raw("merges") is not { ValueKind: JsonValueKind.Array } merges)
            throw new InvalidDataException($"Tokenizer '{model.Path}': the BPE model needs vocab, an object, and merges, a list; fetch the model folder again.");
        return Build(Ids(vocabulary, model.Path), merges.EnumerateArray().Select(it => Pair(it, model.Path)), options, model.Path);
    }

    static BytePairModel Build(Dictionary<string, int> vocabulary, IEnumerable<(string Left, string Right)> pairs, BytePairOptions options, string path)
    {
        var merges = new Dictionary<(int, int), (int, int)>(vocabulary.Count);
        var rank = 0;
        foreach (var (left, right) in pairs)
        {
            var joined = right.StartsWith(options.ContinuingSubwordPrefix, StringComparison.Ordinal) ? string.Concat(left, right.AsSpan(options.ContinuingSubwordPrefix.Length)) : left + right;
            merges[(Id(left), Id(right))] = (rank++, Id(joined));
        }
        return new BytePairModel(vocabulary, merges, options, path);

        int Id(string token) => vocabulary.TryGetValue(token, out var id) ? id
            : throw new InvalidDataException($"Tokenizer '{path}', merge {rank + 1}: '{token}' is not in the vocabulary of {vocabulary.Count}; vocabulary and merges are of different models.");
    }

    /// <summary>Ids by token. They may have gaps, but none is far beyond the number of tokens.</summary>
    static Dictionary<string, int> Ids(JsonElement vocabulary, string path)
    {
        const int gaps = 1 << 20;
        var count = vocabulary.GetPropertyCount();
        var ids = new Dictionary<string, int>(count, StringComparer.Ordinal);
        foreach (var entry in vocabulary.EnumerateObject())
        {
            if (entry.Value.ValueKind != JsonValueKind.Number || !entry.Value.TryGetInt32(out var id) || id < 0 || id >= count + gaps)
                throw new InvalidDataException($"Tokenizer '{path}': the id of '{entry.Name}' must be a whole number of 0 or more, not {entry.Value.GetRawText()}.");
            ids[entry.Name] = id;
        }
        return ids;
    }

    static (string, string) Pair(JsonElement merge, string path)
    {
        if (merge.ValueKind == JsonValueKind.String) return Pair(merge.GetString()!, path);
        return merge.ValueKind == JsonValueKind.Array && merge.GetArrayLength() == 2 && merge[0].ValueKind == JsonValueKind.String && merge[1].ValueKind == JsonValueKind.String
            ? (merge[0].GetString()!, merge[1].GetString()!)
            : throw new InvalidDataException($"Tokenizer '{path}': a merge must be two tokens, not {merge.GetRawText()}.");
    }

    static (string, string) Pair(string line, string path)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && line.IndexOf(' ', space + 1) < 0 && space < line.Length - 1 ? (line[..space], line[(space + 1)..])
            : throw new InvalidDataException($"Tokenizer '{path}': a merge must be two tokens with a space between, not '{line}'.");
    }
}
