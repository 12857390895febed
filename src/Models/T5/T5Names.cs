using EmojiGen.Torch;

namespace EmojiGen.Models.T5;

/// <summary>The names in published files of T5: the table of words stands there once, twice or thrice.</summary>
static class T5Names
{
    const string Shared = "shared.weight", OfEncoder = "encoder.embed_tokens.weight", OfDecoder = "decoder.embed_tokens.weight";

    public static Func<string, string?> Of(IWeights weights, bool withDecoder)
    {
        var hasShared = weights.Names.Contains(Shared);
        return name => name switch
        {
            OfEncoder => hasShared ? null : Shared,
            OfDecoder => null,
            // Written by mistake in some files of old: only decoders attend so, and without a bias.
            "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight" => null,
            _ when !withDecoder && (name.StartsWith("decoder.", StringComparison.Ordinal) || name == "lm_head.weight") => null,
            _ => name,
        };
    }
}
