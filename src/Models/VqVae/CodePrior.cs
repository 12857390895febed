using EmojiGen.Models.Generation;
using EmojiGen.Torch;

namespace EmojiGen.Models.VqVae;

/// <summary>The fields of the prior's <c>config.json</c>.</summary>
/// <param name="CodebookSize">Codes; one more is the start, which never comes again.</param>
/// <param name="CodeCount">Codes of a picture, in reading order.</param>
/// <param name="RowLength">Codes of a row, which divides the count of all.</param>
/// <param name="HiddenSize">d</param>
/// <param name="NumHiddenLayers">Transformer layers.</param>
/// <param name="NumAttentionHeads">Divides d.</param>
/// <param name="ConditionSize">Width of the sentence embedding that a picture may be asked for by.</param>
/// <param name="StyleCount">Styles that a picture may be asked for in, by number.</param>
/// <param name="Dropout">After the embeddings, attention and feed-forward layers; in [0, 1).</param>
public sealed record CodePriorConfig(
    int CodebookSize = 512,
    int CodeCount = 256,
    int RowLength = 16,
    int HiddenSize = 320,
    int NumHiddenLayers = 8,
    int NumAttentionHeads = 8,
    int ConditionSize = 384,
    int StyleCount = 4,
    double Dropout = 0.1)
{
    /// <exception cref="InvalidDataException">A size is out of its range.</exception>
    public void Validate()
    {
        ConfigSizes.Check("The prior", ("codebook_size", CodebookSize), ("code_count", CodeCount), ("row_length", RowLength),
            ("hidden_size", HiddenSize), ("num_hidden_layers", NumHiddenLayers),
            ("num_attention_heads", NumAttentionHeads), ("condition_size", ConditionSize), ("style_count", StyleCount));
        if (CodeCount % RowLength != 0)
            throw new InvalidDataException($"The prior's code_count ({CodeCount}) must be a multiple of row_length ({RowLength}).");
        if (HiddenSize % NumAttentionHeads != 0)
            throw new InvalidDataException(
            $"The prior's hidden_size ({HiddenSize}) must be a multiple of num_attention_heads ({NumAttentionHeads}).");
        if (!(Dropout is >= 0 and < 1))
            throw new InvalidDataException($"The prior's dropout must be at least 0 and below 1, not {Dropout}.");
    }
}

/// <summary>What is asked of the prior; either may be absent.</summary>
/// <param name="Sentences">(B, condition) embeddings of the captions; null: of none</param>
/// <param name="Styles">B numbers from 0 to the count of styles - 1, or -1 for any; null: any for all</param>
/// <param name="Counts">(B) bool, which of the sentences count; null: all</param>
public sealed record CodeCondition(Tensor? Sentences = null, IReadOnlyList<int>? Styles = null, Tensor? Counts = null)
{
    /// <summary>Nothing is asked.</summary>
    public static CodeCondition None { get; } = new();
}

/// <summary>A GPT over the codes of pictures, each predicted from those before it and from what is asked.</summary>
/// <remarks>
/// Radford et al. 2019 (norms before the layers), with the gated feed-forward layers of Shazeer 2020, as the second stage of van den Oord
/// et al. 2017. One token stands
/// before the codes, the sum of the sentence's and the style's, from which the first code is predicted: with it a picture of 256 codes
/// fills the attention's tiles evenly.
/// With each code comes the one above the place that is predicted, which attention would learn to look for only slowly.
/// Unconditional is a learned sentence and a style of its own, so that one network serves both, and can be guided (Ho and Salimans 2022).
/// </remarks>
public sealed class CodePrior : Module
{
    const int Prefix = 1; // what is asked

    readonly Embedding codes, aboves, places, styles;
    readonly Parameter noSentence;
    readonly Linear sentence, head;
    readonly Dropout dropout;
    readonly ModuleList<Layer> layers;
    readonly LayerNorm norm;

    /// <exception cref="InvalidDataException">The configuration cannot be.</exception>
    public CodePrior(CodePriorConfig config)
    {
        config.Validate();
        Config = config;
        var d = config.HiddenSize;
        codes = Child("codes", new Embedding(config.CodebookSize, d));
        aboves = Child("aboves", new Embedding(config.CodebookSize + 1, d));
        places = Child("places", new Embedding(Prefix + config.CodeCount - 1, d));
        styles = Child("styles", new Embedding(config.StyleCount + 1, d));
        noSentence = AddParameter("no_sentence", [d], Initialisers.Normal(0, 0.02));
        sentence = Child("sentence", new Linear(config.ConditionSize, d));
        dropout = Child("dropout", new Dropout(config.Dropout));
        layers = Child("layers", new ModuleList<Layer>(Enumerable.Range(0, config.NumHiddenLayers).Select(_ => new Layer(config))));
        norm = Child("norm", new LayerNorm(d));
        head = Child("head", new Linear(d, config.CodebookSize, bias: false));
    }

    public CodePriorConfig Config { get; }

    /// <summary>First values as GPT-2 draws them: deviation 0.02, smaller where layers add to the residual, biases zero.</summary>
    public void InitialiseAsGpt(Generator generator)
    {
        Initialise(generator);
        using var noGrad = Autograd.NoGrad();
        var residual = 0.02 / Math.Sqrt(2.0 * Config.NumHiddenLayers);
        foreach (var (name, parameter) in NamedParameters())
        {
            if (name.EndsWith("bias", StringComparison.Ordinal)) parameter.Tensor.Zero_();
            else if (parameter.Shape.Length == 2)
                Op.CallInPlace("aten::normal_", parameter.Tensor, 0.0, name.EndsWith("output.weight", StringComparison.Ordinal)
                    || name.EndsWith("down.weight", StringComparison.Ordinal) ? residual : 0.02, generator);
        }
    }

    /// <summary>What each code is predicted to be from those before it.</summary>
    /// <param name="before">(B, T) int64, the first codes of pictures, T from 0 to the count of codes - 1</param>
    /// <param name="condition">For B pictures.</param>
    /// <returns>(B, T + 1, codebook) logits of the codes 0 to T</returns>
    /// <exception cref="ArgumentException">Codes, sentences or styles are not such.</exception>
    public Tensor Forward(Tensor before, CodeCondition condition)
    {
        Check(before);
        return TensorScope.Run(() =>
        {
            var row = (int)Math.Min(Config.RowLength, before.Size(1) + 1);
            // (B, 1 + T)
            var above = Tensor.Cat([Tensor.Full([before.Size(0), row], Config.CodebookSize, DType.Int64, before.Device),
            before.Slice(1, 0, before.Size(1) + 1 - row)], 1);
            var x = Tensor.Cat([Asked(condition, before.Size(0)), codes.Forward(before)], 1) + aboves.Forward(above); // (B, 1 + T, d)
            return head.Forward(States(x, null));
        });
    }

    /// <summary>Mean cross entropy of the codes of whole pictures, in nats a code.</summary>
    /// <param name="pictures">(B, count of codes) int64</param>
    /// <param name="condition">For B pictures.</param>
    public Tensor Loss(Tensor pictures, CodeCondition condition)
    {
        if (pictures.Rank != 2 || pictures.Size(1) != Config.CodeCount)
            throw new ArgumentException($"The prior takes pictures of {Config.CodeCount} codes, got {pictures}.", nameof(pictures));
        return TensorScope.Run(() =>
        {
            var logits = Forward(pictures.Slice(1, 0, -1), condition); // (B, codes, codebook)
            var wide = logits.DType == DType.Float64 ? logits : logits.To(DType.Float32);
            return wide.Reshape(-1, Config.CodebookSize).CrossEntropy(pictures.Reshape(-1));
        });
    }

    /// <summary>New pictures, code by code in reading order; each goes through the network once.</summary>
    /// <param name="count">Pictures.</param>
    /// <param name="condition">For so many pictures, or <see cref="CodeCondition.None"/>.</param>
    /// <param name="options">How to choose; <see cref="GenerationOptions.MaxNewTokens"/> may end it sooner.</param>
    /// <param name="guidance">1: as the network says; more follows the condition more: unconditional + guidance (conditional -
    /// unconditional).</param>
    /// <returns>The next code of every picture, up to the count of codes of one.</returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public IEnumerable<int[]> Generate(int count, CodeCondition condition, GenerationOptions options, double guidance = 1) =>
        Generate(count, condition.Sentences is null && condition.Styles is null ? [] : [(condition, guidance)], options);

    /// <summary>As above, guided by several conditions at once: unconditional + Σ weight (conditional - unconditional).</summary>
    /// <remarks>Liu et al. 2022, "Compositional visual generation", eq. 11, on logits.</remarks>
    /// <param name="asked">Each for so many pictures, with its weight; none: nothing is asked.</param>
    /// <inheritdoc cref="Generate(int, CodeCondition, GenerationOptions, double)"/>
    public IEnumerable<int[]> Generate(int count, IReadOnlyList<(CodeCondition Condition, double Weight)> asked, GenerationOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        options.Validate();
        foreach (var (condition, weight) in asked)
        {
            if (!double.IsFinite(weight)) throw new ArgumentException($"Guidance must be a number, not {weight}.", nameof(asked));
            Check(condition, count);
        }
        // What each network's answer counts; one that does not is not asked for.
        var parts = asked.Append((Condition: CodeCondition.None, Weight: 1 - asked.Sum(it => it.Weight))).Where(it => it.Weight != 0)
            .ToArray();
        return Steps();

        IEnumerable<int[]> Steps()
        {
            var caches = Enumerable.Range(0, layers.Count).Select(_ => new KeyValueCache()).ToArray();
            try
            {
                var chosen = new List<int[]>();
                foreach (var step in TokenLoop.Batch(count, [], 0, Config.CodeCount, options, last => Following(last, chosen, caches)))
                    yield return step;
            }
            finally
            {
                foreach (var cache in caches) cache.Dispose();
            }
        }

        Tensor Following(int[]? last, List<int[]> before, KeyValueCache[] caches)
        {
            if (last is not null) before.Add(last);
            var above = before.Count < Config.RowLength ? [.. Enumerable.Repeat(Config.CodebookSize, count)] : before[^Config.RowLength];
            // (parts B, 1, d)
            var x = last is null ? Tensor.Cat([.. parts.Select(it => Asked(it.Condition, count))]) : Looked(codes, last);
            x += Looked(aboves, above);
            var logits = head.Forward(States(x, caches).Select(1, 0)); // (parts B, codebook)
            if (parts is [(_, 1)]) return logits;
            // (B, codebook)
            return logits.Chunk(parts.Length).Zip(parts, (part, it) => part * it.Weight).Aggregate((sum, part) => sum + part);
        }

        // (parts B, 1, d)
        Tensor Looked(Embedding table, int[] found) =>
            table.Forward(Tensor.From(found, count, 1).To(DType.Int64).To(table.Weight.Device)).Repeat(parts.Length, 1, 1);
    }

    /// <returns>(B, 1, d) the token before the codes</returns>
    Tensor Asked(CodeCondition condition, long count)
    {
        Check(condition, count);
        var (device, dtype) = (codes.Weight.Device, codes.Weight.DType);
        var silent = noSentence.Tensor.Unsqueeze(0).Expand(count, -1); // (B, d)
        var text = condition.Sentences is { } given ? sentence.Forward(given.To(device, dtype)) : silent;
        if (condition is { Sentences: not null, Counts: { } counts }) text = Tensor.Where(counts.To(device).Unsqueeze(1), text, silent);
        var numbers = new long[count];
        for (var i = 0; i < count; i++) numbers[i] = (condition.Styles?[i] ?? -1) + 1; // 0: any
        return (text + styles.Forward(Tensor.From(numbers).To(device))).Unsqueeze(1);
    }

    /// <param name="x">(B, T, d) embeddings, those in the caches left out</param>
    /// <returns>(B, T, d) normed</returns>
    Tensor States(Tensor x, KeyValueCache[]? caches)
    {
        var before = caches?[0].Length ?? 0;
        x = dropout.Forward(x + places.Weight.Tensor.Slice(0, before, before + x.Size(1)));
        for (var i = 0; i < layers.Count; i++)
        {
            var (layer, input) = (layers[i], x);
            x = TensorScope.Run(() => layer.Forward(input, caches?[i]));
        }
        return norm.Forward(x);
    }

    void Check(Tensor before)
    {
        if (before.Rank != 2 || before.DType != DType.Int64 || before.Size(1) >= Config.CodeCount)
            throw new ArgumentException(
                $"The prior takes at most {Config.CodeCount - 1} codes of each picture, (batch, codes) of int64, got {before}.", nameof(before));
        if (before.Size(1) > 0) TokenIds.Check(before, Config.CodebookSize, "The prior");
    }

    void Check(CodeCondition condition, long count)
    {
        if (condition.Sentences is { } given && (given.Rank != 2 || given.Size(0) != count || given.Size(1) != Config.ConditionSize))
            throw new ArgumentException($"The prior takes sentence embeddings ({count}, {Config.ConditionSize}), got {given}.",
                nameof(condition));
        if (condition.Counts is { } counts && (counts.DType != DType.Bool || counts.Rank != 1 || counts.Size(0) != count))
            throw new ArgumentException($"The prior takes true or false for each of {count} sentences, got {counts}.", nameof(condition));
        if (condition.Styles is not { } numbers) return;
        if (numbers.Count != count)
            throw new ArgumentException($"The prior takes a style for each of {count} pictures, got {numbers.Count}.", nameof(condition));
        if (numbers.FirstOrDefault(it => it < -1 || it >= Config.StyleCount) is not 0 and var odd)
            throw new ArgumentException($"The prior knows the styles 0 to {Config.StyleCount - 1}, and -1 for any, not {odd}.",
                nameof(condition));
    }

    sealed class Layer : Module
    {
        readonly LayerNorm attentionNorm, norm;
        readonly Linear mixed, output, up, down;
        readonly Dropout dropout;
        readonly int heads;

        public Layer(CodePriorConfig config)
        {
            var d = config.HiddenSize;
            heads = config.NumAttentionHeads;
            attentionNorm = Child("attention.norm", new LayerNorm(d));
            mixed = Child("attention.qkv", new Linear(d, 3L * d));
            output = Child("attention.output", new Linear(d, d));
            norm = Child("mlp.norm", new LayerNorm(d));
            var inner = InnerWidth(d);
            up = Child("mlp.up", new Linear(d, 2 * inner) { IsGated = true });
            down = Child("mlp.down", new Linear(inner, d));
            dropout = Child("dropout", new Dropout(config.Dropout));
        }

        /// <summary>8/3 d in whole tiles of 64: as many numbers as 4 d without gates.</summary>
        static long InnerWidth(long d) => ((8 * d / 3) + 63) / 64 * 64;

        public Tensor Forward(Tensor x, KeyValueCache? cache)
        {
            var (batch, length, d) = (x.Size(0), x.Size(1), x.Size(2));
            var flat = x.Reshape(-1, d); // (B T, d): linears are fastest on matrices
            // (3, B, heads, T, d / heads)
            var parts = mixed.Forward(attentionNorm.Forward(flat)).Reshape(batch, length, 3, heads, -1).Permute(2, 0, 3, 1, 4);
            var (q, k, v) = (parts.Select(0, 0), parts.Select(0, 1), parts.Select(0, 2));
            if (cache is not null) (k, v) = cache.Append(k, v);
            var seen = Attention.ScaledDotProduct(q, k, v, causal: length > 1); // (B, heads, T, d / heads)
            flat += dropout.Forward(output.Forward(seen.Transpose(1, 2).Reshape(-1, d)));
            flat += dropout.Forward(down.Forward(up.ForwardGeglu(norm.Forward(flat))));
            return flat.Reshape(batch, length, d);
        }
    }
}
