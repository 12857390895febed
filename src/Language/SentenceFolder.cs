using EmojiGen.ModelFiles;

namespace EmojiGen.Language;

/// <summary>What a published sentence-transformers folder says of its encoder, beside the weights.</summary>
/// <param name="Location">The folder.</param>
/// <param name="Normalise">Vectors are brought to length 1.</param>
/// <param name="MaximumLength">Tokens of a text that are seen, <c>[CLS]</c> and <c>[SEP]</c> included.</param>
public sealed record SentenceFolder(string Location, BertConfig Config, SentencePooling Pooling, bool Normalise, int MaximumLength)
{
    /// <summary>Numbers of a vector: 384 for MiniLM.</summary>
    public int Dimension => Config.HiddenSize * Pooling.Modes;

    /// <exception cref="InvalidDataException">Asked for, the folder cannot give texts: it has no <c>vocab.txt</c>.</exception>
    public WordPieceTokenizer Tokenizer
    {
        get => field ?? throw new InvalidDataException($"The sentence encoder '{Location}' has no vocab.txt: it takes ids only.");
        private init;
    }

    /// <summary>
    /// Reads <c>config.json</c> and, where they are, <c>vocab.txt</c>, <c>modules.json</c> with the pooling it names, and
    /// <c>sentence_bert_config.json</c>. Without
    /// <c>modules.json</c> vectors are pooled as <c>1_Pooling/config.json</c> says, else the mean of the token states, and of length 1.
    /// </summary>
    /// <exception cref="IOException">A file is missing.</exception>
    /// <exception cref="InvalidDataException">A configuration cannot be read or asks for what is not known here.</exception>
    public static SentenceFolder Read(string folder)
    {
        var config = BertConfig.Read(Path.Combine(folder, "config.json"));
        var (pooling, normalise) = ReadModules(folder);
        // Absent or null: as many as the model has positions.
        var limit = ModelConfig.ReadIfAny(Path.Combine(folder, "sentence_bert_config.json"))?.Whole("max_seq_length", int.MaxValue)
            ?? int.MaxValue;
        var tokenizer = File.Exists(Path.Combine(folder, "vocab.txt")) ? WordPieceTokenizer.Load(folder) : null;
        if (tokenizer?.Count > config.VocabSize)
        {
            throw new InvalidDataException(
                $"Sentence encoder '{folder}': vocab.txt has {tokenizer.Count} pieces, but config.json a vocab_size of "
                + $"{config.VocabSize}; they are of different models.");
        }
        return new SentenceFolder(folder, config, pooling, normalise,
            Math.Clamp(limit, 2, config.MaxPositionEmbeddings))
        { Tokenizer = tokenizer! };
    }

    /// <summary>The vector of a text, of the states of its tokens.</summary>
    /// <param name="states">(tokens, hidden size)</param>
    /// <returns>(<see cref="Dimension"/>)</returns>
    public float[] Pool(ReadOnlySpan<float> states)
    {
        var vector = Pooling.Pool(states, Config.HiddenSize);
        if (!Normalise) return vector;
        var squares = 0.0;
        foreach (var number in vector) squares += (double)number * number;
        var length = (float)Math.Max(Math.Sqrt(squares), 1e-12);
        for (var i = 0; i < vector.Length; i++) vector[i] /= length;
        return vector;
    }

    /// <exception cref="IOException">The weights are missing or damaged (<see cref="SafetensorsException"/>).</exception>
    public static SafetensorsFile OpenWeights(string folder) => SafetensorsFile.Open(Path.Combine(folder, "model.safetensors"));

    /// <summary>Differs when the model does: a fingerprint of its settings, its vocabulary, and a sample of each of its weights.</summary>
    /// <exception cref="IOException">The weights are missing or damaged.</exception>
    public static string IdentityOf(string folder)
    {
        using var weights = OpenWeights(folder);
        return IdentityOf(folder, weights);
    }

    internal static string IdentityOf(string folder, SafetensorsFile weights)
    {
        var fingerprint = new Fingerprint();
        ReadOnlySpan<string> settings =
            ["config.json", "vocab.txt", "tokenizer_config.json", "modules.json", "sentence_bert_config.json", "1_Pooling/config.json"];
        foreach (var name in settings)
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
                case "Transformer":
                    break;
                case "Pooling":
                    pooling = Path.Combine(folder, module.Text("path", ""), "config.json");
                    break;
                case "Normalize":
                    normalise = true;
                    break;
                default:
                    throw new InvalidDataException($"Sentence encoder '{folder}': module '{type}' of modules.json is not known here; "
                        + "known are Transformer, Pooling and Normalize.");
            }
        }
        return (SentencePooling.Read(pooling), normalise);
    }
}
