using EmojiGen.Models.Generation;
using EmojiGen.Torch;

namespace EmojiGen.Models.Llama;

/// <summary>The fields of a published <c>config.json</c> of LLaMA, with their published defaults.</summary>
/// <param name="HiddenSize">d</param>
/// <param name="NumKeyValueHeads">Divides <paramref name="NumAttentionHeads"/>: so many queries share a key (Ainslie et al. 2023); null:
/// each has its own.</param>
/// <param name="HeadDim">Width of one head; null: d / heads.</param>
/// <param name="MaxPositionEmbeddings">Tokens of the longest text.</param>
/// <param name="TieWordEmbeddings">Logits come from the table of embeddings.</param>
/// <param name="EosTokenIds">Each ends a text.</param>
public sealed record LlamaConfig(
    int VocabSize = 32000,
    int HiddenSize = 4096,
    int IntermediateSize = 11008,
    int NumHiddenLayers = 32,
    int NumAttentionHeads = 32,
    int? NumKeyValueHeads = null,
    int? HeadDim = null,
    string HiddenAct = "silu",
    int MaxPositionEmbeddings = 2048,
    double RmsNormEps = 1e-6,
    bool TieWordEmbeddings = false,
    bool AttentionBias = false,
    bool MlpBias = false,
    RotaryOptions? Rotary = null,
    int? PadTokenId = null,
    IReadOnlyList<int>? EosTokenIds = null)
{
    /// <summary>Reads <c>config.json</c>, and what <c>generation_config.json</c> beside it says of end and padding.</summary>
    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">The file cannot be read, or asks for what is not known here.</exception>
    public static LlamaConfig Read(string path)
    {
        var (file, published) = (ModelConfig.Read(path), new LlamaConfig());
        var generation = ModelConfig.ReadIfAny(Path.Combine(Path.GetDirectoryName(path) ?? "", "generation_config.json")) ?? file;
        return ConfigSizes.Checked(path, new LlamaConfig(
            file.Whole("vocab_size", published.VocabSize),
            file.Whole("hidden_size", published.HiddenSize),
            file.Whole("intermediate_size", published.IntermediateSize),
            file.Whole("num_hidden_layers", published.NumHiddenLayers),
            file.Whole("num_attention_heads", published.NumAttentionHeads),
            file.WholeIfAny("num_key_value_heads"),
            file.WholeIfAny("head_dim"),
            file.Text("hidden_act", published.HiddenAct),
            file.Whole("max_position_embeddings", published.MaxPositionEmbeddings),
            file.Number("rms_norm_eps", published.RmsNormEps),
            file.Flag("tie_word_embeddings", published.TieWordEmbeddings),
            file.Flag("attention_bias", published.AttentionBias),
            file.Flag("mlp_bias", published.MlpBias),
            RotaryOptions.Read(file),
            generation.WholeIfAny("pad_token_id") ?? file.WholeIfAny("pad_token_id"),
            generation.OneOrMoreWholes("eos_token_id") ?? file.OneOrMoreWholes("eos_token_id") ?? [2]), it => it.Validate());
    }

    internal int KeyValueHeads => NumKeyValueHeads ?? NumAttentionHeads;

    internal int HeadWidth => HeadDim ?? HiddenSize / NumAttentionHeads;

    /// <exception cref="InvalidDataException">A size is out of its range, or the activation is not known here.</exception>
    public void Validate()
    {
        ConfigSizes.Check("LLaMA", ("vocab_size", VocabSize), ("hidden_size", HiddenSize), ("intermediate_size", IntermediateSize),
            ("num_hidden_layers", NumHiddenLayers),
            ("num_attention_heads", NumAttentionHeads), ("num_key_value_heads", KeyValueHeads), ("max_position_embeddings", MaxPositionEmbeddings));
        if (NumAttentionHeads % KeyValueHeads != 0)
            throw new InvalidDataException(
            $"LLaMA's num_attention_heads ({NumAttentionHeads}) must be a multiple of num_key_value_heads ({KeyValueHeads}).");
        if (HeadDim is null && HiddenSize % NumAttentionHeads != 0)
            throw new InvalidDataException(
            $"LLaMA's hidden_size ({HiddenSize}) must be a multiple of num_attention_heads ({NumAttentionHeads}).");
        if (HeadWidth is < 2 or > 1 << 20 || HeadWidth % 2 != 0)
            throw new InvalidDataException($"LLaMA's heads must be of an even width of 2 or more, not {HeadWidth}.");
        Activation.Named(HiddenAct);
    }
}

/// <summary>A LLaMA, which continues texts.</summary>
/// <remarks>Touvron et al. 2023; parameter names are those of transformers' LlamaForCausalLM.</remarks>
public sealed class LlamaForCausalLM : Module
{
    readonly Embedding words;
    readonly ModuleList<Layer> layers;
    readonly RmsNorm norm;
    readonly Linear? head;
    readonly RotaryOptions rotary;

    /// <exception cref="InvalidDataException">The configuration cannot be.</exception>
    public LlamaForCausalLM(LlamaConfig config)
    {
        config.Validate();
        Config = config;
        rotary = config.Rotary ?? new RotaryOptions();
        words = Child("model.embed_tokens", new Embedding(config.VocabSize, config.HiddenSize));
        layers = Child("model.layers", new ModuleList<Layer>(Enumerable.Range(0, config.NumHiddenLayers).Select(_ => new Layer(config))));
        norm = Child("model.norm", new RmsNorm(config.HiddenSize, config.RmsNormEps));
        if (!config.TieWordEmbeddings) head = Child("lm_head", new Linear(config.HiddenSize, config.VocabSize, bias: false));
    }

    public LlamaConfig Config { get; }

    /// <param name="ids">(B, T) whole numbers; T at most <see cref="LlamaConfig.MaxPositionEmbeddings"/></param>
    /// <param name="mask">(B, T), 1 at tokens and 0 at padding, which stands before the text; null where nothing is padding</param>
    /// <returns>(B, T, vocabulary) logits of the token that follows each</returns>
    /// <exception cref="ArgumentException">The ids are too many or out of the vocabulary.</exception>
    public Tensor Forward(Tensor ids, Tensor? mask = null) => TensorScope.Run(() => Logits(States(ids, mask, null)));

    /// <summary>Continues texts, step by step, until all have ended or the longest text is reached.</summary>
    /// <param name="ids">(B, T) whole numbers; must live until the last step</param>
    /// <param name="mask">(B, T), 1 at tokens and 0 at padding, which stands before the text</param>
    /// <returns>At each step one token for each text, the end token included and padding after it.</returns>
    public IEnumerable<int[]> GenerateBatch(Tensor ids, GenerationOptions options, Tensor? mask = null)
    {
        options.Validate();
        Check(ids, 0);
        return Steps();

        IEnumerable<int[]> Steps()
        {
            var texts = (int)ids.Size(0);
            var caches = Enumerable.Range(0, Config.NumHiddenLayers).Select(_ => new KeyValueCache()).ToArray();
            var ends = Config.EosTokenIds ?? [];
            var room = Config.MaxPositionEmbeddings - ids.Size(1) + 1;
            var seen = mask?.Share().Unscoped(); // (B, T so far)
            try
            {
                foreach (var step in TokenLoop.Batch(texts, ends, Config.PadTokenId ?? ends.FirstOrDefault(), room, options, Following))
                    yield return step;
            }
            finally
            {
                seen?.Dispose();
                foreach (var cache in caches) cache.Dispose();
            }

            Tensor Following(int[]? before)
            {
                var next = before is null ? ids : Tensor.From(before, texts, 1).To(DType.Int64);
                if (before is not null && seen is not null)
                {
                    var longer = Tensor.Cat([seen, seen.Narrow(1, 0, 1).OnesLike()], 1).Unscoped();
                    seen.Dispose();
                    seen = longer;
                }
                return Logits(States(next, seen, caches).Slice(1, -1)).Select(1, 0);
            }
        }
    }

    /// <summary>Continues one text, token by token, up to and without the end token.</summary>
    public IEnumerable<int> Generate(IReadOnlyList<int> ids, GenerationOptions options)
    {
        options.Validate();
        return TokenLoop.Single(ids, Config.EosTokenIds, text => GenerateBatch(text, options));
    }

    /// <summary>Reads published weights, of the whole or of the network without its head's prefix.</summary>
    /// <param name="dtype">Converts to this element type; null keeps the stored one.</param>
    /// <exception cref="WeightsException">Names are missing, left over or misshapen.</exception>
    public void LoadPublished(IWeights weights, DType? dtype = null)
    {
        const string own = "model.";
        var bare = weights.Names.Contains("embed_tokens.weight");
        Load(new RenamedWeights(weights, Rename), dtype: dtype);

        string? Rename(string name)
        {
            if (name.EndsWith("rotary_emb.inv_freq", StringComparison.Ordinal)) return null; // follows from the configuration
            if (name == "lm_head.weight") return head is null ? null : name;
            return bare ? own + name : name;
        }
    }

    void Check(Tensor ids, long before)
    {
        TokenIds.Check(ids, Config.VocabSize, "LLaMA");
        if (before + ids.Size(1) > Config.MaxPositionEmbeddings)
            throw new ArgumentException(
                $"This LLaMA takes texts of at most {Config.MaxPositionEmbeddings} tokens, got {before + ids.Size(1)}.", nameof(ids));
    }

    Tensor Logits(Tensor states) => head is null ? states.Linear(words.Weight) : head.Forward(states);

    /// <param name="mask">(B, S) of all tokens, those in the caches included</param>
    /// <returns>(B, T, d) normed</returns>
    Tensor States(Tensor ids, Tensor? mask, KeyValueCache[]? caches)
    {
        var before = caches?[0].Length ?? 0;
        Check(ids, before);
        var device = words.Weight.Device;
        (ids, mask) = (ids.To(device), mask?.To(device));
        var x = words.Forward(ids); // (B, T, d)
        // A text's own first token is at place 0, whatever padding stands before it.
        var places = mask is null ? Tensor.Arange(before, before + ids.Size(1), device: ids.Device).Unsqueeze(0)
            : (mask.To(DType.Int64).CumSum(1) - 1).Clamp(min: 0).Slice(1, before); // (B, T)
        var turn = rotary.Angles(places.To(DType.Float32), Config.HeadWidth, x.DType);
        // (B, 1, 1, S)
        var hidden = mask is null ? null : mask.Eq(0).To(x.DType).Unsqueeze(1).Unsqueeze(1) * (x.DType == DType.Float16 ? -60000.0 : -1e30);
        for (var i = 0; i < layers.Count; i++)
        {
            var (layer, input) = (layers[i], x);
            x = TensorScope.Run(() => layer.Forward(input, turn, hidden, caches?[i]));
        }
        return norm.Forward(x);
    }

    sealed class Layer : Module
    {
        readonly Linear query, key, value, output, gate, up, down;
        readonly RmsNorm attentionNorm, norm;
        readonly Func<Tensor, Tensor> activation;
        readonly int heads, keyHeads, width;

        public Layer(LlamaConfig config)
        {
            var d = config.HiddenSize;
            (heads, keyHeads, width) = (config.NumAttentionHeads, config.KeyValueHeads, config.HeadWidth);
            activation = Activation.Named(config.HiddenAct);
            query = Child("self_attn.q_proj", new Linear(d, (long)heads * width, config.AttentionBias));
            key = Child("self_attn.k_proj", new Linear(d, (long)keyHeads * width, config.AttentionBias));
            value = Child("self_attn.v_proj", new Linear(d, (long)keyHeads * width, config.AttentionBias));
            output = Child("self_attn.o_proj", new Linear((long)heads * width, d, config.AttentionBias));
            gate = Child("mlp.gate_proj", new Linear(d, config.IntermediateSize, config.MlpBias));
            up = Child("mlp.up_proj", new Linear(d, config.IntermediateSize, config.MlpBias));
            down = Child("mlp.down_proj", new Linear(config.IntermediateSize, d, config.MlpBias));
            attentionNorm = Child("input_layernorm", new RmsNorm(d, config.RmsNormEps));
            norm = Child("post_attention_layernorm", new RmsNorm(d, config.RmsNormEps));
        }

        public Tensor Forward(Tensor x, (Tensor Cos, Tensor Sin) turn, Tensor? hidden, KeyValueCache? cache)
        {
            var (batch, length, d) = (x.Size(0), x.Size(1), x.Size(2));
            var flat = x.Reshape(-1, d); // (B T, d): linears are fastest on matrices
            var normal = attentionNorm.Forward(flat);
            var q = RotaryOptions.Turn(Heads(query, heads), turn);
            var (k, v) = (RotaryOptions.Turn(Heads(key, keyHeads), turn), Heads(value, keyHeads));
            if (cache is not null) (k, v) = cache.Append(k, v);
            flat += output.Forward(Attend(q, k, v, hidden).Transpose(1, 2).Reshape(batch * length, (long)heads * width));
            normal = norm.Forward(flat);
            flat += down.Forward(activation(gate.Forward(normal)) * up.Forward(normal));
            return flat.Reshape(batch, length, d);

            // (B, count, T, width)
            Tensor Heads(Linear projection, int count) => projection.Forward(normal).Reshape(batch, length, count, width).Transpose(1, 2);
        }

        /// <returns>(B, heads, T, width)</returns>
        Tensor Attend(Tensor q, Tensor k, Tensor v, Tensor? hidden)
        {
            var (batch, length, shared) = (q.Size(0), q.Size(2), heads / keyHeads);
            if (length == 1) // one token sees all before it: the queries of a key are as its tokens, and nothing is copied
                return Attention.ScaledDotProduct(q.Reshape(batch, keyHeads, shared, width), k, v, hidden).Reshape(batch, heads, 1, width);
            if (shared > 1) (k, v) = (k.RepeatInterleave(shared, 1), v.RepeatInterleave(shared, 1)); // (B, heads, S, width)
            return Attention.ScaledDotProduct(q, k, v, hidden, causal: true);
        }
    }
}
