using EmojiGen.Language;
using EmojiGen.Models.Bert;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>Ids and mask through the BERT in <c>model/</c>, by vectors and by tensors: its token states, and the sentence's
/// vector.</summary>
sealed class BertSentenceKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        var folder = reference.File("model");
        long[] shape = reference.Io["in.input_ids"].Shape;
        var (count, length) = ((int)shape[0], (int)shape[1]);
        int[][] ids = Rows("in.input_ids")!;
        int[][]? types = Rows("in.token_type_ids");
        bool[][] seen = Rows("in.attention_mask") is { } mask ? [.. mask.Select(row => Array.ConvertAll(row, it => it != 0))]
            : [.. ids.Select(row => Array.ConvertAll(row, _ => true))];

        using var mapped = SentenceEncoder.Load(folder);
        var width = mapped.Dimension;
        foreach (var output in Outputs([.. mapped.States(ids, types, seen).SelectMany(it => it)])) yield return output;

        using var tensors = SentenceTokenEncoder.Load(folder, device: reference.Device);
        using var scope = new TensorScope();
        var states = tensors.States(Of(ids), Of([.. seen.Select(row => Array.ConvertAll(row, it => it ? 1 : 0))]).To(DType.Float32),
            types is null ? null : Of(types));
        foreach (var output in Outputs(states.ToArray<float>())) yield return output;

        IEnumerable<ReferenceOutput> Outputs(float[] states)
        {
            yield return ReferenceOutput.Of("last_hidden_state", [count, length, width], states);
            yield return ReferenceOutput.Of("sentence_embedding", [count, width],
                [.. Enumerable.Range(0, count).SelectMany(row => mapped.Pool(Seen(states, row)))]);
        }

        float[] Seen(float[] states, int row) =>
            [.. Enumerable.Range(0, length).Where(token => seen[row][token])
                .SelectMany(token => states.AsSpan(((row * length) + token) * width, width).ToArray())];

        int[][]? Rows(string name) => !reference.Io.Contains(name) ? null
            : [.. Array.ConvertAll(reference.Io.ReadIntegers(name), it => (int)it).Chunk(length)];

        Tensor Of(int[][] rows) => Tensor.From<long>([.. rows.SelectMany(row => row.Select(it => (long)it))], count, length);
    }
}
