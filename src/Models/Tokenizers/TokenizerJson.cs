using System.Text.Json;

namespace EmojiGen.Models.Tokenizers;

/// <summary>A <c>tokenizer.json</c> of the tokenizers library: the whole way from text to ids in one file.</summary>
static class TokenizerJson
{
    /// <param name="kind">The model that is expected: <c>BPE</c> or <c>Unigram</c>.</param>
    /// <param name="more">Tokens that are declared elsewhere, found in this file's vocabulary where they have no id.</param>
    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">The file cannot be read, or asks for what is not known here.</exception>
    public static TextTokenizer Read(string path, string kind, SpecialTokens more)
    {
        var file = ModelConfig.Read(path);
        var part = file.Section("model")
            ?? throw new InvalidDataException($"Tokenizer '{path}' has no model; fetch the model folder again.");
        var type = part.Text("type", part.Has("merges") ? "BPE" : "Unigram");
        if (type != kind)
            throw new InvalidDataException(
            $"Tokenizer '{path}' is a model of type {type}, where {kind} is expected; it belongs to another network.");
        TokenModel model = kind == "BPE" ? BytePairFiles.Read(part) : UnigramFile.Read(part);
        List<AddedToken> added = [];
        foreach (var entry in file.Sections("added_tokens") ?? [])
        {
            var token = AddedToken.Read(entry, entry.Whole("id", -1));
            token = token with { Id = model.Find(token.Content) ?? token.Id };
            added.Add(token.Id >= 0 ? token
                : throw new InvalidDataException($"Tokenizer '{path}': the added token '{token.Content}' has no id; fetch the model folder again."));
        }
        added.AddRange(more.Added(model, added));
        var (before, after) = Template(file.Section("post_processor"),
            token => added.Find(it => it.Content == token)?.Id ?? model.Find(token));
        return new TextTokenizer(model, Normalizers.Read(file.Section("normalizer")), PreTokenizers.Read(file.Section("pre_tokenizer")),
            added, before, after);
    }

    /// <summary>Whether tokens are bytes as characters, which becoming text again must know.</summary>
    public static bool IsByteLevel(string path)
    {
        var decoder = ModelConfig.Read(path).Section("decoder");
        return decoder is not null && (decoder.Sections("decoders") ?? [decoder]).Any(part => part.Text("type", "") == "ByteLevel");
    }

    /// <summary>What stands around a single text.</summary>
    static (int[] Before, int[] After) Template(ModelConfig? file, Func<string, int?> find)
    {
        if (file is null) return ([], []);
        switch (file.Text("type", ""))
        {
            case "ByteLevel": return ([], []); // moves offsets only
            case "RobertaProcessing" or "BertProcessing": return ([Named(file, "cls")], [Named(file, "sep")]);
            case "Sequence":
                var parts = (file.Sections("processors") ?? []).Select(part => Template(part, find)).ToArray();
                // Each is put around what the one before it made.
                return ([.. parts.Reverse().SelectMany(it => it.Before)], [.. parts.SelectMany(it => it.After)]);
            case "TemplateProcessing": return Single(file, find);
            case var other:
                throw new InvalidDataException(
                $"Tokenizer '{file.Path}': the post-processor '{other}' is not known here; known are ByteLevel, RobertaProcessing, BertProcessing, Sequence and TemplateProcessing.");
        }
    }

    /// <summary>The id of a field that is <c>["token", id]</c>.</summary>
    static int Named(ModelConfig file, string field) =>
        file.Raw(field) is { ValueKind: JsonValueKind.Array } pair && pair.GetArrayLength() == 2
        && pair[1].ValueKind == JsonValueKind.Number && pair[1].TryGetInt32(out var id) && id >= 0 ? id
        : throw new InvalidDataException($"Tokenizer '{file.Path}': {field} of the post-processor must be a token and its id.");

    static (int[] Before, int[] After) Single(ModelConfig file, Func<string, int?> find)
    {
        List<int> before = [], after = [];
        var target = before;
        foreach (var part in file.Sections("single") ?? [])
        {
            if (part.Has("Sequence"))
            {
                target = after;
                continue;
            }
            var name = part.Section("SpecialToken")?.Text("id", "")
                ?? throw new InvalidDataException($"Tokenizer '{file.Path}': a part of the template is neither Sequence nor SpecialToken.");
            var ids = file.Section("special_tokens")?.Section(name)?.Wholes("ids", []) ?? (find(name) is { } id ? [id] : []);
            if (ids.Length == 0 || Array.Exists(ids, id => id < 0))
                throw new InvalidDataException($"Tokenizer '{file.Path}': the template's token '{name}' has no id.");
            target.AddRange(ids);
        }
        return ([.. before], [.. after]);
    }
}
