using EmojiGen.Models.Generation;
using EmojiGen.Torch;

namespace EmojiGen.Models.T5;

/// <summary>The fields of a published <c>config.json</c> of T5, with their published defaults.</summary>
/// <param name="DModel">d</param>
/// <param name="DKv">Width of one head; heads times this need not be d.</param>
/// <param name="NumDecoderLayers">Of the decoder; <paramref name="NumLayers"/> are the encoder's.</param>
/// <param name="RelativeAttentionNumBuckets">Distances that are told apart.</param>
/// <param name="RelativeAttentionMaxDistance">Beyond it all are alike.</param>
/// <param name="FeedForwardProj"><c>relu</c> (T5), <c>gated-gelu</c> (1.1, Flan), or another activation, with or without
/// <c>gated-</c>.</param>
/// <param name="TieWordEmbeddings">Logits come from the table of embeddings, unless the file has a table for them.</param>
/// <param name="ScaleDecoderOutputs">Whether the decoder's states are scaled before that; null: where the embeddings are tied.</param>
/// <param name="EosTokenIds">Each ends a text.</param>
public sealed record T5Config(
    int VocabSize = 32128,
    int DModel = 512,
    int DKv = 64,
    int DFf = 2048,
    int NumLayers = 6,
    int NumDecoderLayers = 6,
    int NumHeads = 8,
    int RelativeAttentionNumBuckets = 32,
    int RelativeAttentionMaxDistance = 128,
    double LayerNormEpsilon = 1e-6,
    string FeedForwardProj = "relu",
    bool TieWordEmbeddings = true,
    bool? ScaleDecoderOutputs = null,
    int PadTokenId = 0,
    int DecoderStartTokenId = 0,
    IReadOnlyList<int>? EosTokenIds = null)
{
    /// <summary>Reads <c>config.json</c>, and what <c>generation_config.json</c> beside it says of start, end and padding.</summary>
    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">The file cannot be read.</exception>
    public static T5Config Read(string path)
    {
        var (file, published) = (ModelConfig.Read(path), new T5Config());
        var generation = ModelConfig.ReadIfAny(Path.Combine(Path.GetDirectoryName(path) ?? "", "generation_config.json")) ?? file;
        var layers = file.Whole("num_layers", published.NumLayers);
        var pad = generation.Whole("pad_token_id", file.Whole("pad_token_id", published.PadTokenId));
        return ConfigSizes.Checked(path, new T5Config(
            file.Whole("vocab_size", published.VocabSize),
            file.Whole("d_model", published.DModel),
            file.Whole("d_kv", published.DKv),
            file.Whole("d_ff", published.DFf),
            layers,
            file.Whole("num_decoder_layers", layers),
            file.Whole("num_heads", published.NumHeads),
            file.Whole("relative_attention_num_buckets", published.RelativeAttentionNumBuckets),
            file.Whole("relative_attention_max_distance", published.RelativeAttentionMaxDistance),
            file.Number("layer_norm_epsilon", published.LayerNormEpsilon),
            file.Text("feed_forward_proj", published.FeedForwardProj),
            file.Flag("tie_word_embeddings", published.TieWordEmbeddings),
            file.Has("scale_decoder_outputs") ? file.Flag("scale_decoder_outputs", true) : null,
            pad,
            generation.Whole("decoder_start_token_id", file.Whole("decoder_start_token_id", pad)),
            generation.OneOrMoreWholes("eos_token_id") ?? file.OneOrMoreWholes("eos_token_id") ?? [1]), it => it.Validate());
    }

    /// <exception cref="InvalidDataException">A size is out of its range, or the activation is not known here.</exception>
    public void Validate()
    {
        ConfigSizes.Check("T5", ("vocab_size", VocabSize), ("d_model", DModel), ("d_kv", DKv), ("d_ff", DFf), ("num_layers", NumLayers),
            ("num_decoder_layers", NumDecoderLayers), ("num_heads", NumHeads));
        if (RelativeAttentionNumBuckets < 4 || RelativeAttentionMaxDistance <= RelativeAttentionNumBuckets / 2)
            throw new InvalidDataException(
                $"T5's relative_attention_num_buckets ({RelativeAttentionNumBuckets}) must be 4 or more, and relative_attention_max_distance ({RelativeAttentionMaxDistance}) over half of it.");
        Activation.Named(ActivationName);
    }

    internal bool IsGated => FeedForwardProj.StartsWith("gated-", StringComparison.Ordinal);

    /// <summary>The gated GELU of T5 1.1 is the tanh approximation, whatever its name says.</summary>
    internal string ActivationName =>
        FeedForwardProj == "gated-gelu" ? "gelu_new" : FeedForwardProj[(FeedForwardProj.LastIndexOf('-') + 1)..];
}

/// <summary>T5's encoder alone: token ids to token states, as SD 3 is conditioned on.</summary>
/// <remarks>Raffel et al. 2020; 1.1 by Shazeer 2020. Parameter names are those of transformers' T5EncoderModel.</remarks>
public sealed class T5Encoder : Module
{
    readonly Embedding shared;
    readonly T5Stack encoder;

    /// <exception cref="InvalidDataException">The configuration cannot be.</exception>
    public T5Encoder(T5Config config)
    {
        config.Validate();
        Config = config;
        shared = Child("shared", new Embedding(config.VocabSize, config.DModel));
        encoder = Child("encoder", new T5Stack(config, isDecoder: false));
    }

    public T5Config Config { get; }

    /// <param name="ids">(B, T) whole numbers</param>
    /// <param name="mask">(B, T), 1 at tokens and 0 at padding; null: all are seen, as SD 3 wants it</param>
    /// <returns>(B, T, d) of the weights' element type</returns>
    /// <exception cref="ArgumentException">The ids are out of the vocabulary.</exception>
    public Tensor Forward(Tensor ids, Tensor? mask = null)
    {
        TokenIds.Check(ids, Config.VocabSize, "T5");
        var device = shared.Weight.Device;
        return TensorScope.Run(() => encoder.Forward(shared.Forward(ids.To(device)), mask?.To(device)));
    }

    /// <summary>Reads published weights of the encoder, or of a whole T5.</summary>
    /// <param name="dtype">Converts to this element type; null keeps the stored one.</param>
    /// <exception cref="WeightsException">Names are missing, left over or misshapen.</exception>
    public void LoadPublished(IWeights weights, DType? dtype = null) =>
        Load(new RenamedWeights(weights, T5Names.Of(weights, withDecoder: false)), dtype: dtype);
}

/// <summary>The whole T5, which answers a text with a text (Flan-T5).</summary>
/// <inheritdoc cref="T5Encoder" path="/remarks"/>
public sealed class T5ForConditionalGeneration : Module
{
    readonly Embedding shared;
    readonly T5Stack encoder, decoder;
    Linear? head;

    /// <exception cref="InvalidDataException">The configuration cannot be.</exception>
    public T5ForConditionalGeneration(T5Config config)
    {
        config.Validate();
        Config = config;
        shared = Child("shared", new Embedding(config.VocabSize, config.DModel));
        encoder = Child("encoder", new T5Stack(config, isDecoder: false));
        decoder = Child("decoder", new T5Stack(config, isDecoder: true));
        if (!config.TieWordEmbeddings) head = Child("lm_head", new Linear(config.DModel, config.VocabSize, bias: false));
    }

    public T5Config Config { get; }

    /// <param name="ids">(B, T) whole numbers</param>
    /// <param name="mask">(B, T), 1 at tokens and 0 at padding</param>
    /// <returns>(B, T, d) the encoder's states</returns>
    public Tensor Encode(Tensor ids, Tensor? mask = null)
    {
        TokenIds.Check(ids, Config.VocabSize, "T5");
        var device = shared.Weight.Device;
        return TensorScope.Run(() => encoder.Forward(shared.Forward(ids.To(device)), mask?.To(device)));
    }

    /// <param name="states">(B, S, d) of <see cref="Encode"/></param>
    /// <param name="decoderIds">(B, T) the answer so far, its start token first</param>
    /// <param name="mask">(B, S) of the encoder's tokens</param>
    /// <returns>(B, T, vocabulary) logits of the token that follows each</returns>
    public Tensor Decode(Tensor states, Tensor decoderIds, Tensor? mask = null) => Decode(states, decoderIds, mask, null);

    /// <summary>Answers texts, step by step.</summary>
    /// <param name="ids">(B, T) whole numbers; must live until the last step</param>
    /// <param name="mask">(B, T), 1 at tokens and 0 at padding</param>
    /// <returns>At each step one token for each text, the end token included and padding after it; ends when all texts have
    /// ended.</returns>
    public IEnumerable<int[]> GenerateBatch(Tensor ids, GenerationOptions options, Tensor? mask = null)
    {
        options.Validate();
        TokenIds.Check(ids, Config.VocabSize, "T5");
        return Steps();

        IEnumerable<int[]> Steps()
        {
            var texts = (int)ids.Size(0);
            using var caches = new T5Caches(Config.NumDecoderLayers);
            using var states = Inference(() => Encode(ids, mask));
            int[] starts = [.. Enumerable.Repeat(Config.DecoderStartTokenId, texts)];
            foreach (var step in TokenLoop.Batch(texts, Config.EosTokenIds ?? [], Config.PadTokenId, int.MaxValue, options, Following))
                yield return step;

            Tensor Following(int[]? before) =>
                Decode(states, Tensor.From(before ?? starts, texts, 1).To(DType.Int64), mask, caches).Select(1, 0);
        }
    }

    /// <summary>Answers one text, token by token, up to and without the end token.</summary>
    /// <param name="ids">The text's ids, its end token included.</param>
    public IEnumerable<int> Generate(IReadOnlyList<int> ids, GenerationOptions options)
    {
        options.Validate();
        return TokenLoop.Single(ids, Config.EosTokenIds, text => GenerateBatch(text, options));
    }

    /// <summary>Reads published weights; logits have a table of their own where the file has one.</summary>
    /// <inheritdoc cref="T5Encoder.LoadPublished"/>
    public void LoadPublished(IWeights weights, DType? dtype = null)
    {
        if (head is null && weights.Names.Any(name => name is "lm_head.weight"))
            head = Child("lm_head", new Linear(Config.DModel, Config.VocabSize, bias: false));
        Load(new RenamedWeights(weights, T5Names.Of(weights, withDecoder: true)), dtype: dtype);
    }

    Tensor Decode(Tensor states, Tensor decoderIds, Tensor? mask, T5Caches? caches)
    {
        TokenIds.Check(decoderIds, Config.VocabSize, "T5's decoder");
        return TensorScope.Run(() =>
        {
            var device = shared.Weight.Device;
            var x = decoder.Forward(shared.Forward(decoderIds.To(device)), null, states, mask?.To(device), caches); // (B, T, d)
            if (Config.ScaleDecoderOutputs ?? Config.TieWordEmbeddings) x *= 1 / Math.Sqrt(Config.DModel);
            return head is null ? x.Linear(shared.Weight) : head.Forward(x);
        });
    }

    static Tensor Inference(Func<Tensor> compute)
    {
        using var noGrad = Autograd.NoGrad();
        return TensorScope.Run(compute).Unscoped();
    }
}
