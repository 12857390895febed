using System.Globalization;

namespace EmojiGen.Models.Tokenizers;

/// <summary>The special tokens that <c>tokenizer_config.json</c>, <c>special_tokens_map.json</c> and <c>added_tokens.json</c> of a folder
/// declare.</summary>
/// <remarks>As transformers reads them: the map counts where the configuration is of the time before it listed all added tokens
/// itself.</remarks>
sealed class SpecialTokens
{
    readonly Dictionary<string, AddedToken> byRole = new(StringComparer.Ordinal); // bos_token -> ...
    readonly List<AddedToken> declared = []; // with ids of their own

    /// <summary>No files: the roles are what a kind of tokenizer says.</summary>
    public SpecialTokens()
    {
    }

    /// <exception cref="InvalidDataException">A file cannot be read.</exception>
    public SpecialTokens(string folder)
    {
        Config = ModelConfig.ReadIfAny(Path.Combine(folder, "tokenizer_config.json"));
        if (Config is not null) ReadRoles(Config);
        if (Config?.Section("added_tokens_decoder") is { } decoder)
        {
            foreach (var id in decoder.FieldNames) declared.Add(AddedToken.Read(decoder.Section(id)!, Id(id, decoder.Path)));
            return;
        }
        if (ModelConfig.ReadIfAny(Path.Combine(folder, "special_tokens_map.json")) is { } map) ReadRoles(map);
        if (ModelConfig.ReadIfAny(Path.Combine(folder, "added_tokens.json")) is not { } added) return;
        foreach (var token in added.FieldNames)
            declared.Add(new AddedToken(token, added.Whole(token, -1) is >= 0 and < 1 << 24 and var id ? id
            : throw BadId(token, added.Path), Special: false, Normalised: true));
    }

    /// <summary><c>tokenizer_config.json</c>, where there is one.</summary>
    public ModelConfig? Config { get; }

    /// <summary>The token of a role (<c>pad_token</c>).</summary>
    public string? this[string role] => byRole.GetValueOrDefault(role)?.Content;

    /// <summary>Gives a role a token, where the files do not.</summary>
    public void Default(string role, string token) => byRole.TryAdd(role, new AddedToken(token, -1));

    /// <summary>What is to be taken out of texts beside what is known already, each with its id; what has none anywhere is numbered after
    /// all others.</summary>
    public IEnumerable<AddedToken> Added(TokenModel model, IReadOnlyCollection<AddedToken> known)
    {
        var seen = known.Select(token => token.Content).ToHashSet(StringComparer.Ordinal);
        var next = Math.Max(model.Count, known.Concat(declared).Select(token => token.Id + 1).DefaultIfEmpty(0).Max());
        foreach (var token in declared.Concat(byRole.Values))
        {
            if (token.Content.Length == 0 || !seen.Add(token.Content)) continue;
            var id = model.Find(token.Content) ?? token.Id;
            yield return token with { Id = id >= 0 ? id : next++ };
        }
    }

    void ReadRoles(ModelConfig file)
    {
        foreach (var role in file.FieldNames)
        {
            if (role == "additional_special_tokens" && file.KindOf(role) == System.Text.Json.JsonValueKind.Array)
            {
                foreach (var item in file.Raw(role)!.Value.EnumerateArray())
                {
                    if (item.ValueKind == System.Text.Json.JsonValueKind.String && item.GetString() is { } content)
                        byRole[content] = new AddedToken(content, -1);
                }
            }
            if (!role.EndsWith("_token", StringComparison.Ordinal)) continue;
            switch (file.KindOf(role))
            {
                case System.Text.Json.JsonValueKind.String: byRole[role] = new AddedToken(file.Text(role, ""), -1); break;
                case System.Text.Json.JsonValueKind.Object:
                    byRole[role] = AddedToken.Read(file.Section(role)!, -1) with { Special = true };
                    break;
            }
        }
    }

    static int Id(string text, string path) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : throw BadId(text, path);

    static InvalidDataException BadId(string text, string path) =>
        new($"Tokenizer '{path}': the added token '{text}' has no whole number of 0 or more as its id.");
}
