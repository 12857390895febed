using EmojiGen.Models.Bert;
using EmojiGen.Torch;
using EmojiGen.Training.Data;

namespace EmojiGen.Training.EmojiMini;

/// <summary>What may be said of the pictures of a dataset, and what the sentence encoder makes of it, computed once a text.</summary>
sealed class Captions(SentenceEncoder encoder, PreparedDataset dataset) : IDisposable
{
    /// <summary>How often a picture is called by its own name rather than by another word for it.</summary>
    const double OwnName = 0.6;

    const int Batch = 128;

    readonly Dictionary<string, Tensor> states = new(StringComparer.Ordinal); // (T, d) each, as long as the text
    readonly Dictionary<string, float[]> embeddings = new(StringComparer.Ordinal);

    /// <summary>A caption of each picture: its name or another word for it, in one of the dataset's templates.</summary>
    public string[] Draw(IReadOnlyList<int> places, Generator random)
    {
        using var scope = new TensorScope();
        var drawn = random.Uniform([3 * places.Count]).ToArray<float>();
        return [.. places.Select((place, i) =>
        {
            var record = dataset.Records[place];
            var words = drawn[3 * i] < OwnName || record.Words.IsEmpty ? record.Prompt : record.Words[(int)(drawn[(3 * i) + 1] * record.Words.Length)];
            string[] templates = [.. CaptionTemplates.Apply(dataset.Templates, record with { Prompt = words, Words = [] })];
            return templates[(int)(drawn[(3 * i) + 2] * templates.Length)];
        })];
    }

    /// <summary>Vectors of texts.</summary>
    /// <returns>(B, d) of length 1</returns>
    public Tensor Embeddings(IReadOnlyList<string> texts)
    {
        string[] missing = [.. texts.Where(it => !embeddings.ContainsKey(it)).Distinct(StringComparer.Ordinal)];
        if (missing.Length > 0)
            foreach (var (text, vector) in missing.Zip(encoder.Encode(missing))) embeddings.Add(text, vector);
        return Tensor.From<float>([.. texts.SelectMany(it => embeddings[it])], texts.Count, encoder.Dimension);
    }

    /// <summary>Encodes all that may be said of pictures, so that <see cref="Padded"/> finds it.</summary>
    /// <remarks>Many at once, which takes a tenth of the time; always the same ones together, so that a resumed run rounds as the first did.</remarks>
    /// <param name="length">Most tokens of a text.</param>
    public void Encode(IEnumerable<int> places, int length)
    {
        using var noGrad = Autograd.NoGrad();
        var all = places.SelectMany(it => CaptionTemplates.Apply(dataset.Templates, dataset.Records[it])).Append("").Distinct(StringComparer.Ordinal);
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
        var said = encoder.EncodePadded(texts, length).To(DType.BFloat16);
        for (var i = 0; i < texts.Length; i++) states[texts[i]] = said.Select(0, i).Narrow(0, 0, encoder.TokenCount(texts[i], length)).Clone().Unscoped();
    }

    public void Dispose()
    {
        foreach (var text in states.Values) text.Dispose();
    }
}
