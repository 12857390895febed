using System.Globalization;

namespace EmojiGen.Diffusion.ModelFolders.Original;

/// <summary>The UNet of Stable Diffusion 1, 2 and XL under the names of CompVis's latent diffusion: flat lists of input and output
/// blocks.</summary>
/// <remarks>
/// Levels and layers are counted from what the blocks hold, so that networks of any depth are read: an input block is a residual block
/// with or without a transformer, or a downsampler, which ends its level; an output block ends its level where it holds an upsampler.
/// </remarks>
static class OriginalUnet
{
    /// <param name="names">Keys without the prefix of the UNet.</param>
    /// <param name="labels">What <c>label_emb</c> is in diffusers: <c>add_embedding</c> (SDXL's sizes) or <c>class_embedding</c>.</param>
    /// <returns>diffusers' name of each key.</returns>
    public static IEnumerable<(string Published, string Original)> Names(IReadOnlyCollection<string> names, string labels)
    {
        var down = Places(names, "input_blocks", "down_blocks", "downsamplers", 1);
        var up = Places(names, "output_blocks", "up_blocks", "upsamplers", 0);
        var middle = Middle(names);
        foreach (var name in names)
        {
            var published = name.Split('.') switch
            {
                ["input_blocks", "0", "0", var last] => $"conv_in.{last}",
                ["input_blocks", var block, var part, .. var rest] =>
                    down.GetValueOrDefault((block, part)) is { } place ? $"{place}.{Inner(rest)}" : name,
                ["output_blocks", var block, var part, .. var rest] =>
                    up.GetValueOrDefault((block, part)) is { } place ? $"{place}.{Inner(rest)}" : name,
                ["middle_block", var part, .. var rest] => middle.GetValueOrDefault(part) is { } place ? $"{place}.{Inner(rest)}" : name,
                ["time_embed", "0", var last] => $"time_embedding.linear_1.{last}",
                ["time_embed", "2", var last] => $"time_embedding.linear_2.{last}",
                ["time_embed", "cond_proj", var last] => $"time_embedding.cond_proj.{last}",
                ["label_emb", "0", "0", var last] => $"{labels}.linear_1.{last}",
                ["label_emb", "0", "2", var last] => $"{labels}.linear_2.{last}",
                ["label_emb", "weight"] => "class_embedding.weight",
                ["out", "0", var last] => $"conv_norm_out.{last}",
                ["out", "2", var last] => $"conv_out.{last}",
                _ => name, // said by its own name when it is left over
            };
            yield return (published, name);
        }
    }

    /// <summary>Where each part of a list of blocks belongs: (block, part) to <c>down_blocks.0.attentions.1</c>.</summary>
    static Dictionary<(string Block, string Part),
        string> Places(IEnumerable<string> names, string original, string published, string sampler, int first)
    {
        var places = new Dictionary<(string, string), string>();
        var blocks = names.Select(name => name.Split('.')).Where(it => it.Length > 4 - first && it[0] == original && Number(it[1]) >= first)
            .GroupBy(it => it[1], StringComparer.Ordinal).OrderBy(it => Number(it.Key));
        var (level, layer) = (0, 0);
        foreach (var block in blocks)
        {
            var (resnets, sampled) = (0, false);
            foreach (var part in block.GroupBy(it => it[2], StringComparer.Ordinal).OrderBy(it => Number(it.Key)))
            {
                var kinds = part.Select(it => it[3]).ToHashSet(StringComparer.Ordinal);
                string? place = null;
                if (kinds.Contains("op") || kinds.Contains("conv")) (place, sampled) = ($"{sampler}.0", true);
                else if (kinds.Contains("in_layers")) (place, resnets) = ($"resnets.{layer}", 1);
                else if (kinds.Contains("proj_in") || kinds.Contains("transformer_blocks")) place = $"attentions.{layer}";
                if (place is not null) places[(block.Key, part.Key)] = $"{published}.{level}.{place}";
            }
            layer += resnets;
            if (sampled) (level, layer) = (level + 1, 0);
        }
        return places;
    }

    static Dictionary<string, string> Middle(IEnumerable<string> names)
    {
        var (resnets, attentions) = (0, 0);
        return names.Select(name => name.Split('.')).Where(it => it.Length > 2 && it[0] == "middle_block" && Number(it[1]) >= 0)
            .GroupBy(it => it[1], StringComparer.Ordinal).OrderBy(it => Number(it.Key))
            .ToDictionary(it => it.Key, it => it.Any(part => part[2] == "in_layers") ? $"mid_block.resnets.{resnets++}"
                : $"mid_block.attentions.{attentions++}", StringComparer.Ordinal);
    }

    /// <summary>Names within a residual block; a transformer's are the same in both.</summary>
    static string Inner(string[] rest) => string.Join('.', rest switch
    {
        ["in_layers", "0", var last] => ["norm1", last],
        ["in_layers", "2", var last] => ["conv1", last],
        ["emb_layers", "1", var last] => ["time_emb_proj", last],
        ["out_layers", "0", var last] => ["norm2", last],
        ["out_layers", "3", var last] => ["conv2", last],
        ["skip_connection", var last] => ["conv_shortcut", last],
        ["op", var last] => ["conv", last],
        _ => rest,
    });

    /// <summary>-1 for what is no number.</summary>
    static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
