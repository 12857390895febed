using System.Globalization;
using System.Text.RegularExpressions;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Diffusion;

/// <summary>From published names to original ones: the way back of what is tested, written by position (the n-th block) where that counts
/// what blocks hold.</summary>
static partial class OriginalNames
{
    /// <remarks>ldm/modules/diffusionmodules/openaimodel.py, UNetModel: per level a residual block a layer, then a downsampler; going up
    /// one layer more, the upsampler after the last one's parts.</remarks>
    /// <param name="layers">Of each level going down.</param>
    /// <param name="upAttends">Of each level going up, whether it has transformers.</param>
    public static string Unet(string name, int[] layers, bool[] upAttends)
    {
        var simple = new Dictionary<string, string>
        {
            ["conv_in"] = "input_blocks.0.0",
            ["conv_norm_out"] = "out.0",
            ["conv_out"] = "out.2",
            ["time_embedding.linear_1"] = "time_embed.0",
            ["time_embedding.linear_2"] = "time_embed.2",
            ["add_embedding.linear_1"] = "label_emb.0.0",
            ["add_embedding.linear_2"] = "label_emb.0.2",
            ["class_embedding.linear_1"] = "label_emb.0.0",
            ["class_embedding.linear_2"] = "label_emb.0.2",
            ["class_embedding"] = "label_emb",
        };
        var dot = name.LastIndexOf('.');
        if (simple.TryGetValue(name[..dot], out var original)) return original + name[dot..];
        int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);
        if (MidPattern().Match(name) is { Success: true } mid)
            return $"middle_block.{(mid.Groups[1].Value == "attentions" ? 1 : 2 * Number(mid.Groups[2]))}.{Resnet(mid.Groups[3].Value)}";
        var match = BlockPattern().Match(name);
        var (level, kind, layer, rest) = (Number(match.Groups[2]), match.Groups[3].Value, Number(match.Groups[4]), match.Groups[5].Value);
        if (match.Groups[1].Value == "down")
        {
            var before = 1 + layers.Take(level).Sum(it => it + 1);
            return kind == "downsamplers" ? $"input_blocks.{before + layers[level]}.0.{rest.Replace("conv.", "op.")}"
                : $"input_blocks.{before + layer}.{(kind == "resnets" ? 0 : 1)}.{Resnet(rest)}";
        }
        int[] reversed = [.. layers.Reverse()];
        var above = reversed.Take(level).Sum(it => it + 1);
        return kind == "upsamplers" ? $"output_blocks.{above + reversed[level]}.{(upAttends[level] ? 2 : 1)}.{rest}"
            : $"output_blocks.{above + layer}.{(kind == "resnets" ? 0 : 1)}.{Resnet(rest)}";
    }

    static string Resnet(string rest) =>
        rest.Replace("norm1.", "in_layers.0.") is var it && rest.Contains("transformer_blocks", StringComparison.Ordinal) ? rest
        : it.Replace("conv1.", "in_layers.2.").Replace("time_emb_proj.", "emb_layers.1.").Replace("norm2.", "out_layers.0.")
            .Replace("conv2.", "out_layers.3.").Replace("conv_shortcut.", "skip_connection.");

    /// <remarks>ldm/modules/diffusionmodules/model.py, Encoder and Decoder; the decoder's level 0 is the last one.</remarks>
    public static string Vae(string name, int levels)
    {
        name = UpLevel().Replace(name, it => $"decoder.up.{levels - 1 - int.Parse(it.Groups[1].Value, CultureInfo.InvariantCulture)}.");
        return name.Replace("encoder.down_blocks.", "encoder.down.").Replace("mid_block.resnets.0.", "mid.block_1.")
            .Replace("mid_block.resnets.1.", "mid.block_2.")
            .Replace("mid_block.attentions.0.", "mid.attn_1.").Replace("resnets.", "block.").Replace("downsamplers.0.", "downsample.")
                .Replace("upsamplers.0.", "upsample.")
            .Replace("conv_shortcut.", "nin_shortcut.").Replace("conv_norm_out.", "norm_out.").Replace("attn_1.group_norm.", "attn_1.norm.")
                .Replace("attn_1.to_q.", "attn_1.q.")
            .Replace("attn_1.to_k.", "attn_1.k.").Replace("attn_1.to_v.", "attn_1.v.").Replace("attn_1.to_out.0.", "attn_1.proj_out.");
    }

    /// <summary>A text encoder as OpenCLIP has it.</summary>
    /// <remarks>open_clip/transformer.py: residual blocks whose attention is torch.nn.MultiheadAttention, with one matrix for all
    /// projections; the pooled state times a matrix (in, out).</remarks>
    /// <param name="values">By transformers' names.</param>
    public static IEnumerable<(string Name, long[] Shape, float[] Values)> OpenClip(string prefix, IReadOnlyDictionary<string,
        (long[] Shape, float[] Values)> values, int layers)
    {
        (string, long[], float[]) Same(string original, string published) =>
            (prefix + original, values[published].Shape, values[published].Values);
        yield return Same("token_embedding.weight", "text_model.embeddings.token_embedding.weight");
        yield return Same("positional_embedding", "text_model.embeddings.position_embedding.weight");
        yield return (prefix + "logit_scale", [], [4.6f]);
        if (values.TryGetValue("text_projection.weight", out var projection))
        {
            var (outputs, inputs) = (projection.Shape[0], projection.Shape[1]);
            yield return (prefix + "text_projection", [inputs, outputs],
                [.. Enumerable.Range(0, projection.Values.Length).Select(i => projection.Values[(i % outputs * inputs) + (i / outputs)])]);
        }
        foreach (var end in new[] { "weight", "bias" })
        {
            yield return Same($"ln_final.{end}", $"text_model.final_layer_norm.{end}");
            for (var i = 0; i < layers; i++)
            {
                string to = $"transformer.resblocks.{i}.", from = $"text_model.encoder.layers.{i}.";
                yield return Same($"{to}attn.out_proj.{end}", $"{from}self_attn.out_proj.{end}");
                yield return Same($"{to}ln_1.{end}", $"{from}layer_norm1.{end}");
                yield return Same($"{to}ln_2.{end}", $"{from}layer_norm2.{end}");
                yield return Same($"{to}mlp.c_fc.{end}", $"{from}mlp.fc1.{end}");
                yield return Same($"{to}mlp.c_proj.{end}", $"{from}mlp.fc2.{end}");
                var shape = values[$"{from}self_attn.q_proj.{end}"].Shape;
                yield return ($"{prefix}{to}attn.in_proj_{end}", [3 * shape[0], .. shape[1..]],
                    [.. new[] { "q", "k", "v" }.SelectMany(it => values[$"{from}self_attn.{it}_proj.{end}"].Values)]);
            }
        }
    }

    [GeneratedRegex(@"^(down|up)_blocks\.(\d+)\.(resnets|attentions|downsamplers|upsamplers)\.(\d+)\.(.+)$")]
    private static partial Regex BlockPattern();

    [GeneratedRegex(@"^mid_block\.(resnets|attentions)\.(\d+)\.(.+)$")]
    private static partial Regex MidPattern();

    [GeneratedRegex(@"^decoder\.up_blocks\.(\d+)\.")]
    private static partial Regex UpLevel();

    /// <summary>Random values for every parameter of a network, by name.</summary>
    public static Dictionary<string, (long[] Shape, float[] Values)> Values(Module network, int seed)
    {
        var random = new Random(seed);
        return network.NamedParameters()
            .ToDictionary(it => it.Name,
            it => (it.Parameter.Shape, Enumerable.Range(0, (int)it.Parameter.Shape.Aggregate(1L, (a, b) => a * b)).Select(_ => random.NextSingle()).ToArray()));
    }

    public static void Write(string path, IEnumerable<(string Name, long[] Shape, float[] Values)> tensors) =>
        SafetensorsWriter.Write(path, tensors.Select(it => SafetensorsSource.From(it.Name, it.Values, it.Shape)));
}
