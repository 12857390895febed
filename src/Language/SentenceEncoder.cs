using EmojiGen.ModelFiles;

namespace EmojiGen.Language;

/// <summary>Texts to vectors whose angle says how near their meanings are: a published sentence-transformers folder on BERT, such as
/// all-MiniLM-L6-v2.</summary>
/// <remarks>
/// Reimers and Gurevych 2019. Computed by the processor alone, in float32, from the weights' mapped file: no tensor library is loaded. A
/// text's vector is the same to
/// the bit alone and among others. Threads may encode at once.
/// </remarks>
public sealed class SentenceEncoder : IDisposable
{
    /// <summary>Tokens that go through the network together: enough that converting the weights costs little, and few enough to stay in a
    /// core's cache.</summary>
    const int BatchTokens = 256;

    readonly SentenceFolder folder;
    readonly SafetensorsFile weights;
    readonly MappedBert bert;

    SentenceEncoder(SentenceFolder folder, SafetensorsFile weights)
    {
        (this.folder, this.weights) = (folder, weights);
        bert = new MappedBert(folder.Config, weights);
        Identity = SentenceFolder.IdentityOf(folder.Location, weights);
    }

    /// <summary>Numbers of a vector: 384 for MiniLM.</summary>
    public int Dimension => folder.Dimension;

    /// <summary>Differs when the model does.</summary>
    public string Identity { get; }

    /// <exception cref="InvalidDataException">The folder cannot give texts: it has no <c>vocab.txt</c>.</exception>
    public WordPieceTokenizer Tokenizer => folder.Tokenizer;

    /// <summary>Reads what <see cref="SentenceFolder"/> says, and maps <c>model.safetensors</c>.</summary>
    /// <exception cref="IOException">A file is missing, damaged (<see cref="SafetensorsException"/>) or does not fit (<see
    /// cref="WeightsException"/>).</exception>
    /// <exception cref="InvalidDataException">A configuration cannot be read or asks for what is not known here.</exception>
    public static SentenceEncoder Load(string folder)
    {
        var settings = SentenceFolder.Read(folder);
        var weights = SentenceFolder.OpenWeights(folder);
        try
        {
            return new SentenceEncoder(settings, weights);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    /// <summary>The vector of a text.</summary>
    /// <inheritdoc cref="Encode(IReadOnlyList{string})"/>
    public float[] Encode(string text) => Encode([text])[0];

    /// <summary>One vector a text, in the order of the texts; many are computed on all cores.</summary>
    /// <param name="texts">Cut after the <see cref="SentenceFolder.MaximumLength"/>; an empty one has a vector too.</param>
    /// <returns>Each of <see cref="Dimension"/> numbers, of Euclidean length 1 unless the folder's <c>modules.json</c> leaves that
    /// out.</returns>
    public float[][] Encode(IReadOnlyList<string> texts) => Encode(texts, folder.MaximumLength);

    internal float[][] Encode(IReadOnlyList<string> texts, int maximumLength)
    {
        int[][] ids = [.. texts.Select(text => Tokenizer.Encode(text, maximumLength))];
        var ends = Batches(ids);
        if (ends.Count <= 1) return EncodeIds(ids);
        var vectors = new float[ids.Length][];
        Parallel.For(0, ends.Count, batch =>
        {
            var start = batch == 0 ? 0 : ends[batch - 1];
            EncodeIds(ids[start..ends[batch]]).CopyTo(vectors, start);
        });
        return vectors;
    }

    /// <summary>Vectors of token ids.</summary>
    internal float[][] EncodeIds(IReadOnlyList<int[]> rows)
    {
        if (rows.Count == 0) return [];
        var states = States(rows);
        return Array.ConvertAll(states, text => Pool(text));
    }

    /// <summary>The states behind the vectors, each (tokens, hidden size).</summary>
    /// <param name="types">Kinds of segments; null: all of kind 0.</param>
    /// <param name="seen">Which tokens others attend to; null: all.</param>
    internal float[][] States(IReadOnlyList<int[]> rows, IReadOnlyList<int[]>? types = null, IReadOnlyList<bool[]>? seen = null)
    {
        var batch = new TokenBatch(rows, types, seen);
        using var states = bert.Forward(batch);
        var d = states.Features;
        var texts = new float[rows.Count][];
        for (var text = 0; text < texts.Length; text++)
        {
            texts[text] = new float[rows[text].Length * d];
            for (var token = 0; token < rows[text].Length; token++)
                states.Get(batch.Starts[text] + token, texts[text].AsSpan(token * d, d));
        }
        return texts;
    }

    /// <summary>The vector of a text's token states.</summary>
    internal float[] Pool(ReadOnlySpan<float> states) => folder.Pool(states);

    /// <summary>Where batches of whole texts end that follow one another, each of about <see cref="BatchTokens"/> tokens.</summary>
    static List<int> Batches(int[][] ids)
    {
        var ends = new List<int>();
        for (int start = 0, end = 0; start < ids.Length; start = end)
        {
            for (var tokens = 0; end < ids.Length && (end == start || tokens + ids[end].Length <= BatchTokens); end++)
                tokens += ids[end].Length;
            ends.Add(end);
        }
        return ends;
    }

    public void Dispose() => weights.Dispose();
}
