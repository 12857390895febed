using EmojiGen.Torch;

namespace EmojiGen.Models.Bert;

/// <summary>Token states of texts, for cross-attention.</summary>
/// <param name="States">(B, T, d) float32, padded to the longest text</param>
/// <param name="Mask">(B, T) float32, 1 at tokens and 0 at padding</param>
public sealed record SentenceTokens(Tensor States, Tensor Mask);

/// <summary>Texts to vectors whose angle says how near their meanings are: a published sentence-transformers folder on BERT, such as all-MiniLM-L6-v2.</summary>
/// <remarks>Reimers and Gurevych 2019. Threads may encode at once.</remarks>
public sealed class SentenceEncoder : IDisposable
{
    /// <summary>Tokens, padding included, that go through the network together; more would not be faster, and take more memory.</summary>
    const int BatchTokens = 1024;

    readonly Bert bert;
    readonly WordPieceTokenizer? tokenizer;
    readonly SentencePooling pooling;
    readonly bool normalise;

    SentenceEncoder(Bert bert, WordPieceTokenizer? tokenizer, SentencePooling pooling, bool normalise, int maximumLength, string identity)
    {
        (this.bert, this.pooling, this.normalise, Identity) = (bert, pooling, normalise, identity);
        (this.tokenizer, MaximumLength) = (tokenizer, maximumLength);
    }

    /// <summary>Numbers of a vector: 384 for MiniLM.</summary>
    public int Dimension => bert.Config.HiddenSize * pooling.Modes;

    /// <summary>Tokens of a text that are seen, <c>[CLS]</c> and <c>[SEP]</c> included.</summary>
    public int MaximumLength { get; }

    /// <summary>Differs when the model does: a fingerprint of its settings, its vocabulary, and a sample of each of its weights.</summary>
    public string Identity { get; }

    /// <exception cref="InvalidDataException">The folder cannot give texts: it has no <c>vocab.txt</c>.</exception>
    public WordPieceTokenizer Tokenizer => tokenizer ?? throw new InvalidDataException("This sentence encoder was loaded from a folder without vocab.txt: it takes ids only.");

    /// <summary>Reads <c>config.json</c>, <c>model.safetensors</c> and, where they are, <c>vocab.txt</c>, <c>modules.json</c> with the pooling it names, and <c>sentence_bert_config.json</c>.
    /// Without <c>modules.json</c> vectors are pooled as <c>1_Pooling/config.json</c> says, else the mean of the token states, and of length 1.</summary>
    /// <param name="dtype">What is computed in; results are float32.</param>
    /// <exception cref="IOException">A file is missing, damaged (<see cref="SafetensorsException"/>) or does not fit (<see cref="WeightsException"/>).</exception>
    /// <exception cref="InvalidDataException">A configuration cannot be read or asks for what is not known here.</exception>
    public static SentenceEncoder Load(string folder, DType dtype = DType.Float32)
    {
        var bert = new Bert(BertConfig.Read(Path.Combine(folder, "config.json")));
        try
        {
            var (pooling, normalise) = ReadModules(folder);
            // Absent or null: as many as the model has positions.
            var limit = ModelConfig.ReadIfAny(Path.Combine(folder, "sentence_bert_config.json"))?.Whole("max_seq_length", int.MaxValue) ?? int.MaxValue;
            var longest = Math.Clamp(limit, 2, bert.Config.MaxPositionEmbeddings);
            var tokenizer = File.Exists(Path.Combine(folder, "vocab.txt")) ? WordPieceTokenizer.Load(folder) : null;
            if (tokenizer?.Count > bert.Config.VocabSize)
                throw new InvalidDataException($"Sentence encoder '{folder}': vocab.txt has {tokenizer.Count} pieces, but config.json a vocab_size of {bert.Config.VocabSize}; they are of different models.");
            using var weights = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
            bert.LoadPublished(weights, dtype);
            return new SentenceEncoder(bert, tokenizer, pooling, normalise, longest, IdentityOf(folder, weights));
        }
        catch
        {
            bert.Dispose();
            throw;
        }
    }

    /// <summary>One vector a text, in the order of the texts.</summary>
    /// <param name="texts">Cut after <see cref="MaximumLength"/> tokens; an empty one has a vector too.</param>
    /// <returns>Each of <see cref="Dimension"/> numbers, of Euclidean length 1 unless the folder's <c>modules.json</c> leaves that out.</returns>
    public float[][] Encode(IReadOnlyList<string> texts) => Encode(texts, MaximumLength);

    internal float[][] Encode(IReadOnlyList<string> texts, int maximumLength)
    {
        var ids = texts.Select(text => Tokenizer.Encode(text, maximumLength)).ToArray();
        var vectors = new float[ids.Length][];
        // Texts of like length share a batch, so that little is padding.
        foreach (var batch in Batches(ids))
        {
            using var scope = new TensorScope();
            var (padded, mask) = Pad([.. batch.Select(i => ids[i])]);
            var encoded = Encode(padded, mask).ToArray<float>();
            for (var row = 0; row < batch.Length; row++) vectors[batch[row]] = encoded.AsSpan(row * Dimension, Dimension).ToArray();
        }
        return vectors;
    }

    /// <summary>Indices of texts, longest texts first.</summary>
    static IEnumerable<int[]> Batches(int[][] ids)
    {
        var order = new int[ids.Length];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(order, (a, b) => ids[a].Length != ids[b].Length ? ids[b].Length - ids[a].Length : a - b);
        for (int start = 0, count; start < order.Length; start += count)
        {
            count = Math.Clamp(BatchTokens / ids[order[start]].Length, 1, order.Length - start);
            yield return order[start..(start + count)];
        }
    }

    public float[] Encode(string text) => Encode([text])[0];

    /// <summary>The states behind the vectors, token by token, of the current scope.</summary>
    public SentenceTokens EncodeTokens(IReadOnlyList<string> texts)
    {
        using var scope = new TensorScope();
        var (ids, mask) = Pad([.. texts.Select(text => Tokenizer.Encode(text, MaximumLength))]);
        return new SentenceTokens(scope.MoveOut(States(ids, mask)), scope.MoveOut(mask));
    }

    /// <summary>Tokens of a text, the first and the last that stand for its ends included.</summary>
    /// <param name="most">As many are left of a longer one.</param>
    public int TokenCount(string text, int most) => Tokenizer.Encode(text, Math.Min(most, MaximumLength)).Length;

    /// <summary>The states of texts, cut or padded with zeros to one length: what a network attends to without a mask.</summary>
    /// <returns>(B, length, d) float32, of the current scope</returns>
    public Tensor EncodePadded(IReadOnlyList<string> texts, int length) => TensorScope.Run(() =>
    {
        var (ids, mask) = Pad([.. texts.Select(text => Tokenizer.Encode(text, Math.Min(length, MaximumLength)))]);
        var states = States(ids, mask) * mask.Unsqueeze(-1);                                  // (B, T, d)
        return states.Pad([0, 0, 0, length - states.Size(1)]);
    });

    /// <param name="ids">(B, T) int64</param>
    /// <param name="mask">(B, T) float32, 1 at tokens and 0 at padding</param>
    /// <returns>(B, <see cref="Dimension"/>)</returns>
    internal Tensor Encode(Tensor ids, Tensor mask) => Pool(States(ids, mask), mask);

    internal Tensor States(Tensor ids, Tensor mask, Tensor? types = null)
    {
        using var noGrad = Autograd.NoGrad();
        return bert.Forward(ids, mask, types).To(DType.Float32);
    }

    internal Tensor Pool(Tensor states, Tensor mask)
    {
        using var noGrad = Autograd.NoGrad();
        return TensorScope.Run(() => pooling.Pool(states, mask) is var pooled && normalise ? pooled.Normalize() : pooled);
    }

    (Tensor Ids, Tensor Mask) Pad(int[][] ids)
    {
        var length = ids.Max(row => row.Length);
        var padded = new long[ids.Length * length];
        var mask = new float[padded.Length];
        Array.Fill(padded, Tokenizer.PadId);
        for (var row = 0; row < ids.Length; row++)
        {
            for (var column = 0; column < ids[row].Length; column++)
                (padded[(row * length) + column], mask[(row * length) + column]) = (ids[row][column], 1);
        }
        return (Tensor.From<long>(padded, ids.Length, length), Tensor.From<float>(mask, ids.Length, length));
    }

    static (SentencePooling, bool Normalise) ReadModules(string folder)
    {
        var pooling = Path.Combine(folder, "1_Pooling", "config.json");
        if (ModelConfig.ReadIfAny(Path.Combine(folder, "modules.json")) is not { } modules)
            return (File.Exists(pooling) ? SentencePooling.Read(pooling) : new SentencePooling(), true);
        var normalise = false;
        foreach (var module in modules.Items)
        {
            var type = module.Text("type", "");
            switch (type[(type.LastIndexOf('.') + 1)..])
            {
                case "Transformer": break;
                case "Pooling": pooling = Path.Combine(folder, module.Text("path", ""), "config.json"); break;
                case "Normalize": normalise = true; break;
                default: throw new InvalidDataException($"Sentence encoder '{folder}': module '{type}' of modules.json is not known here; known are Transformer, Pooling and Normalize.");
            }
        }
        return (SentencePooling.Read(pooling), normalise);
    }

    /// <summary>The <see cref="Identity"/> of the encoder in a folder, without loading it.</summary>
    /// <exception cref="IOException">The weights are missing or damaged.</exception>
    public static string IdentityOf(string folder)
    {
        using var weights = SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));
        return IdentityOf(folder, weights);
    }

    static string IdentityOf(string folder, SafetensorsFile weights)
    {
        var fingerprint = new Fingerprint();
        foreach (var name in (string[])["config.json", "vocab.txt", "tokenizer_config.json", "modules.json", "sentence_bert_config.json", "1_Pooling/config.json"])
        {
            var path = Path.Combine(folder, name);
            if (File.Exists(path)) fingerprint.Add(File.ReadAllBytes(path));
        }
        foreach (var entry in weights.Entries)
        {
            fingerprint.Add(entry.Name);
            var bytes = weights.Bytes(entry.Name);
            fingerprint.Add(bytes[..Math.Min(bytes.Length, 256)]); // all of it would be read from disk at each start
        }
        return fingerprint.ToString();
    }

    public void Dispose() => bert.Dispose();
}
