using System.Globalization;
using EmojiGen.Torch;

namespace EmojiGen.Models.Lora;

/// <summary>A layer of a network that a LoRA's layer is for, or one of several that it is for.</summary>
/// <param name="Name">Published name: <c>down_blocks.0.attentions.0.proj_in</c></param>
/// <param name="Rows">Which rows of the LoRA's B are this layer's: (index, count) of equal pieces; null: all.</param>
/// <param name="Swapped">Whether the halves of B's rows stand in the other order, as shift and scale do in Stability's last norms.</param>
sealed record AdaptedLayer(string Name, IAdaptable Layer, (int Index, int Count)? Rows = null, bool Swapped = false)
{
    /// <summary>What of a LoRA's rows is this layer's, in its order.</summary>
    /// <returns>Null where they cannot be divided so.</returns>
    public Tensor? Own(Tensor rows)
    {
        if (Rows is var (index, count))
        {
            if (rows.Size(0) % count != 0) return null;
            rows = rows.Narrow(0, rows.Size(0) / count * index, rows.Size(0) / count);
        }
        if (!Swapped) return rows;
        var half = rows.Size(0) / 2;
        return rows.Size(0) % 2 == 0 ? Tensor.Cat([rows.Narrow(0, half, half), rows.Narrow(0, 0, half)]) : null;
    }
}

/// <summary>All spellings, levels joined by <c>_</c>, under which LoRAs know the layers of a network: published, and original (CompVis's
/// blocks, Stability's joint blocks).</summary>
sealed class LayerNames
{
    readonly Dictionary<string, List<AdaptedLayer>> bySpelling = new(StringComparer.Ordinal);
    readonly HashSet<string> modules;

    public LayerNames(Module network)
    {
        var all = network.NamedModules().ToList();
        modules = [.. all.Select(it => it.Name)];
        var last = all.Select(it => it.Name.Split('.') is ["transformer_blocks", var block]
            && int.TryParse(block, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).DefaultIfEmpty(-1).Max();
        foreach (var (name, module) in all)
        {
            if (module is not IAdaptable layer) continue;
            Add(name, new AdaptedLayer(name, layer));
            // transformers' text encoders were named with and without this level.
            if (name.StartsWith("text_model.", StringComparison.Ordinal)) Add(name["text_model.".Length..], new AdaptedLayer(name, layer));
            if (OriginalOfUnet(name) is { } original) Add(original, new AdaptedLayer(name, layer));
            if (last >= 0 && OriginalOfTransformer(name, last) is var (joint, rows, swapped))
                Add(joint, new AdaptedLayer(name, layer, rows, swapped));
        }
    }

    /// <summary>The layers of a spelling; empty where there are none.</summary>
    public IReadOnlyList<AdaptedLayer> this[string spelling] => bySpelling.TryGetValue(spelling, out var found) ? found
        : spelling.StartsWith("text_model_", StringComparison.Ordinal)
            && bySpelling.TryGetValue(spelling["text_model_".Length..], out found) ? found : [];

    void Add(string name, AdaptedLayer layer)
    {
        var spelling = name.Replace('.', '_');
        if (!bySpelling.TryGetValue(spelling, out var layers)) bySpelling.Add(spelling, layers = []);
        if (!layers.Exists(it => it.Name == layer.Name)) layers.Add(layer);
    }

    /// <summary>CompVis's name of a layer of a UNet, <c>input_blocks.1.1.proj_in</c>: its blocks are counted through all levels.</summary>
    /// <returns>Null for layers of other networks.</returns>
    public string? OriginalOfUnet(string name) => name.Split('.') switch
    {
        ["conv_in"] => "input_blocks.0.0",
        ["conv_out"] => "out.2",
        ["time_embedding", "linear_1"] => "time_embed.0",
        ["time_embedding", "linear_2"] => "time_embed.2",
        ["add_embedding" or "class_embedding", "linear_1"] => "label_emb.0.0",
        ["add_embedding" or "class_embedding", "linear_2"] => "label_emb.0.2",
        ["down_blocks", var level, var kind, var layer, .. var rest] =>
            kind == "downsamplers" ? $"input_blocks.{FirstBlock("down_blocks", level) + Count($"down_blocks.{level}.resnets")}.0.op"
            : $"input_blocks.{FirstBlock("down_blocks", level) + Number(layer)}.{(kind == "resnets" ? 0 : 1)}.{Inner(rest)}",
        ["up_blocks", var level, var kind, var layer, .. var rest] => kind == "upsamplers"
            ? $"output_blocks.{FirstBlock("up_blocks", level) + Count($"up_blocks.{level}.resnets") - 1}.{(Count($"up_blocks.{level}.attentions") > 0 ? 2 : 1)}.conv"
            : $"output_blocks.{FirstBlock("up_blocks", level) + Number(layer)}.{(kind == "resnets" ? 0 : 1)}.{Inner(rest)}",
        ["mid_block", "attentions", var layer, .. var rest] => $"middle_block.{1 + (2 * Number(layer))}.{Inner(rest)}",
        ["mid_block", "resnets", var layer, .. var rest] =>
            $"middle_block.{(Count("mid_block.attentions") > 0 ? 2 : 1) * Number(layer)}.{Inner(rest)}",
        _ => null,
    };

    /// <summary>Going down, block 0 is the first convolution and each level ends with a downsampler; going up, an upsampler shares its
    /// block.</summary>
    int FirstBlock(string blocks, string level) => Enumerable.Range(0, Number(level))
        .Sum(it => Count($"{blocks}.{it}.resnets") + (blocks == "down_blocks" ? 1 : 0)) + (blocks == "down_blocks" ? 1 : 0);

    int Count(string list) => Enumerable.Range(0, int.MaxValue).TakeWhile(it => modules.Contains($"{list}.{it}")).Count();

    static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    static string Inner(string[] rest) => rest switch
    {
        ["conv1"] => "in_layers.2",
        ["time_emb_proj"] => "emb_layers.1",
        ["conv2"] => "out_layers.3",
        ["conv_shortcut"] => "skip_connection",
        _ => string.Join('.', rest),
    };

    /// <summary>Stability's name of a layer of SD 3's transformer.</summary>
    static (string Name, (int, int)? Rows, bool Swapped)? OriginalOfTransformer(string name, int last) => name.Split('.') switch
    {
        ["pos_embed", "proj"] => ("x_embedder.proj", null, false),
        ["time_text_embed", "timestep_embedder", "linear_1"] => ("t_embedder.mlp.0", null, false),
        ["time_text_embed", "timestep_embedder", "linear_2"] => ("t_embedder.mlp.2", null, false),
        ["time_text_embed", "text_embedder", "linear_1"] => ("y_embedder.mlp.0", null, false),
        ["time_text_embed", "text_embedder", "linear_2"] => ("y_embedder.mlp.2", null, false),
        ["norm_out", "linear"] => ("final_layer.adaLN_modulation.1", null, true),
        ["proj_out"] => ("final_layer.linear", null, false),
        ["transformer_blocks", var block, .. var rest] => OfBlock($"joint_blocks.{block}", rest, Number(block) == last),
        _ => null,
    };

    static (string Name, (int, int)? Rows, bool Swapped)? OfBlock(string block, string[] rest, bool last) => rest switch
    {
        [var attention and ("attn" or "attn2"), "to_q"] => ($"{block}.x_block.{attention}.qkv", (0, 3), false),
        [var attention and ("attn" or "attn2"), "to_k"] => ($"{block}.x_block.{attention}.qkv", (1, 3), false),
        [var attention and ("attn" or "attn2"), "to_v"] => ($"{block}.x_block.{attention}.qkv", (2, 3), false),
        [var attention and ("attn" or "attn2"), "to_out", "0"] => ($"{block}.x_block.{attention}.proj", null, false),
        ["attn", "add_q_proj"] => ($"{block}.context_block.attn.qkv", (0, 3), false),
        ["attn", "add_k_proj"] => ($"{block}.context_block.attn.qkv", (1, 3), false),
        ["attn", "add_v_proj"] => ($"{block}.context_block.attn.qkv", (2, 3), false),
        ["attn", "to_add_out"] => ($"{block}.context_block.attn.proj", null, false),
        ["norm1", "linear"] => ($"{block}.x_block.adaLN_modulation.1", null, false),
        ["norm1_context", "linear"] => ($"{block}.context_block.adaLN_modulation.1", null, last),
        ["ff", "net", "0", "proj"] => ($"{block}.x_block.mlp.fc1", null, false),
        ["ff", "net", "2"] => ($"{block}.x_block.mlp.fc2", null, false),
        ["ff_context", "net", "0", "proj"] => ($"{block}.context_block.mlp.fc1", null, false),
        ["ff_context", "net", "2"] => ($"{block}.context_block.mlp.fc2", null, false),
        _ => null,
    };
}
