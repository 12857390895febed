using EmojiGen.Language;
using EmojiGen.Torch;

namespace EmojiGen.Training.EmojiMini;

/// <summary>Vectors of what is said of pictures, computed once a text.</summary>
sealed class CaptionVectors(SentenceEncoder encoder)
{
    readonly Dictionary<string, float[]> vectors = new(StringComparer.Ordinal);

    /// <returns>(B, d) of length 1</returns>
    public Tensor Of(IReadOnlyList<string> texts)
    {
        string[] missing = [.. texts.Where(it => !vectors.ContainsKey(it)).Distinct(StringComparer.Ordinal)];
        foreach (var (text, vector) in missing.Zip(encoder.Encode(missing))) vectors.Add(text, vector);
        return Tensor.From<float>([.. texts.SelectMany(it => vectors[it])], texts.Count, encoder.Dimension);
    }
}
