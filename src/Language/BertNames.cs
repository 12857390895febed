namespace EmojiGen.Language;

/// <summary>The names of a BERT's weights in published files: transformers' BertModel, with any prefix (<c>bert.</c>) and with the layer
/// norms' former names.</summary>
static class BertNames
{
    public const string Words = "embeddings.word_embeddings.weight";
    public const string Positions = "embeddings.position_embeddings.weight";
    public const string Types = "embeddings.token_type_embeddings.weight";

    /// <summary>What all names begin with.</summary>
    public static string Prefix(IEnumerable<string> names) =>
        names.FirstOrDefault(name => name.EndsWith("." + Words, StringComparison.Ordinal))?[..^Words.Length] ?? "";

    /// <summary>Weights converted from the first TensorFlow checkpoints call a layer norm's weight gamma and its bias beta.</summary>
    public static string Present(string name) =>
        name.EndsWith("LayerNorm.gamma", StringComparison.Ordinal) ? name[..^"gamma".Length] + "weight"
        : name.EndsWith("LayerNorm.beta", StringComparison.Ordinal) ? name[..^"beta".Length] + "bias"
        : name;

    /// <summary>The pooler and the heads of pretraining say nothing of sentences; position_ids are 0, 1, 2, ...</summary>
    /// <param name="name">Without the prefix.</param>
    public static bool IsUnused(ReadOnlySpan<char> name) =>
        name.StartsWith("pooler.") || name.StartsWith("cls.") || name.StartsWith("embeddings.position_ids");
}
