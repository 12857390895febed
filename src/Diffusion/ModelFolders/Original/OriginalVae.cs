using System.Globalization;

namespace EmojiGen.Diffusion.ModelFolders.Original;

/// <summary>The autoencoder under the names of CompVis's latent diffusion, whose decoder counts its levels from the picture and whose
/// attention is made of convolutions.</summary>
static class OriginalVae
{
    /// <param name="names">Keys without the prefix of the autoencoder.</param>
    /// <returns>diffusers' name of each key.</returns>
    public static IEnumerable<(string Published, string Original)> Names(IReadOnlyCollection<string> names)
    {
        var levels = names.Select(it => it.Split('.')).Where(it => it is ["decoder", "up", ..] && it.Length > 3).Select(it => Number(it[2]))
            .DefaultIfEmpty(-1).Max() + 1;
        foreach (var name in names)
        {
            // What the autoencoder was trained with is not part of it.
            if (name.StartsWith("loss.", StringComparison.Ordinal) || name.StartsWith("model_ema.", StringComparison.Ordinal)) continue;
            var published = name.Split('.') switch
            {
                ["encoder", "down", var level, .. var rest] => $"encoder.down_blocks.{level}.{Block(rest, "downsamplers")}",
                ["decoder", "up", var level, .. var rest] when Number(level) is >= 0 and var up =>
                    $"decoder.up_blocks.{levels - 1 - up}.{Block(rest, "upsamplers")}",
                [var coder and ("encoder" or "decoder"), "mid", "block_1", .. var rest] => $"{coder}.mid_block.resnets.0.{Resnet(rest)}",
                [var coder and ("encoder" or "decoder"), "mid", "block_2", .. var rest] => $"{coder}.mid_block.resnets.1.{Resnet(rest)}",
                [var coder and ("encoder" or "decoder"), "mid", "attn_1", .. var rest] =>
                    $"{coder}.mid_block.attentions.0.{Attention(rest)}",
                [var coder and ("encoder" or "decoder"), "norm_out", var last] => $"{coder}.conv_norm_out.{last}",
                _ => name, // conv_in, conv_out, quant_conv, post_quant_conv
            };
            yield return (published, name);
        }
    }

    static string Block(string[] rest, string sampler) => rest switch
    {
        ["block", var layer, .. var inner] => $"resnets.{layer}.{Resnet(inner)}",
        ["attn", var layer, .. var inner] => $"attentions.{layer}.{Attention(inner)}",
        ["downsample" or "upsample", "conv", var last] => $"{sampler}.0.conv.{last}",
        _ => string.Join('.', rest),
    };

    static string Resnet(string[] rest) => string.Join('.', rest is ["nin_shortcut", var last] ? ["conv_shortcut", last] : rest);

    static string Attention(string[] rest) => string.Join('.', rest switch
    {
        ["norm", var last] => ["group_norm", last],
        ["q", var last] => ["to_q", last],
        ["k", var last] => ["to_k", last],
        ["v", var last] => ["to_v", last],
        ["proj_out", var last] => ["to_out.0", last],
        _ => rest,
    });

    static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
