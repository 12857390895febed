using EmojiGen.Torch;

namespace EmojiGen.Models.Clip;

/// <summary>The names that half of a CLIP has in published files: with or without the half's own prefix, alone or beside the other
/// half.</summary>
sealed class ClipNames
{
    /// <summary>What the halves and their projections begin with in a whole CLIP, whatever this half's own names are.</summary>
    static readonly string[] both = ["text_model.", "vision_model.", "text_projection.", "visual_projection."];

    readonly string half, projection, halfPrefix, root;
    readonly bool wantsProjection;

    /// <param name="half"><c>text_model.</c> or <c>vision_model.</c></param>
    /// <param name="anchor">A name that only this half has.</param>
    /// <param name="projection">What the names of its projection begin with, beside the half.</param>
    public ClipNames(IWeights weights, string half, string anchor, string projection, bool wantsProjection)
    {
        (this.half, this.projection, this.wantsProjection) = (half, projection, wantsProjection);
        halfPrefix = weights.Names.FirstOrDefault(name => name == anchor
            || name.EndsWith("." + anchor, StringComparison.Ordinal))?[..^anchor.Length] ?? half;
        root = halfPrefix.EndsWith(half, StringComparison.Ordinal) ? halfPrefix[..^half.Length] : halfPrefix;
    }

    /// <returns>The name as transformers has it; null for what this half has no use for.</returns>
    public string? Rename(string name)
    {
        if (!name.StartsWith(root, StringComparison.Ordinal)) return null;
        var own = name[root.Length..];
        if (own.StartsWith(projection, StringComparison.Ordinal)) return wantsProjection ? own : null;
        // 0, 1, 2, ...: saved by older versions.
        if (own == "logit_scale" || own.EndsWith("embeddings.position_ids", StringComparison.Ordinal)) return null;
        if (own.StartsWith(half, StringComparison.Ordinal)) return own;
        if (halfPrefix.Length > root.Length || both.Any(it => own.StartsWith(it, StringComparison.Ordinal))) return null; // the other half
        return half + own;
    }
}
