using EmojiGen.Models.Bert;
using EmojiGen.Torch;
using EmojiGen.Training.Data;

namespace EmojiGen.Training.EmojiMini;

/// <summary>What may be said of the pictures of a dataset, and what the sentence encoder makes of it, computed once a text.</summary>
sealed class Captions(SentenceEncoder encoder, PreparedDataset dataset) : IDisposable
{
    /// <summary>How often a picture is called by its own name rather than by another word for it.</summary>
    const double OwnName = 0.6;

    readonly Dictionary<string, Tensor> states = new(StringComparer.Ordinal);
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

    /// <summary>Token states of texts, cut or padded with zeros to one length.</summary>
    /// <returns>(B, length, d) bfloat16</returns>
    public Tensor Padded(IReadOnlyList<string> texts, int length) => TensorScope.Run(() =>
    {
        using var noGrad = Autograd.NoGrad();
        foreach (var text in texts)
            if (!states.ContainsKey(text)) states.Add(text, TensorScope.Run(() => encoder.EncodePadded([text], length).Select(0, 0).To(DType.BFloat16)).Unscoped());
        return Tensor.Stack([.. texts.Select(it => states[it])]);
    });

    public void Dispose()
    {
        foreach (var text in states.Values) text.Dispose();
    }
}
