using EmojiGen.Models.Bert;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>Ids and mask through the BERT in <c>model/</c>: its token states, and the sentence's vector.</summary>
sealed class BertSentenceKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var encoder = SentenceEncoder.Load(reference.File("model"));
        using var scope = new TensorScope();
        var ids = Whole("in.input_ids")!;
        var mask = Whole("in.attention_mask")?.To(DType.Float32) ?? Tensor.Ones(ids.Shape);
        var states = encoder.States(ids, mask, Whole("in.token_type_ids"));
        return [ReferenceOutput.Of("last_hidden_state", states), ReferenceOutput.Of("sentence_embedding", encoder.Pool(states, mask))];

        Tensor? Whole(string name) => reference.Io.Contains(name) ? reference.Io.Read(name).To(DType.Int64) : null;
    }
}
