using EmojiGen.Language;
using EmojiGen.Torch;

namespace EmojiGen.Models.Bert;

/// <summary>BERT without its heads: token ids to token states.</summary>
/// <remarks>Devlin et al. 2018; parameter names are those of transformers' BertModel, without the pooler.</remarks>
public sealed class Bert : Module
{
    /// <summary>Of a score, about; finite in bfloat16 too.</summary>
    const double MostNegative = -3e38;

    readonly Embeddings embeddings;
    readonly ModuleList<Layer> layers;
    DType compute = DType.Float32;

    /// <exception cref="InvalidDataException">The configuration cannot be.</exception>
    public Bert(BertConfig config)
    {
        config.Validate();
        Config = config;
        embeddings = Child("embeddings", new Embeddings(config));
        layers = Child("encoder.layer", new ModuleList<Layer>(Enumerable.Range(0, config.NumHiddenLayers).Select(_ => new Layer(config))));
    }

    public BertConfig Config { get; }

    /// <param name="ids">(B, T) whole numbers; T at most <see cref="BertConfig.MaxPositionEmbeddings"/></param>
    /// <param name="mask">(B, T), 1 at tokens and 0 at padding; null where nothing is padding</param>
    /// <param name="types">(B, T) the kinds of segments; null: all of kind 0</param>
    /// <returns>(B, T, d) in what layers compute in: float32, or as was loaded</returns>
    public Tensor Forward(Tensor ids, Tensor? mask = null, Tensor? types = null)
    {
        using var scope = new TensorScope();
        // Added to the attention scores: 0 at tokens, the most negative number at padding.
        // (B, 1, 1, T)
        var bias = mask is null ? null : ((1 - mask.To(DType.Float32).Unsqueeze(1).Unsqueeze(1)) * MostNegative).To(compute);
        var x = embeddings.Forward(ids, types).To(compute);
        foreach (var layer in layers) x = TensorScope.Run(() => layer.Forward(x, bias));
        return scope.MoveOut(x);
    }

    /// <summary>Reads published weights under BertModel's names, with any prefix (<c>bert.</c>) and with the layer norms' former names
    /// (<c>gamma</c>, <c>beta</c>).</summary>
    /// <remarks>The tables of embeddings stay as they are on disk, mapped: a text touches few of their rows. All else is computed with, and
    /// converted at once.</remarks>
    /// <param name="dtype">What layers compute in.</param>
    /// <exception cref="WeightsException">Names are missing, left over or misshapen.</exception>
    public void LoadPublished(IWeights weights, DType dtype = DType.Float32)
    {
        var prefix = BertNames.Prefix(weights.Names);
        Load(new RenamedWeights(weights, BertNames.Present), prefix, ignore: name => BertNames.IsUnused(name.AsSpan(prefix.Length)));
        layers.To(compute = dtype);
        embeddings.Norm.To(DType.Float32);
    }

    /// <summary>Word, position and segment tables, summed.</summary>
    sealed class Embeddings : Module
    {
        readonly Embedding words, positions, types;
        readonly int longest;

        public Embeddings(BertConfig config)
        {
            longest = config.MaxPositionEmbeddings;
            words = Child("word_embeddings", new Embedding(config.VocabSize, config.HiddenSize));
            positions = Child("position_embeddings", new Embedding(config.MaxPositionEmbeddings, config.HiddenSize));
            types = Child("token_type_embeddings", new Embedding(config.TypeVocabSize, config.HiddenSize));
            Norm = Child("LayerNorm", new LayerNorm(config.HiddenSize, config.LayerNormEps));
        }

        public LayerNorm Norm { get; }

        public Tensor Forward(Tensor ids, Tensor? segments)
        {
            var length = ids.Size(1);
            if (length > longest) throw new ArgumentException($"BERT takes texts of at most {longest} tokens, got {length}.", nameof(ids));
            var position = positions.Weight.Tensor.Narrow(0, 0, length).To(DType.Float32); // (T, d)
            // (d) or (B, T, d)
            var type = (segments is null ? types.Weight.Tensor.Select(0, 0) : types.Forward(segments)).To(DType.Float32);
            return Norm.Forward(words.Forward(ids).To(DType.Float32) + position + type); // (B, T, d)
        }
    }

    sealed class Layer : Module
    {
        readonly Linear query, key, value, attentionOutput, up, down;
        readonly LayerNorm attentionNorm, norm;
        readonly Func<Tensor, Tensor> activation;
        readonly int heads;

        public Layer(BertConfig config)
        {
            var d = config.HiddenSize;
            heads = config.NumAttentionHeads;
            activation = Activation.Named(config.HiddenAct);
            query = Child("attention.self.query", new Linear(d, d));
            key = Child("attention.self.key", new Linear(d, d));
            value = Child("attention.self.value", new Linear(d, d));
            attentionOutput = Child("attention.output.dense", new Linear(d, d));
            attentionNorm = Child("attention.output.LayerNorm", new LayerNorm(d, config.LayerNormEps));
            up = Child("intermediate.dense", new Linear(d, config.IntermediateSize));
            down = Child("output.dense", new Linear(config.IntermediateSize, d));
            norm = Child("output.LayerNorm", new LayerNorm(d, config.LayerNormEps));
        }

        public Tensor Forward(Tensor x, Tensor? bias)
        {
            var (batch, length, d) = (x.Size(0), x.Size(1), x.Size(2));
            var flat = x.Reshape(-1, d); // (B T, d): linears are fastest on matrices
            Tensor q = Heads(query), k = Heads(key), v = Heads(value);
            var scores = q.Matmul(k.Transpose(-2, -1)) * (1 / Math.Sqrt(d / heads)); // (B, heads, T, T)
            if (bias is not null) scores += bias;
            var mixed = scores.Softmax().Matmul(v).Transpose(1, 2).Reshape(-1, d); // (B T, d)
            flat = attentionNorm.Forward(attentionOutput.Forward(mixed) + flat);
            flat = norm.Forward(down.Forward(activation(up.Forward(flat))) + flat);
            return flat.Reshape(batch, length, d);

            // (B, heads, T, d / heads)
            Tensor Heads(Linear projection) => projection.Forward(flat).Reshape(batch, length, heads, -1).Transpose(1, 2);
        }
    }
}
