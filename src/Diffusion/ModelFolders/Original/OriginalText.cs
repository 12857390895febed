namespace EmojiGen.Diffusion.ModelFolders.Original;

/// <summary>Text encoders within single files: transformers' CLIP and T5 under a prefix, and OpenCLIP, whose queries, keys and values are
/// one matrix.</summary>
static class OriginalText
{
    /// <summary>Numbers that are counted (positions) or were trained for something else.</summary>
    static readonly string[] unused = ["text_model.embeddings.position_ids", "embeddings.position_ids", "logit_scale", "attn_mask",
        "spiece_model"];

    static readonly string[] projections = ["q_proj", "k_proj", "v_proj"];

    /// <param name="names">Keys of transformers' CLIPTextModel without the prefix of the encoder.</param>
    public static IEnumerable<(string Published, string Original)> Clip(IEnumerable<string> names) =>
        names.Where(it => !unused.Contains(it, StringComparer.Ordinal))
        // transformers has called its parts text_model since version 4.2 only.
        .Select(it => (it.StartsWith("text_model.", StringComparison.Ordinal) || it.StartsWith("text_projection", StringComparison.Ordinal)
            ? it : $"text_model.{it}", it));

    /// <param name="names">Keys of transformers' T5EncoderModel without the prefix of the encoder.</param>
    public static IEnumerable<(string Published, string Original)> T5(IReadOnlyCollection<string> names) => names
        .Where(it => !unused.Contains(it, StringComparer.Ordinal)
            && !(it == "encoder.embed_tokens.weight" && names.Contains("shared.weight")))
        .Select(it => (it == "encoder.embed_tokens.weight" ? "shared.weight" : it, it));

    /// <param name="names">Keys of OpenCLIP's text tower without the prefix of the encoder.</param>
    /// <param name="prefix">The prefix.</param>
    /// <param name="layers">Layers that the configuration has: SD 2 leaves out the last one of its file.</param>
    /// <param name="projection">Whether the projection of the pooled state is part of the encoder, as in SDXL.</param>
    public static IEnumerable<(string Published, StoredTensor Stored)> OpenClip(IEnumerable<string> names, string prefix, int layers,
        bool projection)
    {
        foreach (var name in names)
        {
            var stored = prefix + name;
            switch (name.Split('.'))
            {
                case ["token_embedding", "weight"]:
                    yield return ("text_model.embeddings.token_embedding.weight", new Whole(stored));
                    break;
                case ["positional_embedding"]:
                    yield return ("text_model.embeddings.position_embedding.weight", new Whole(stored));
                    break;
                case ["ln_final", var last]:
                    yield return ($"text_model.final_layer_norm.{last}", new Whole(stored));
                    break;
                case ["text_projection"]:
                    if (projection) yield return ("text_projection.weight", new Transposed(stored));
                    break;
                case ["text_projection", "weight"]:
                    if (projection) yield return ("text_projection.weight", new Whole(stored));
                    break;
                case ["transformer", "resblocks", var layer, .. var rest]:
                    if (int.TryParse(layer, out var number) && number >= layers) break;
                    foreach (var (inner, piece) in Layer(rest, stored)) yield return ($"text_model.encoder.layers.{layer}.{inner}", piece);
                    break;
                default:
                    if (!unused.Contains(name, StringComparer.Ordinal)) yield return (name, new Whole(stored));
                    break;
            }
        }
    }

    static IEnumerable<(string Inner, StoredTensor Stored)> Layer(string[] rest, string stored) => rest switch
    {
        ["attn", "in_proj_weight"] => projections.Select((to, i) => ($"self_attn.{to}.weight", (StoredTensor)new Piece(stored, i, 3))),
        ["attn", "in_proj_bias"] => projections.Select((to, i) => ($"self_attn.{to}.bias", (StoredTensor)new Piece(stored, i, 3))),
        ["attn", "out_proj", var last] => [($"self_attn.out_proj.{last}", new Whole(stored))],
        ["ln_1", var last] => [($"layer_norm1.{last}", new Whole(stored))],
        ["ln_2", var last] => [($"layer_norm2.{last}", new Whole(stored))],
        ["mlp", "c_fc", var last] => [($"mlp.fc1.{last}", new Whole(stored))],
        ["mlp", "c_proj", var last] => [($"mlp.fc2.{last}", new Whole(stored))],
        _ => [(string.Join('.', rest), new Whole(stored))],
    };
}
