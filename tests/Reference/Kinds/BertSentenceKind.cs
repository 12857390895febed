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
        var mask = reference.Io.Read("in.attention_mask").To(DType.Float32);
        var states = encoder.States(reference.Io.Read("in.input_ids").To(DType.Int64), mask);
        return [ReferenceOutput.Of("last_hidden_state", states), ReferenceOutput.Of("sentence_embedding", encoder.Pool(states, mask))];
    }
}
