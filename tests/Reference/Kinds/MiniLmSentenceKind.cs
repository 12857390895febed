using EmojiGen.Language;
using EmojiGen.Models.Bert;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>Texts through the tokenizer and the network of a model that the project carries, padded to the longest; the network by vectors
/// and by tensors.</summary>
sealed class MiniLmSentenceKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        var folder = Repository.File("models", reference.Args.GetProperty("model").GetString()!);
        using var mapped = SentenceEncoder.Load(folder);
        string[] texts = [.. reference.Args.GetProperty("texts").EnumerateArray().Select(text => text.GetString()!)];
        var maximum = reference.Args.GetProperty("max_length").GetInt32();
        var rows = texts.Select(text => mapped.Tokenizer.Encode(text, maximum)).ToArray();
        var width = rows.Max(row => row.Length);
        long[] shape = [rows.Length, width];
        long[] ids = [.. rows.SelectMany(row => row.Select(id => (long)id)
            .Concat(Enumerable.Repeat((long)mapped.Tokenizer.PadId, width - row.Length)))];
        long[] mask = [.. rows.SelectMany(row => Enumerable.Repeat(1L, row.Length).Concat(Enumerable.Repeat(0L, width - row.Length)))];
        yield return ReferenceOutput.Of("input_ids", shape, ids);
        yield return ReferenceOutput.Of("attention_mask", shape, mask);
        yield return Embeddings(mapped.Encode(texts, maximum));

        using var tensors = SentenceTokenEncoder.Load(folder, device: reference.Device);
        using var scope = new TensorScope();
        var states = tensors.States(Tensor.From(ids, shape), Tensor.From(mask, shape).To(DType.Float32));
        yield return Embeddings(
            [.. rows.Select((row, i) => mapped.Pool(states.Select(0, i).Narrow(0, 0, row.Length).Contiguous().ToArray<float>()))]);

        ReferenceOutput Embeddings(float[][] vectors) =>
            ReferenceOutput.Of("sentence_embedding", [rows.Length, mapped.Dimension], [.. vectors.SelectMany(it => it)]);
    }
}
