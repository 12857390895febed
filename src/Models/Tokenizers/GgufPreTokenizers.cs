namespace EmojiGen.Models.Tokenizers;

/// <summary>How byte-level tokenizers of GGUF files cut a text into words, by the name that the file gives.</summary>
static class GgufPreTokenizers
{
    const string Key = "tokenizer.ggml.pre";

    /// <remarks>LLaMA 3: words take one sign before them along, numbers are of three digits at most, line ends are apart.</remarks>
    const string Llama3Pattern =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <returns>How to cut, and whether a word that is a token is that token whatever the merges say.</returns>
    /// <exception cref="GgufException">The name is not known here.</exception>
    public static (Func<TextPiece, IEnumerable<TextPiece>> Split, bool IgnoreMerges) Read(GgufMetadata data)
    {
        var name = data.Text(Key);
        return name switch
        {
            "gpt-2" => (PreTokenizers.ByteLevels(prefixSpace: false, split: true), false),
            "smollm" => (PreTokenizers.InOrder(SingleDigits(), PreTokenizers.ByteLevels(prefixSpace: false, split: true)), false),
            "llama-bpe" or "llama3" or "llama-v3" => (PreTokenizers.InOrder(
                PreTokenizers.Split(new RunePattern(Llama3Pattern), SplitBehaviour.Isolated, invert: false),
                PreTokenizers.ByteLevels(prefixSpace: false, split: false)), true),
            _ => throw data.Fault(name is null ? $"'{Key}' is missing: how words are cut cannot be guessed"
                : $"its words are cut as '{name}' says, which is not known here; known are gpt-2, smollm and llama-bpe"),
        };
    }

    /// <summary>Whether a text has a token before it where the file does not say.</summary>
    public static bool AddsBegin(GgufMetadata data) => data.Text(Key) is "llama-bpe" or "llama3" or "llama-v3";

    /// <summary>Every digit of Unicode's N alone, ², ½ and Ⅷ too.</summary>
    static Func<TextPiece, IEnumerable<TextPiece>> SingleDigits() =>
        PreTokenizers.Split(new RunePattern(@"\p{N}"), SplitBehaviour.Isolated, invert: false);
}
