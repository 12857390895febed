using EmojiGen.Models.Tokenizers;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>Texts through the tokenizer of a GGUF file and back; rows that are shorter than the longest end in -1.</summary>
sealed class GgufTokenizerKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var file = GgufFile.Open(GgufModel.PathOf(reference));
        var tokenizer = GgufTokenizer.Read(file);
        string[] texts = [.. reference.Args.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!)];
        int[][] rows = [.. texts.Select(text => tokenizer.Ids(text, control: true))];
        var decoded = reference.Args.GetProperty("decoded").EnumerateArray().Select(text => text.GetString()!).ToArray();
        for (var i = 0; i < texts.Length; i++)
        {
            // The published library writes special tokens out, ours leaves them out: such are compared without.
            var without = tokenizer.Decode(rows[i]);
            var expected = new[] { "<|im_start|>", "<|im_end|>", "<|endoftext|>" }.Aggregate(decoded[i],
                (text, token) => text.Replace(token, "", StringComparison.Ordinal));
            if (without != expected) throw new InvalidDataException($"decoded {i}: '{expected}' expected, got '{without}'");
        }
        var longest = rows.Max(ids => ids.Length);
        return [ReferenceOutput.Of("input_ids", [texts.Length, longest],
            [.. rows.SelectMany(ids => ids.Select(id => (long)id).Concat(Enumerable.Repeat(-1L, longest - ids.Length)))])];
    }
}
