namespace EmojiGen.Models.IpAdapter;

/// <summary>What a reference picture lends: its style, its layout, or all of itself.</summary>
public enum ReferenceLayers
{
    All,

    /// <summary>Colours and material only: the layer that InstantStyle found to carry them.</summary>
    Style,

    /// <summary>Places and shapes only.</summary>
    Layout,
}

/// <summary>Scales of an IP-Adapter layer by layer, as InstantStyle has them (Wang et al. 2024).</summary>
public static class LayerScales
{
    /// <summary>The factor of each layer by its name.</summary>
    /// <param name="levels">Of the UNet: SDXL's three or Stable Diffusion 1's four.</param>
    /// <remarks>In SDXL style lives in the second attention of the first block up and layout in the second of the last block down; in
    /// Stable Diffusion 1, whose first block up has no attention, one block later.</remarks>
    public static Func<string, double>? For(ReferenceLayers layers, int levels)
    {
        var style = levels <= 3 ? "up_blocks.0.attentions.1." : "up_blocks.1.attentions.1.";
        return layers switch
        {
            ReferenceLayers.Style => name => name.StartsWith(style, StringComparison.Ordinal) ? 1 : 0,
            ReferenceLayers.Layout => name => name.StartsWith("down_blocks.2.attentions.1.", StringComparison.Ordinal) ? 1 : 0,
            _ => null,
        };
    }

    /// <summary>The factor of each layer from InstantStyle's dictionary as diffusers takes it: <c>up</c>, <c>down</c> or <c>mid</c>, then
    /// <c>block_N</c>, then a number for each attention.</summary>
    /// <param name="scales">Numbers by <c>up.block_1</c>; one number there stands for all the block's attentions. What is not named is
    /// 0.</param>
    public static Func<string, double> Of(IReadOnlyDictionary<string, double[]> scales) => name =>
    {
        var parts = name.Split('.'); // up_blocks.1.attentions.0...., mid_block.attentions.0....
        var (key, attention) = parts[0] == "mid_block" ? ("mid", parts[2])
            : ($"{parts[0][..^"_blocks".Length]}.block_{parts[1]}", parts[3]);
        if (!scales.TryGetValue(key, out var numbers)) return 0;
        var index = int.Parse(attention, System.Globalization.CultureInfo.InvariantCulture);
        return numbers.Length == 1 ? numbers[0] : index < numbers.Length ? numbers[index]
            : throw new ArgumentException(
                $"Scales of {key} are {numbers.Length} numbers, but the block has more attentions: give one number, or one for each.");
    };
}
