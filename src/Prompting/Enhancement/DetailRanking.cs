using EmojiGen.Language;
using EmojiGen.ModelFiles;

namespace EmojiGen.Prompting.Enhancement;

/// <summary>How much better a detail suits a prompt than it suits any prompt, by the sentence encoder.</summary>
sealed class DetailRanking : IDisposable
{
    /// <summary>Prompts of all kinds, of which nothing is special: what is near to all of them is near to none.</summary>
    static readonly string[] neutral =
    [
        "a thing", "a picture of something", "an emoji", "a person", "an animal", "some food", "a tool on a table", "a simple icon",
        "a small object", "a face", "somebody doing something", "a piece of furniture", "a vehicle", "a plant", "a building", "a word",
    ];

    readonly SentenceEncoder encoder;
    readonly CaptionEmbeddings embeddings;
    readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    readonly float[] usual; // mean cosine of a text and the neutral prompts

    /// <param name="texts">All that will be asked for.</param>
    /// <param name="file">Where their vectors lie; they are computed where it is missing or of others.</param>
    public DetailRanking(IEnumerable<string> texts, string model, string file)
    {
        foreach (var text in texts) places.TryAdd(text, places.Count);
        encoder = SentenceEncoder.Load(model);
        try
        {
            embeddings = Opened(file);
            usual = new float[places.Count];
            var scores = new float[places.Count];
            foreach (var vector in encoder.Encode(neutral))
            {
                embeddings.Score(vector, scores);
                for (var i = 0; i < scores.Length; i++) usual[i] += scores[i] / neutral.Length;
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Cosines of some words and every text, less what the text has with neutral prompts.</summary>
    public DetailScores Score(string words)
    {
        var scores = new float[places.Count];
        embeddings.Score(encoder.Encode(words), scores);
        for (var i = 0; i < scores.Length; i++) scores[i] -= usual[i];
        return new(places, scores);
    }

    public void Dispose()
    {
        embeddings?.Dispose();
        encoder.Dispose();
    }

    CaptionEmbeddings Opened(string file)
    {
        var fingerprint = new Fingerprint();
        foreach (var text in places.Keys) fingerprint.Add(text);
        var source = $"details, {places.Count}, {fingerprint}";
        try
        {
            return CaptionEmbeddings.Open(file, encoder.Identity, source);
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            CaptionEmbeddings.Build(file, [.. places.Keys], encoder, source);
            return CaptionEmbeddings.Open(file, encoder.Identity, source);
        }
    }
}

/// <summary>What <see cref="DetailRanking.Score"/> found.</summary>
sealed class DetailScores(Dictionary<string, int> places, float[] scores)
{
    public float this[string text] => scores[places[text]];
}
