using EmojiGen.Models.Bert;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>Texts through the tokenizer and the network of a model that the project carries, padded to the longest.</summary>
sealed class MiniLmSentenceKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var encoder = SentenceEncoder.Load(Repository.File("models", reference.Args.GetProperty("model").GetString()!));
        string[] texts = [.. reference.Args.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!)];
        var maximum = reference.Args.GetProperty("max_length").GetInt32();
        var rows = texts.Select(text => encoder.Tokenizer.Encode(text, maximum)).ToArray();
        var width = rows.Max(row => row.Length);
        long[] shape = [rows.Length, width];
        long[] ids = [.. rows.SelectMany(row => row.Select(id => (long)id).Concat(Enumerable.Repeat((long)encoder.Tokenizer.PadId, width - row.Length)))];
        long[] mask = [.. rows.SelectMany(row => Enumerable.Repeat(1L, row.Length).Concat(Enumerable.Repeat(0L, width - row.Length)))];
        return
        [
            ReferenceOutput.Of("input_ids", shape, ids),
            ReferenceOutput.Of("attention_mask", shape, mask),
            ReferenceOutput.Of("sentence_embedding", [rows.Length, encoder.Dimension], [.. encoder.Encode(texts, maximum).SelectMany(vector => vector)]),
        ];
    }
}
