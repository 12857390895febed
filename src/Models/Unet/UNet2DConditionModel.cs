using EmojiGen.Models.Blocks;
using EmojiGen.Torch;

namespace EmojiGen.Models.Unet;

/// <summary>What a denoising UNet is told beside sample and timestep.</summary>
/// <param name="States">(B, S, cross_attention_dim) the prompt's token states</param>
public sealed record UNetConditions(Tensor States)
{
    /// <summary>(B, S), 1 at tokens that count and 0 at padding; null: all count.</summary>
    public Tensor? Mask { get; init; }

    /// <summary>(B, d) SDXL: the pooled, projected prompt.</summary>
    public Tensor? TextEmbeds { get; init; }

    /// <summary>(B, 6) SDXL: original size, crop and target size in pixels, each as height, width (or top, left).</summary>
    public Tensor? TimeIds { get; init; }

    /// <summary>(B) class numbers or timesteps, or (B, d) of a network that projects its classes.</summary>
    public Tensor? ClassLabels { get; init; }

    /// <summary>(B, time_cond_proj_dim) the guidance scale's waves, of a network distilled with it.</summary>
    public Tensor? Guidance { get; init; }

    /// <summary>(B, N, cross_attention_dim) tokens of the reference pictures, one for each IP-Adapter attached.</summary>
    public IReadOnlyList<Tensor>? Pictures { get; init; }
}

/// <summary>The denoising UNet of Stable Diffusion 1, 2 and XL: a noisy sample to its noise (or velocity).</summary>
/// <remarks>Rombach et al. 2022; Podell et al. 2023. Parameter names are those of diffusers' UNet2DConditionModel.</remarks>
public sealed class UNet2DConditionModel : Module
{
    readonly Conv2d input, output;
    readonly TimestepEmbedding time;
    readonly Linear? textProjection;
    readonly Module? classes;
    readonly TimestepEmbedding? addition;
    readonly ModuleList<DownBlock> down;
    readonly ModuleList<UpBlock> up;
    readonly MidBlock? middle;
    readonly GroupNorm outputNorm;
    readonly Func<Tensor, Tensor> activation;
    readonly Func<Tensor, Tensor>? timeActivation;

    public UNet2DConditionModel(UNet2DConditionConfig config)
    {
        Config = config;
        var channels = config.BlockOutChannels;
        var (levels, last) = (config.Levels, config.Levels - 1);
        activation = Activation.Named(config.ActFn);
        timeActivation = config.TimeEmbeddingActFn is null ? null : Activation.Named(config.TimeEmbeddingActFn);
        input = Child("conv_in", new Conv2d(config.InChannels, channels[0], config.ConvInKernel, padding: (config.ConvInKernel - 1) / 2));
        time = Child("time_embedding",
            new TimestepEmbedding(channels[0], config.TimeWidth, config.ActFn, config.TimeCondProjDim, config.TimestepPostAct));
        if (config.EncoderHidDim is { } hidden) textProjection = Child("encoder_hid_proj", new Linear(hidden, config.CrossAttentionDim[0]));
        classes = config.ClassEmbedding switch
        {
            "label" => Child("class_embedding", new Embedding(config.NumClassEmbeds!.Value, config.TimeWidth)),
            "timestep" => Child("class_embedding", new TimestepEmbedding(channels[0], config.TimeWidth, config.ActFn)),
            "projection" => Child("class_embedding", new TimestepEmbedding(config.ProjectionInputDim!.Value, config.TimeWidth)),
            "simple_projection" => Child("class_embedding", new Linear(config.ProjectionInputDim!.Value, config.TimeWidth)),
            _ => null,
        };
        if (config.AdditionTimeEmbedDim is not null)
            addition = Child("add_embedding", new TimestepEmbedding(config.ProjectionInputDim!.Value, config.TimeWidth));
        var layer = new LayerMaker(config);
        down = Child("down_blocks", new ModuleList<DownBlock>(Enumerable.Range(0, levels).Select(i => new DownBlock(layer, i))));
        up = Child("up_blocks", new ModuleList<UpBlock>(Enumerable.Range(0, levels).Select(i => new UpBlock(layer, i))));
        if (config.MidBlock is { } attends) middle = Child("mid_block", new MidBlock(layer, attends));
        outputNorm = Child("conv_norm_out", new GroupNorm(config.NormNumGroups, channels[0], config.NormEps));
        output = Child("conv_out", new Conv2d(channels[0], config.OutChannels, config.ConvOutKernel,
            padding: (config.ConvOutKernel - 1) / 2));
    }

    public UNet2DConditionConfig Config { get; }

    /// <summary>The element type that the network computes in.</summary>
    public DType DType => input.Weight.DType;

    /// <summary>Every attention to the prompt with its name, in the order in which published IP-Adapters number them: down, up, then the
    /// middle.</summary>
    public IEnumerable<(string Name, CrossAttention Attention)> PromptAttentions()
    {
        var blocks = down.Select((it, i) => ($"down_blocks.{i}", it.Attentions))
            .Concat(up.Select((it, i) => ($"up_blocks.{i}", it.Attentions)));
        if (middle is not null) blocks = blocks.Append(("mid_block", middle.Attentions));
        foreach (var (block, attentions) in blocks)
        {
            for (var i = 0; i < attentions.Count; i++)
            {
                for (var j = 0; j < attentions[i].Layers.Count; j++)
                    yield return ($"{block}.attentions.{i}.transformer_blocks.{j}.attn2", attentions[i].Layers[j].ToPrompt);
            }
        }
    }

    /// <param name="sample">(B, in_channels, H, W)</param>
    /// <param name="timesteps">(B) or a single one for all</param>
    /// <returns>(B, out_channels, H, W) in the network's element type</returns>
    /// <exception cref="ArgumentException">A condition that this configuration needs is missing, or sizes do not fit.</exception>
    public Tensor Forward(Tensor sample, Tensor timesteps, UNetConditions conditions)
    {
        if (sample.Rank != 4 || sample.Size(1) != Config.InChannels)
            throw new ArgumentException($"The UNet takes samples (B, {Config.InChannels}, H, W), got {sample}.", nameof(sample));
        using var scope = new TensorScope();
        var type = DType;
        var embedding = EmbedTime(timesteps, sample.Size(0), conditions, type);                   // (B, time width)
        var context = conditions.States.To(type);                                                    // (B, S, d)
        if (textProjection is not null) context = textProjection.Forward(context);
        // Added to attention scores: 0 at tokens, a number below all scores at padding.
        // (B, 1, 1, S)
        var mask = conditions.Mask is { } given ? ((1 - given.To(DType.Float32)) * -10_000).To(type).Unsqueeze(1).Unsqueeze(1) : null;
        var pictures = conditions.Pictures?.Select(it => it.To(type)).ToArray();

        var x = Config.CenterInputSample ? 2 * sample.To(type) - 1 : sample.To(type);
        x = input.Forward(x.ChannelsLast());
        var skips = new Stack<Tensor>([x]);
        foreach (var block in down) x = block.Forward(x, embedding, context, mask, pictures, skips);
        if (middle is not null) x = middle.Forward(x, embedding, context, mask, pictures);
        foreach (var block in up) x = block.Forward(x, embedding, context, mask, pictures, skips);
        x = Config.ActFn is "silu" or "swish" ? outputNorm.ForwardSilu(x) : activation(outputNorm.Forward(x));
        return scope.MoveOut(output.Forward(x));
    }

    Tensor EmbedTime(Tensor timesteps, long batch, UNetConditions conditions, DType type)
    {
        if (timesteps.Rank == 0) timesteps = timesteps.Reshape(1);
        if (timesteps.Size(0) != batch) timesteps = timesteps.Expand(batch);
        var embedding = time.Forward(Waves(timesteps, Config.BlockOutChannels[0]), conditions.Guidance?.To(type));
        if (classes is not null || Config.ClassEmbedding == "identity")
        {
            var labels = conditions.ClassLabels ?? throw new ArgumentException("This UNet wants class labels.", nameof(conditions));
            var embedded = classes switch
            {
                Embedding table => table.Forward(labels.To(DType.Int64)),
                TimestepEmbedding network =>
                    network.Forward(Config.ClassEmbedding == "timestep" ? Waves(labels, Config.BlockOutChannels[0]) : labels.To(type)),
                Linear projection => projection.Forward(labels.To(type)),
                _ => labels.To(type),
            };
            embedding = Config.ClassEmbeddingsConcat ? Tensor.Cat([embedding, embedded], -1) : embedding + embedded;
        }
        if (addition is not null)
        {
            if (conditions.TextEmbeds is null || conditions.TimeIds is null)
                throw new ArgumentException("This UNet wants pooled text and sizes (text_embeds and time_ids), as SDXL's.",
                nameof(conditions));
            var sizes = Waves(conditions.TimeIds.Flatten(), Config.AdditionTimeEmbedDim!.Value).Reshape(batch, -1); // (B, 6 waves)
            embedding += addition.Forward(Tensor.Cat([conditions.TextEmbeds.To(type), sizes], -1));
        }
        if (timeActivation is not null) embedding = timeActivation(embedding);
        // Every block would activate it again.
        return Config.ResnetSkipTimeAct ? embedding : activation(embedding);

        Tensor Waves(Tensor values, int width) => TimestepEmbedding.Waves(values, width, Config.FlipSinToCos, Config.FreqShift).To(type);
    }

    /// <summary>Makes the blocks' parts at a level.</summary>
    sealed class LayerMaker(UNet2DConditionConfig config)
    {
        public UNet2DConditionConfig Config => config;

        public ResnetBlock Resnet(int inputs, int outputs, double? scale = null) => new(inputs, outputs,
            config.ClassEmbeddingsConcat ? 2 * config.TimeWidth : config.TimeWidth, config.NormNumGroups, config.NormEps, config.ActFn,
            config.ResnetTimeScaleShift, scale ?? config.ResnetOutScaleFactor, config.Dropout);

        public SpatialTransformer Attention(int level, int depth, bool onlyCross = false)
        {
            var (channels, heads) = (config.BlockOutChannels[level], config.Heads[level]);
            return new SpatialTransformer(channels, heads, channels / heads, depth, config.CrossAttentionDim[level], config.NormNumGroups,
                config.UseLinearProjection, onlyCross, config.Dropout);
        }

        public static int Depth(int[] depths, int layer) => depths.Length == 1 ? depths[0] : depths[layer];
    }

    sealed class DownBlock : Module
    {
        readonly ModuleList<ResnetBlock> resnets;
        readonly ModuleList<SpatialTransformer> attentions;
        readonly ModuleList<Downsample> downsamplers;

        public DownBlock(LayerMaker make, int level)
        {
            var config = make.Config;
            var outputs = config.BlockOutChannels[level];
            var inputs = config.BlockOutChannels[Math.Max(level - 1, 0)];
            var layers = Enumerable.Range(0, config.LayersPerBlock[level]);
            attentions = Child("attentions", new ModuleList<SpatialTransformer>(!config.DownBlocks[level] ? []
                : layers.Select(i => make.Attention(level, LayerMaker.Depth(config.TransformerDepth[level], i), config.OnlyCrossAttention[level]))));
            resnets = Child("resnets", new ModuleList<ResnetBlock>(layers.Select(i => make.Resnet(i == 0 ? inputs : outputs, outputs))));
            downsamplers = Child("downsamplers",
                new ModuleList<Downsample>(level == config.Levels - 1 ? [] : [new Downsample(outputs, config.DownsamplePadding)]));
        }

        public IReadOnlyList<SpatialTransformer> Attentions => attentions;

        public Tensor Forward(Tensor x, Tensor time, Tensor context, Tensor? mask, IReadOnlyList<Tensor>? pictures, Stack<Tensor> skips)
        {
            for (var i = 0; i < resnets.Count; i++)
            {
                x = resnets[i].Forward(x, time);
                if (attentions.Count > 0) x = attentions[i].Forward(x, context, mask, pictures);
                skips.Push(x);
            }
            foreach (var downsample in downsamplers) skips.Push(x = downsample.Forward(x));
            return x;
        }
    }

    sealed class MidBlock : Module
    {
        readonly ModuleList<ResnetBlock> resnets;
        readonly ModuleList<SpatialTransformer> attentions;

        public MidBlock(LayerMaker make, bool attends)
        {
            var config = make.Config;
            var level = config.Levels - 1;
            var channels = config.BlockOutChannels[level];
            attentions = Child("attentions",
                new ModuleList<SpatialTransformer>(attends ? [make.Attention(level, config.TransformerDepth[level][^1])] : []));
            resnets = Child("resnets",
                new ModuleList<ResnetBlock>(Enumerable.Range(0, attends ? 2 : 1).Select(_ => make.Resnet(channels, channels, config.MidBlockScaleFactor))));
        }

        public IReadOnlyList<SpatialTransformer> Attentions => attentions;

        public Tensor Forward(Tensor x, Tensor time, Tensor context, Tensor? mask, IReadOnlyList<Tensor>? pictures)
        {
            x = resnets[0].Forward(x, time);
            for (var i = 0; i < attentions.Count; i++) x = resnets[i + 1].Forward(attentions[i].Forward(x, context, mask, pictures), time);
            return x;
        }
    }

    sealed class UpBlock : Module
    {
        readonly ModuleList<ResnetBlock> resnets;
        readonly ModuleList<SpatialTransformer> attentions;
        readonly ModuleList<Upsample> upsamplers;

        /// <param name="place">Of the way up: 0 is the coarsest level.</param>
        public UpBlock(LayerMaker make, int place)
        {
            var config = make.Config;
            var level = config.Levels - 1 - place;
            var outputs = config.BlockOutChannels[level];
            var below = config.BlockOutChannels[Math.Min(level + 1, config.Levels - 1)]; // what comes from the level below
            // what the way down left before its first layer here
            var skipped = config.BlockOutChannels[Math.Max(level - 1, 0)];
            var count = config.LayersPerBlock[level] + 1;
            var depths = config.UpTransformerDepth?[place]
                ?? (config.TransformerDepth[level].Length == 1 ? config.TransformerDepth[level]
                : [.. config.TransformerDepth[level].Reverse(), config.TransformerDepth[level][0]]);
            attentions = Child("attentions", new ModuleList<SpatialTransformer>(!config.UpBlocks[place] ? []
                : Enumerable.Range(0, count).Select(i => make.Attention(level, LayerMaker.Depth(depths, i), config.OnlyCrossAttention[level]))));
            resnets = Child("resnets", new ModuleList<ResnetBlock>(Enumerable.Range(0, count).Select(i =>
                make.Resnet((i == 0 ? below : outputs) + (i == count - 1 ? skipped : outputs), outputs))));
            upsamplers = Child("upsamplers", new ModuleList<Upsample>(place == config.Levels - 1 ? [] : [new Upsample(outputs)]));
        }

        public IReadOnlyList<SpatialTransformer> Attentions => attentions;

        public Tensor Forward(Tensor x, Tensor time, Tensor context, Tensor? mask, IReadOnlyList<Tensor>? pictures, Stack<Tensor> skips)
        {
            using var scope = new TensorScope();
            for (var i = 0; i < resnets.Count; i++)
            {
                x = resnets[i].Forward(x, time, skips.Pop());
                if (attentions.Count > 0) x = attentions[i].Forward(x, context, mask, pictures);
            }
            // Sizes that are no multiple of 2 at every level: back to what the way down had.
            foreach (var upsample in upsamplers)
                x = skips.TryPeek(out var skip) ? upsample.Forward(x, skip.Size(2), skip.Size(3)) : upsample.Forward(x);
            return scope.MoveOut(x);
        }
    }
}
