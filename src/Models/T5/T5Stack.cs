using EmojiGen.Models.Generation;
using EmojiGen.Torch;

namespace EmojiGen.Models.T5;

/// <summary>The layers of T5's encoder, or of its decoder. The first layer's bias of relative positions serves all.</summary>
sealed class T5Stack : Module
{
    readonly ModuleList<Block> blocks;
    readonly RmsNorm norm;
    readonly T5Config config;
    readonly bool isDecoder;

    public T5Stack(T5Config config, bool isDecoder)
    {
        (this.config, this.isDecoder) = (config, isDecoder);
        blocks = Child("block", new ModuleList<Block>(Enumerable.Range(0, isDecoder ? config.NumDecoderLayers : config.NumLayers)
            .Select(i => new Block(config, isDecoder, hasBias: i == 0))));
        norm = Child("final_layer_norm", new RmsNorm(config.DModel, config.LayerNormEpsilon));
    }

    /// <param name="x">(B, T, d) embeddings</param>
    /// <param name="mask">(B, T), 1 at tokens and 0 at padding</param>
    /// <param name="memory">(B, S, d) the encoder's states, for a decoder</param>
    /// <param name="memoryMask">(B, S)</param>
    /// <param name="caches">Of the tokens before these, which are then seen too; null: there are none.</param>
    public Tensor Forward(Tensor x, Tensor? mask, Tensor? memory = null, Tensor? memoryMask = null, T5Caches? caches = null)
    {
        var before = caches?.Length ?? 0;
        var bias = Bias(blocks[0].Positions, before, before + x.Size(1)).To(x.DType); // (1, heads, T, S)
        if (mask is not null) bias += Hidden(mask, x.DType);
        var memoryBias = memoryMask is null ? null : Hidden(memoryMask, x.DType);
        for (var i = 0; i < blocks.Count; i++)
        {
            var (block, input) = (blocks[i], x);
            x = TensorScope.Run(() => block.Forward(input, bias, memory, memoryBias, caches?[i]));
        }
        return norm.Forward(x);
    }

    /// <summary>What is added to the scores of queries from <paramref name="first"/> to <paramref name="end"/> for all keys up to there:
    /// (1, heads, queries, keys).</summary>
    Tensor Bias(Embedding positions, long first, long end)
    {
        var device = positions.Weight.Device;
        // (queries, keys): key - query
        var distance = Tensor.Arange(0, end, device: device).Unsqueeze(0) - Tensor.Arange(first, end, device: device).Unsqueeze(1);
        var bias = positions.Forward(Buckets(distance)).Permute(2, 0, 1).Unsqueeze(0); // (1, heads, queries, keys)
        return isDecoder ? bias.MaskedFill(distance.Gt(0), float.MinValue) : bias;
    }

    /// <summary>Near distances each have a bucket, further ones share them logarithmically.</summary>
    Tensor Buckets(Tensor distance)
    {
        // An encoder tells before and after apart, by half of the buckets each.
        var count = isDecoder ? config.RelativeAttentionNumBuckets : config.RelativeAttentionNumBuckets / 2;
        var exact = count / 2;
        var far = isDecoder ? (-distance).Maximum(distance.ZerosLike()) : distance.Abs();
        var shared = (far.To(DType.Float32) / exact)
            .Log() / Math.Log((double)config.RelativeAttentionMaxDistance / exact) * (count - exact);
        var bucket = Tensor.Where(far.Lt(exact), far.To(DType.Float32), (shared.Clamp(min: 0).Floor() + exact).Clamp(max: count - 1));
        if (!isDecoder) bucket += distance.Gt(0).To(DType.Float32) * count;
        return bucket.To(DType.Int64);
    }

    // (B, 1, 1, S)
    static Tensor Hidden(Tensor mask, DType dtype) =>
    mask.Eq(0).To(dtype).Unsqueeze(1).Unsqueeze(1) * (dtype == DType.Float16 ? -65504.0 : -1e30);

    sealed class Block : Module
    {
        readonly T5Attention self;
        readonly T5Attention? cross;
        readonly FeedForward feedForward;
        readonly RmsNorm selfNorm, feedForwardNorm;
        readonly RmsNorm? crossNorm;

        public Block(T5Config config, bool isDecoder, bool hasBias)
        {
            self = Child("layer.0.SelfAttention", new T5Attention(config));
            if (hasBias) Positions = Child("layer.0.SelfAttention.relative_attention_bias",
                new Embedding(config.RelativeAttentionNumBuckets, config.NumHeads));
            selfNorm = Child("layer.0.layer_norm", new RmsNorm(config.DModel, config.LayerNormEpsilon));
            if (isDecoder)
            {
                cross = Child("layer.1.EncDecAttention", new T5Attention(config));
                crossNorm = Child("layer.1.layer_norm", new RmsNorm(config.DModel, config.LayerNormEpsilon));
            }
            var last = isDecoder ? "layer.2" : "layer.1";
            feedForward = Child($"{last}.DenseReluDense", new FeedForward(config));
            feedForwardNorm = Child($"{last}.layer_norm", new RmsNorm(config.DModel, config.LayerNormEpsilon));
        }

        public Embedding Positions => field ?? throw new InvalidOperationException("Only the first layer of T5 has a bias of positions.");

        public Tensor Forward(Tensor x, Tensor bias, Tensor? memory, Tensor? memoryBias, T5LayerCache? cache)
        {
            x += self.Forward(selfNorm.Forward(x), null, bias, cache?.Self);
            if (cross is not null) x += cross.Forward(crossNorm!.Forward(x), memory, memoryBias, cache?.Cross);
            return x + feedForward.Forward(feedForwardNorm.Forward(x));
        }
    }

    sealed class FeedForward : Module
    {
        readonly Linear up, down;
        readonly Linear? gate;
        readonly Func<Tensor, Tensor> activation;

        public FeedForward(T5Config config)
        {
            activation = Activation.Named(config.ActivationName);
            if (config.IsGated) gate = Child("wi_0", new Linear(config.DModel, config.DFf, bias: false));
            up = Child(config.IsGated ? "wi_1" : "wi", new Linear(config.DModel, config.DFf, bias: false));
            down = Child("wo", new Linear(config.DFf, config.DModel, bias: false));
        }

        public Tensor Forward(Tensor x)
        {
            var flat = x.Reshape(-1, x.Size(-1)); // (B T, d): linears are fastest on matrices
            var inner = gate is null ? activation(up.Forward(flat)) : activation(gate.Forward(flat)) * up.Forward(flat);
            return down.Forward(inner).Reshape(x.Shape);
        }
    }
}

/// <summary>Attention without a scale: the initialisation has it.</summary>
sealed class T5Attention : Module
{
    readonly Linear query, key, value, output;
    readonly int heads;

    public T5Attention(T5Config config)
    {
        heads = config.NumHeads;
        var inner = (long)config.NumHeads * config.DKv;
        query = Child("q", new Linear(config.DModel, inner, bias: false));
        key = Child("k", new Linear(config.DModel, inner, bias: false));
        value = Child("v", new Linear(config.DModel, inner, bias: false));
        output = Child("o", new Linear(inner, config.DModel, bias: false));
    }

    /// <param name="x">(B, T, d)</param>
    /// <param name="memory">(B, S, d) what is looked at; null: <paramref name="x"/> itself, after what the cache holds</param>
    /// <param name="bias">Added to the scores, broadcast to (B, heads, T, S).</param>
    public Tensor Forward(Tensor x, Tensor? memory, Tensor? bias, KeyValueCache? cache)
    {
        var (batch, length, d) = (x.Size(0), x.Size(1), x.Size(2));
        var q = Heads(query, x);
        Tensor k, v;
        if (memory is not null && cache is { Length: > 0 }) (k, v) = cache.All; // the same for every token
        else if (cache is not null) (k, v) = cache.Append(Heads(key, memory ?? x), Heads(value, memory ?? x));
        else (k, v) = (Heads(key, memory ?? x), Heads(value, memory ?? x));
        var mixed = Attention.ScaledDotProduct(q, k, v, bias, scale: 1); // (B, heads, T, d_kv)
        return output.Forward(mixed.Transpose(1, 2).Reshape(batch * length, -1)).Reshape(batch, length, d);
    }

    // (B, heads, T, d_kv)
    Tensor Heads(Linear projection, Tensor x) =>
    projection.Forward(x.Reshape(-1, x.Size(-1))).Reshape(x.Size(0), x.Size(1), heads, -1).Transpose(1, 2);
}

/// <summary>What a decoder's layer remembers: of the answer so far, and of the text.</summary>
sealed class T5LayerCache
{
    public KeyValueCache Self { get; } = new();

    public KeyValueCache Cross { get; } = new();
}

sealed class T5Caches(int layers) : IDisposable
{
    readonly T5LayerCache[] caches = [.. Enumerable.Range(0, layers).Select(_ => new T5LayerCache())];

    public T5LayerCache this[int layer] => caches[layer];

    /// <summary>Tokens of the answer so far.</summary>
    public long Length => caches[0].Self.Length;

    public void Dispose()
    {
        foreach (var cache in caches)
        {
            cache.Self.Dispose();
            cache.Cross.Dispose();
        }
    }
}
