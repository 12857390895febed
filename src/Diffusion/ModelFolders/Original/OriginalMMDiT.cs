using System.Globalization;

namespace EmojiGen.Diffusion.ModelFolders.Original;

/// <summary>The transformer of Stable Diffusion 3 and 3.5 under Stability's names: joint blocks of two streams, each with queries, keys and
/// values as one matrix.</summary>
static class OriginalMMDiT
{
    /// <param name="names">Keys without the prefix of the transformer.</param>
    /// <param name="prefix">The prefix.</param>
    public static IEnumerable<(string Published, StoredTensor Stored)> Names(IReadOnlyCollection<string> names, string prefix)
    {
        // In the last block the context goes no further: its norm only scales and shifts.
        var last = names.Select(it => it.Split('.')).Where(it => it is ["joint_blocks", _, ..]).Select(it => Number(it[1]))
            .DefaultIfEmpty(-1).Max();
        foreach (var name in names)
        {
            var stored = prefix + name;
            switch (name.Split('.'))
            {
                case ["joint_blocks", var block, "x_block", .. var rest]:
                    foreach (var (inner, tensor) in Pictures(rest, stored)) yield return ($"transformer_blocks.{block}.{inner}", tensor);
                    break;
                case ["joint_blocks", var block, "context_block", .. var rest]:
                    foreach (var (inner, tensor) in Context(rest, stored, Number(block) == last))
                        yield return ($"transformer_blocks.{block}.{inner}", tensor);
                    break;
                case ["final_layer", "adaLN_modulation", "1", var end]:
                    yield return ($"norm_out.linear.{end}", new SwappedHalves(stored));
                    break;
                case var parts:
                    yield return (Outer(parts), new Whole(stored));
                    break;
            }
        }
    }

    static string Outer(string[] parts) => string.Join('.', parts switch
    {
        ["pos_embed"] => ["pos_embed.pos_embed"],
        ["x_embedder", "proj", var end] => ["pos_embed.proj", end],
        ["t_embedder", "mlp", "0", var end] => ["time_text_embed.timestep_embedder.linear_1", end],
        ["t_embedder", "mlp", "2", var end] => ["time_text_embed.timestep_embedder.linear_2", end],
        ["y_embedder", "mlp", "0", var end] => ["time_text_embed.text_embedder.linear_1", end],
        ["y_embedder", "mlp", "2", var end] => ["time_text_embed.text_embedder.linear_2", end],
        ["final_layer", "linear", var end] => ["proj_out", end],
        _ => parts, // context_embedder
    });

    /// <summary>The stream of the picture, with a second attention of its own in SD 3.5 medium.</summary>
    static IEnumerable<(string, StoredTensor)> Pictures(string[] rest, string stored) => rest switch
    {
        [var attention and ("attn" or "attn2"), "qkv", var end] =>
            Pieces(stored, $"{attention}.to_q.{end}", $"{attention}.to_k.{end}", $"{attention}.to_v.{end}"),
        [var attention and ("attn" or "attn2"), "ln_q", var end] => [($"{attention}.norm_q.{end}", new Whole(stored))],
        [var attention and ("attn" or "attn2"), "ln_k", var end] => [($"{attention}.norm_k.{end}", new Whole(stored))],
        [var attention and ("attn" or "attn2"), "proj", var end] => [($"{attention}.to_out.0.{end}", new Whole(stored))],
        ["adaLN_modulation", "1", var end] => [($"norm1.linear.{end}", new Whole(stored))],
        ["mlp", "fc1", var end] => [($"ff.net.0.proj.{end}", new Whole(stored))],
        ["mlp", "fc2", var end] => [($"ff.net.2.{end}", new Whole(stored))],
        _ => [($"x_block.{string.Join('.', rest)}", new Whole(stored))],
    };

    static IEnumerable<(string, StoredTensor)> Context(string[] rest, string stored, bool last) => rest switch
    {
        ["attn", "qkv", var end] => Pieces(stored, $"attn.add_q_proj.{end}", $"attn.add_k_proj.{end}", $"attn.add_v_proj.{end}"),
        ["attn", "ln_q", var end] => [($"attn.norm_added_q.{end}", new Whole(stored))],
        ["attn", "ln_k", var end] => [($"attn.norm_added_k.{end}", new Whole(stored))],
        ["attn", "proj", var end] => [($"attn.to_add_out.{end}", new Whole(stored))],
        ["adaLN_modulation", "1", var end] => [($"norm1_context.linear.{end}", last ? new SwappedHalves(stored) : new Whole(stored))],
        ["mlp", "fc1", var end] => [($"ff_context.net.0.proj.{end}", new Whole(stored))],
        ["mlp", "fc2", var end] => [($"ff_context.net.2.{end}", new Whole(stored))],
        _ => [($"context_block.{string.Join('.', rest)}", new Whole(stored))],
    };

    static IEnumerable<(string, StoredTensor)> Pieces(string stored, params string[] published) =>
        published.Select((name, i) => (name, (StoredTensor)new Piece(stored, i, published.Length)));

    static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
