using EmojiGen.Models.Bert;
using EmojiGen.Torch;
using EmojiGen.Training.Data;

namespace EmojiGen.Training.EmojiMini;

/// <summary>What may be said of the pictures of a dataset, and what the sentence encoder makes of it, computed once a text.</summary>
sealed class Captions(SentenceEncoder encoder, PreparedDataset dataset) : IDisposable
{
    /// <summary>How often a picture is called by its own name rather than by another word for it.</summary>
    const double OwnName = 0.6;

    readonly Dictionary<(string First, string Text), Tensor> states = [];
    readonly Dictionary<string, string[]> alike = new(StringComparer.Ordinal); // a caption and the others of the same words
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
            var caption = templates[(int)(drawn[(3 * i) + 2] * templates.Length)];
            string[] unstyled = [.. CaptionTemplates.Apply(dataset.Templates, record with { Prompt = words, Words = [], Style = "" })];
            alike[caption] = unstyled.Contains(caption) ? unstyled : [.. templates.Except(unstyled)];
            return caption;
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
    /// <remarks>Captions of the same words are encoded at once, which takes a third of the time; always the same ones, so that a resumed run rounds as the first did.</remarks>
    /// <returns>(B, length, d) bfloat16</returns>
    public Tensor Padded(IReadOnlyList<string> texts, int length) => TensorScope.Run(() =>
    {
        using var noGrad = Autograd.NoGrad();
        return Tensor.Stack([.. texts.Select(text =>
        {
            var group = alike.GetValueOrDefault(text, [text]);
            if (!states.ContainsKey((group[0], text)))
            {
                var said = encoder.EncodePadded(group, length).To(DType.BFloat16);
                for (var i = 0; i < group.Length; i++) states[(group[0], group[i])] = said.Select(0, i).Clone().Unscoped();
            }
            return states[(group[0], text)];
        })]);
    });

    public void Dispose()
    {
        foreach (var text in states.Values) text.Dispose();
    }
}
