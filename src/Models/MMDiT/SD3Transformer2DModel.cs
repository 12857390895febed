using EmojiGen.Models.Blocks;
using EmojiGen.Torch;

namespace EmojiGen.Models.MMDiT;

/// <summary>The fields of a published <c>transformer/config.json</c> of Stable Diffusion 3 and 3.5.</summary>
/// <param name="SampleSize">Latent pixels along a side that positions were trained on.</param>
/// <param name="PatchSize">Latent pixels along a side of a token.</param>
/// <param name="JointAttentionDim">Width of the prompt's tokens.</param>
/// <param name="PooledProjectionDim">Width of the pooled prompt.</param>
/// <param name="PosEmbedMaxSize">Patches along a side that positions reach.</param>
/// <param name="QkNorm">Whether queries and keys are normalised (<c>rms_norm</c>), as in 3.5.</param>
/// <param name="DualAttentionLayers">Layers with a second attention of the picture's tokens alone, as in 3.5 medium.</param>
public sealed record SD3TransformerConfig(
    int SampleSize = 128,
    int PatchSize = 2,
    int InChannels = 16,
    int OutChannels = 16,
    int NumLayers = 18,
    int AttentionHeadDim = 64,
    int NumAttentionHeads = 18,
    int JointAttentionDim = 4096,
    int CaptionProjectionDim = 1152,
    int PooledProjectionDim = 2048,
    int PosEmbedMaxSize = 96,
    bool QkNorm = false,
    int[]? DualAttentionLayers = null)
{
    /// <summary>Of a token.</summary>
    public int Width => NumAttentionHeads * AttentionHeadDim;

    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">A field is of the wrong type or asks for what is not known here.</exception>
    public static SD3TransformerConfig Read(string path)
    {
        var (file, published) = (ModelConfig.Read(path), new SD3TransformerConfig());
        file.Expect("qk_norm", null, "rms_norm");
        file.Expect("pos_embed_type", null, "sincos");
        var config = new SD3TransformerConfig(
            file.Whole("sample_size", published.SampleSize),
            file.Whole("patch_size", published.PatchSize),
            file.Whole("in_channels", published.InChannels),
            file.Whole("out_channels", file.Whole("in_channels", published.OutChannels)),
            file.Whole("num_layers", published.NumLayers),
            file.Whole("attention_head_dim", published.AttentionHeadDim),
            file.Whole("num_attention_heads", published.NumAttentionHeads),
            file.Whole("joint_attention_dim", published.JointAttentionDim),
            file.Whole("caption_projection_dim", published.CaptionProjectionDim),
            file.Whole("pooled_projection_dim", published.PooledProjectionDim),
            file.Whole("pos_embed_max_size", published.PosEmbedMaxSize),
            file.Has("qk_norm"),
            file.Wholes("dual_attention_layers", []));
        foreach (var (name, size, most) in new[] { ("sample_size", config.SampleSize, 1 << 14), ("patch_size", config.PatchSize, 64),
            ("in_channels", config.InChannels, 1 << 12), ("out_channels", config.OutChannels, 1 << 12),
            ("num_layers", config.NumLayers, 512), ("attention_head_dim", config.AttentionHeadDim, 1 << 12),
                ("num_attention_heads", config.NumAttentionHeads, 1 << 12),
            ("joint_attention_dim", config.JointAttentionDim, 1 << 20), ("pooled_projection_dim", config.PooledProjectionDim, 1 << 20), ("pos_embed_max_size", config.PosEmbedMaxSize, 1 << 12) })
        {
            if (size < 1 || size > most) throw Wrong(name, $"between 1 and {most}", size);
        }
        if (config.CaptionProjectionDim != config.Width)
            throw Wrong("caption_projection_dim", $"num_attention_heads x attention_head_dim ({config.Width})",
            config.CaptionProjectionDim);
        if (config.Width % 4 != 0)
            throw Wrong("attention_head_dim", "such that num_attention_heads x attention_head_dim is a multiple of 4",
            config.AttentionHeadDim);
        return config;

        InvalidDataException Wrong(string field, string expected, int got) =>
            new($"Configuration '{path}': {field} must be {expected}, not {got}.");
    }
}

/// <summary>The multimodal diffusion transformer of Stable Diffusion 3 and 3.5: picture and prompt in one attention, each with weights of
/// its own.</summary>
/// <remarks>Esser et al. 2024, figure 2; parameter names are those of diffusers' SD3Transformer2DModel.</remarks>
public sealed class SD3Transformer2DModel : Module
{
    const int TimeWaves = 256;

    readonly Conv2d patches;
    readonly Parameter positions;
    readonly TimestepEmbedding time, pooledText;
    readonly Linear context, output, outputModulation;
    readonly LayerNorm outputNorm;
    readonly ModuleList<JointBlock> blocks;

    public SD3Transformer2DModel(SD3TransformerConfig config)
    {
        Config = config;
        var width = config.Width;
        patches = Child("pos_embed.proj", new Conv2d(config.InChannels, width, config.PatchSize, stride: config.PatchSize));
        positions = AddBuffer("pos_embed.pos_embed", [1, config.PosEmbedMaxSize * config.PosEmbedMaxSize, width],
            (value, _) => value.Copy_(SinusoidalGrid(config).Unsqueeze(0)));
        time = Child("time_text_embed.timestep_embedder", new TimestepEmbedding(TimeWaves, width));
        pooledText = Child("time_text_embed.text_embedder", new TimestepEmbedding(config.PooledProjectionDim, width));
        context = Child("context_embedder", new Linear(config.JointAttentionDim, config.CaptionProjectionDim));
        blocks = Child("transformer_blocks", new ModuleList<JointBlock>(Enumerable.Range(0, config.NumLayers).Select(i =>
            new JointBlock(config, dual: config.DualAttentionLayers?.Contains(i) == true, last: i == config.NumLayers - 1))));
        outputModulation = Child("norm_out.linear", new Linear(width, 2 * width));
        outputNorm = Child("norm_out.norm", new LayerNorm(width, 1e-6, affine: false));
        output = Child("proj_out", new Linear(width, config.PatchSize * config.PatchSize * config.OutChannels));
    }

    public SD3TransformerConfig Config { get; }

    /// <summary>The element type that the network computes in.</summary>
    public DType DType => output.Weight.DType;

    /// <param name="sample">(B, in_channels, H, W); H and W multiples of the patch size</param>
    /// <param name="timesteps">(B), or one for all, in [0, 1000]</param>
    /// <param name="states">(B, S, joint_attention_dim) the prompt's token states</param>
    /// <param name="pooled">(B, pooled_projection_dim) the pooled prompt</param>
    /// <returns>(B, out_channels, H, W) the velocity, in the network's element type</returns>
    /// <exception cref="ArgumentException">Sizes do not fit.</exception>
    public Tensor Forward(Tensor sample, Tensor timesteps, Tensor states, Tensor pooled)
    {
        using var scope = new TensorScope();
        var (type, patch) = (DType, Config.PatchSize);
        if (sample.Rank != 4 || sample.Size(1) != Config.InChannels || sample.Size(2) % patch != 0 || sample.Size(3) % patch != 0)
            throw new ArgumentException(
                $"The transformer takes samples (B, {Config.InChannels}, H, W) with H and W multiples of {patch}, got {sample}.", nameof(sample));
        long batch = sample.Size(0), rows = sample.Size(2) / patch, columns = sample.Size(3) / patch;
        var x = patches.Forward(sample.To(type)).Flatten(2).Transpose(1, 2) + Positions(rows, columns).To(type); // (B, rows columns, width)
        if (timesteps.Rank == 0) timesteps = timesteps.Reshape(1);
        if (timesteps.Size(0) != batch) timesteps = timesteps.Expand(batch);
        // All blocks begin with silu of it.
        // (B, width)
        var condition = (time.Forward(TimestepEmbedding.Waves(timesteps, TimeWaves).To(type)) + pooledText.Forward(pooled.To(type))).Silu();
        var text = context.Forward(states.To(type));                                                                  // (B, S, width)
        foreach (var block in blocks)
        {
            var (before, beforeText) = (x, text);
            (x, text) = block.Forward(before, beforeText, condition);
            if (Autograd.IsRecording) continue;
            before.Dispose();
            if (!ReferenceEquals(text, beforeText)) beforeText.Dispose();
        }
        var parts = outputModulation.Forward(condition).Unsqueeze(1).Chunk(2, -1);                                   // scale, shift
        // (B, rows columns, p p C)
        x = output.Forward(outputNorm.Forward(x) * (1 + parts[0]) + parts[1]);
        // (B, C, rows, p, columns, p)
        x = x.Reshape(batch, rows, columns, patch, patch, Config.OutChannels).Permute(0, 5, 1, 3, 2, 4);
        return scope.MoveOut(x.Reshape(batch, Config.OutChannels, rows * patch, columns * patch));
    }

    /// <summary>The middle of the grid of positions: (1, rows columns, width).</summary>
    Tensor Positions(long rows, long columns)
    {
        var size = Config.PosEmbedMaxSize;
        if (rows > size || columns > size)
            throw new ArgumentException(
            $"The transformer knows positions of at most {size} x {size} patches, got {rows} x {columns}: ask for a smaller picture.");
        var (top, left) = ((size - rows) / 2, (size - columns) / 2);
        return positions.Tensor.Reshape(1, size, size, -1).Slice(1, top, top + rows).Slice(2, left, left + columns)
            .Reshape(1, rows * columns, -1);
    }

    /// <summary>Waves of column and row of each patch, half the width for each: (size size, width) float32.</summary>
    static Tensor SinusoidalGrid(SD3TransformerConfig config)
    {
        var (size, quarter) = (config.PosEmbedMaxSize, config.Width / 4);
        var places = Tensor.Arange(0, size, DType.Float64) * ((double)(config.SampleSize / config.PatchSize) / size);
        var frequencies = (Tensor.Arange(0, quarter, DType.Float64) * (-Math.Log(10_000) / quarter)).Exp();
        var angles = places.Unsqueeze(1) * frequencies.Unsqueeze(0);                                                   // (size, width / 4)
        var waves = Tensor.Cat([angles.Sin(), angles.Cos()], -1);                                                       // (size, width / 2)
        var byColumn = waves.Unsqueeze(0).Expand(size, size, -1);
        var byRow = waves.Unsqueeze(1).Expand(size, size, -1);
        return Tensor.Cat([byColumn, byRow], -1).Reshape(size * size, -1).To(DType.Float32);
    }

    /// <summary>One layer: both streams modulated by the condition, one attention over both, then a feed-forward network each.</summary>
    sealed class JointBlock : Module
    {
        readonly int width;
        readonly bool dual, last;
        readonly Linear modulation, textModulation;
        readonly LayerNorm norm; // without weights: one serves both streams
        readonly JointAttention attention;
        readonly JointAttention? second;
        readonly FeedForward feedForward;
        readonly FeedForward? textFeedForward;

        public JointBlock(SD3TransformerConfig config, bool dual, bool last)
        {
            (width, this.dual, this.last) = (config.Width, dual, last);
            norm = Child("norm", new LayerNorm(width, 1e-6, affine: false));
            modulation = Child("norm1.linear", new Linear(width, (dual ? 9 : 6) * width));
            textModulation = Child("norm1_context.linear", new Linear(width, (last ? 2 : 6) * width));
            attention = Child("attn", new JointAttention(config, withText: true, textOutput: !last));
            if (dual) second = Child("attn2", new JointAttention(config, withText: false, textOutput: false));
            feedForward = Child("ff", new FeedForward(width, "gelu-approximate"));
            if (!last) textFeedForward = Child("ff_context", new FeedForward(width, "gelu-approximate"));
        }

        public (Tensor X, Tensor Text) Forward(Tensor x, Tensor text, Tensor condition)
        {
            var results = GradientCheckpoint.Run(this, it => Compute(it[0]!, it[1]!, it[2]!) is var (newX, newText) ? [newX, newText] : [],
                x, text, condition);
            return (results[0], results[1]);
        }

        (Tensor X, Tensor Text) Compute(Tensor x, Tensor text, Tensor condition)
        {
            using var scope = new TensorScope();
            // Shift, scale and gate of the attention; shift, scale and gate of the network after it; then those of the second attention.
            var m = modulation.Forward(condition).Unsqueeze(1).Chunk(dual ? 9 : 6, -1);       // each (B, 1, width)
            var t = textModulation.Forward(condition).Unsqueeze(1).Chunk(last ? 2 : 6, -1);
            var normal = norm.Forward(x);
            // The last block's text ends there: it has scale and shift only, in this order.
            var normalText = norm.Forward(text);
            normalText = last ? normalText * (1 + t[0]) + t[1] : normalText * (1 + t[1]) + t[0];
            var (attended, attendedText) = attention.Forward(normal * (1 + m[1]) + m[0], normalText);
            x += m[2] * attended;
            if (second is not null) x += m[8] * second.Forward(normal * (1 + m[7]) + m[6], null).X;
            x += m[5] * feedForward.Forward(norm.Forward(x) * (1 + m[4]) + m[3]);
            if (!last)
            {
                text += t[2] * attendedText!;
                text += t[5] * textFeedForward!.Forward(norm.Forward(text) * (1 + t[4]) + t[3]);
            }
            return (scope.MoveOut(x), scope.MoveOut(text));
        }
    }

    /// <summary>Attention over the picture's tokens and, after them, the prompt's.</summary>
    sealed class JointAttention : Module
    {
        readonly int heads;
        readonly Linear query, key, value, output;
        readonly Linear? textQuery, textKey, textValue, textOutput;
        readonly RmsNorm? queryNorm, keyNorm, textQueryNorm, textKeyNorm;

        public JointAttention(SD3TransformerConfig config, bool withText, bool textOutput)
        {
            var width = config.Width;
            heads = config.NumAttentionHeads;
            query = Child("to_q", new Linear(width, width));
            key = Child("to_k", new Linear(width, width));
            value = Child("to_v", new Linear(width, width));
            output = Child("to_out.0", new Linear(width, width));
            if (config.QkNorm) (queryNorm, keyNorm) = (Child("norm_q", new RmsNorm(config.AttentionHeadDim)),
                Child("norm_k", new RmsNorm(config.AttentionHeadDim)));
            if (!withText) return;
            textQuery = Child("add_q_proj", new Linear(width, width));
            textKey = Child("add_k_proj", new Linear(width, width));
            textValue = Child("add_v_proj", new Linear(width, width));
            if (textOutput) this.textOutput = Child("to_add_out", new Linear(width, width));
            if (config.QkNorm) (textQueryNorm, textKeyNorm) = (Child("norm_added_q", new RmsNorm(config.AttentionHeadDim)),
                Child("norm_added_k", new RmsNorm(config.AttentionHeadDim)));
        }

        public (Tensor X, Tensor? Text) Forward(Tensor x, Tensor? text)
        {
            using var scope = new TensorScope();
            Tensor q = Heads(query, x, queryNorm), k = Heads(key, x, keyNorm), v = Heads(value, x, null);           // (B, T, heads, d)
            if (text is not null)
            {
                q = Tensor.Cat([q, Heads(textQuery!, text, textQueryNorm)], 1);
                k = Tensor.Cat([k, Heads(textKey!, text, textKeyNorm)], 1);
                v = Tensor.Cat([v, Heads(textValue!, text, null)], 1);
            }
            // (B, heads, T + S, d)
            var mixed = Attention.ScaledDotProduct(q.Transpose(1, 2), k.Transpose(1, 2), v.Transpose(1, 2));
            mixed = mixed.Transpose(1, 2).Reshape(x.Size(0), -1, query.Weight.Shape[0]);                               // (B, T + S, width)
            var count = x.Size(1);
            var result = scope.MoveOut(output.Forward(mixed.Slice(1, 0, count)));
            return (result, textOutput is null ? null : scope.MoveOut(textOutput.Forward(mixed.Slice(1, count))));
        }

        Tensor Heads(Linear projection, Tensor x, RmsNorm? norm)
        {
            var split = projection.Forward(x).Reshape(x.Size(0), x.Size(1), heads, -1);                                // (B, T, heads, d)
            return norm is null ? split : norm.Forward(split);
        }
    }
}
