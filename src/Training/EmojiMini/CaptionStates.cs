using EmojiGen.Models.Bert;
using EmojiGen.Torch;
using EmojiGen.Training.Data;

namespace EmojiGen.Training.EmojiMini;

/// <summary>Token states of what may be said of the pictures of a dataset, computed once a text and kept on the CPU.</summary>
sealed class CaptionStates(SentenceTokenEncoder encoder, PreparedDataset dataset) : IDisposable
{
    const int Batch = 128;

    readonly Dictionary<string, Tensor> states = new(StringComparer.Ordinal); // (T, d), as long as the text

    /// <summary>Encodes all that may be said of pictures, so that <see cref="Padded"/> finds it.</summary>
    /// <remarks>Many at once, which takes a tenth of the time; always the same ones together, so that a resumed run rounds as the first
    /// did.</remarks>
    /// <param name="length">Most tokens of a text.</param>
    public void Encode(IEnumerable<int> places, int length)
    {
        using var noGrad = Autograd.NoGrad();
        var all = places.SelectMany(it => CaptionTemplates.Apply(dataset.Templates, dataset.Records[it])).Append("")
            .Distinct(StringComparer.Ordinal);
        foreach (var texts in all.OrderBy(it => it.Length).ThenBy(it => it, StringComparer.Ordinal).Chunk(Batch)) Encode(texts, length);
    }

    /// <summary>Token states of texts, cut or padded with zeros to one length.</summary>
    /// <returns>(B, length, d) bfloat16</returns>
    public Tensor Padded(IReadOnlyList<string> texts, int length) => TensorScope.Run(() =>
    {
        using var noGrad = Autograd.NoGrad();
        foreach (var text in texts.Where(it => !states.ContainsKey(it)).Distinct(StringComparer.Ordinal).ToList()) Encode([text], length);
        return Tensor.Stack([.. texts.Select(it => states[it].Pad([0, 0, 0, length - states[it].Size(0)]))]);
    });

    void Encode(string[] texts, int length)
    {
        using var scope = new TensorScope();
        var said = encoder.EncodePadded(texts, length).To(Device.Cpu, DType.BFloat16);
        for (var i = 0; i < texts.Length; i++)
            states[texts[i]] = said.Select(0, i).Narrow(0, 0, encoder.TokenCount(texts[i], length)).Clone().Unscoped();
    }

    public void Dispose()
    {
        foreach (var text in states.Values) text.Dispose();
    }
}
