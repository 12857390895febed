using EmojiGen.Models.Tokenizers;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>Texts through the unigram tokenizer in <c>model/</c>; rows that are shorter than the longest end in -1.</summary>
sealed class UnigramTokenizerKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        var tokenizer = UnigramTokenizer.Load(reference.File("model"));
        int? most = reference.Args.TryGetProperty("max_length", out var given) ? given.GetInt32() : null;
        int[][] texts = [.. reference.Args.GetProperty("texts").EnumerateArray().Select(text => tokenizer.Encode(text.GetString()!, most))];
        var longest = texts.Max(ids => ids.Length);
        long[] rows = [.. texts.SelectMany(ids => ids.Select(id => (long)id).Concat(Enumerable.Repeat(-1L, longest - ids.Length)))];
        return [ReferenceOutput.Of("input_ids", [texts.Length, longest], rows)];
    }
}
