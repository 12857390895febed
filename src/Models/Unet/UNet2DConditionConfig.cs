namespace EmojiGen.Models.Unet;

/// <summary>The fields of a published <c>unet/config.json</c>, lists written out for each level.</summary>
public sealed record UNet2DConditionConfig
{
    public int InChannels { get; init; } = 4;
    public int OutChannels { get; init; } = 4;
    public int SampleSize { get; init; } = 64;

    /// <summary>Channels of each level, the finest first.</summary>
    public int[] BlockOutChannels { get; init; } = [320, 640, 1280, 1280];

    /// <summary>Whether each level on the way down has attention (<c>CrossAttnDownBlock2D</c>) or not (<c>DownBlock2D</c>).</summary>
    public bool[] DownBlocks { get; init; } = [true, true, true, false];

    /// <summary>Whether there is a block at the bottom, and whether it has attention; null: none.</summary>
    public bool? MidBlock { get; init; } = true;

    /// <summary>As <see cref="DownBlocks"/>, the coarsest level first.</summary>
    public bool[] UpBlocks { get; init; } = [false, true, true, true];
    public bool[] OnlyCrossAttention { get; init; } = [false, false, false, false];
    public int[] LayersPerBlock { get; init; } = [2, 2, 2, 2];

    /// <summary>Attention heads of each level. Published configurations call them <c>attention_head_dim</c>, by an old mistake.</summary>
    public int[] Heads { get; init; } = [8, 8, 8, 8];

    /// <summary>Width of the prompt's tokens at each level.</summary>
    public int[] CrossAttentionDim { get; init; } = [768, 768, 768, 768];

    /// <summary>Transformer layers of each attention at each level.</summary>
    public int[][] TransformerDepth { get; init; } = [[1], [1], [1], [1]];

    /// <summary>The same on the way up, the coarsest level first.</summary>
    public int[][]? UpTransformerDepth { get; init; }
    public bool UseLinearProjection { get; init; }
    public int NormNumGroups { get; init; } = 32;
    public double NormEps { get; init; } = 1e-5;
    public string ActFn { get; init; } = "silu";
    public double Dropout { get; init; }
    public bool FlipSinToCos { get; init; } = true;
    public double FreqShift { get; init; }
    public bool CenterInputSample { get; init; }
    public int DownsamplePadding { get; init; } = 1;
    public double MidBlockScaleFactor { get; init; } = 1;
    public double ResnetOutScaleFactor { get; init; } = 1;
    public bool ResnetTimeScaleShift { get; init; }
    public bool ResnetSkipTimeAct { get; init; }
    public int? TimeEmbeddingDim { get; init; }
    public string? TimeEmbeddingActFn { get; init; }
    public string? TimestepPostAct { get; init; }

    /// <summary>Width of a guidance embedding that is added to the time (latent consistency models).</summary>
    public int? TimeCondProjDim { get; init; }

    /// <summary>What a class label is: <c>label</c> (of <see cref="NumClassEmbeds"/>), <c>timestep</c>, <c>identity</c>, <c>projection</c>,
    /// <c>simple_projection</c>, or null.</summary>
    public string? ClassEmbedding { get; init; }
    public bool ClassEmbeddingsConcat { get; init; }
    public int? NumClassEmbeds { get; init; }

    /// <summary>Waves of each of SDXL's six sizes; null where the network does not take them.</summary>
    public int? AdditionTimeEmbedDim { get; init; }

    /// <summary>Width of what is projected to the time embedding: SDXL's pooled text and sizes, or a class.</summary>
    public int? ProjectionInputDim { get; init; }

    /// <summary>Width of the prompt's tokens before a projection to <see cref="CrossAttentionDim"/>; null: no projection.</summary>
    public int? EncoderHidDim { get; init; }
    public int ConvInKernel { get; init; } = 3;
    public int ConvOutKernel { get; init; } = 3;

    public int Levels => BlockOutChannels.Length;

    /// <summary>Width of the embedding of time.</summary>
    public int TimeWidth => TimeEmbeddingDim ?? 4 * BlockOutChannels[0];

    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">A field is of the wrong type or asks for what is not known here; says which.</exception>
    public static UNet2DConditionConfig Read(string path)
    {
        var file = ModelConfig.Read(path);
        var published = new UNet2DConditionConfig();
        file.Expect("attention_type", null, "default");
        file.Expect("time_embedding_type", null, "positional");
        file.Expect("dual_cross_attention", null, "false");
        file.Expect("cross_attention_norm", [null]);
        file.Expect("mid_block_only_cross_attention", null, "false");
        file.Expect("addition_embed_type", null, "text_time");
        file.Expect("encoder_hid_dim_type", null, "text_proj");
        file.Expect("class_embed_type", null, "timestep", "identity", "projection", "simple_projection");
        file.Expect("resnet_time_scale_shift", null, "default", "scale_shift");
        file.Expect("mid_block_type", null, "UNetMidBlock2DCrossAttn", "UNetMidBlock2D");
        var channels = file.Wholes("block_out_channels", published.BlockOutChannels);
        var levels = channels.Length;
        var heads = file.WholesOrOne(file.Has("num_attention_heads") ? "num_attention_heads" : "attention_head_dim", levels, 8);
        var classes = file.Count("num_class_embeds");
        return ConfigSizes.Checked(path, new UNet2DConditionConfig
        {
            InChannels = file.Whole("in_channels", published.InChannels),
            OutChannels = file.Whole("out_channels", published.OutChannels),
            SampleSize = file.Has("sample_size") ? file.WholesOrOne("sample_size", 2, published.SampleSize)[0] : published.SampleSize,
            BlockOutChannels = channels,
            DownBlocks = Blocks(file, "down_block_types",
                ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"], "CrossAttnDownBlock2D", "DownBlock2D", levels, path),
            MidBlock = file.IsNull("mid_block_type") ? null
                : file.Text("mid_block_type", "UNetMidBlock2DCrossAttn") == "UNetMidBlock2DCrossAttn",
            UpBlocks = Blocks(file, "up_block_types", ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"],
                "CrossAttnUpBlock2D", "UpBlock2D", levels, path),
            OnlyCrossAttention = file.FlagsOrOne("only_cross_attention", levels, false),
            LayersPerBlock = file.WholesOrOne("layers_per_block", levels, 2),
            Heads = heads,
            CrossAttentionDim = file.WholesOrOne("cross_attention_dim", levels, 1280),
            TransformerDepth = file.WholesOfLevels("transformer_layers_per_block", levels, 1),
            UpTransformerDepth = file.Has("reverse_transformer_layers_per_block")
                ? file.WholesOfLevels("reverse_transformer_layers_per_block", levels, 1) : null,
            UseLinearProjection = file.Flag("use_linear_projection", false),
            NormNumGroups = file.Whole("norm_num_groups", published.NormNumGroups),
            NormEps = file.Number("norm_eps", published.NormEps),
            ActFn = file.Text("act_fn", published.ActFn),
            Dropout = file.Number("dropout", 0),
            FlipSinToCos = file.Flag("flip_sin_to_cos", true),
            FreqShift = file.Number("freq_shift", 0),
            CenterInputSample = file.Flag("center_input_sample", false),
            DownsamplePadding = file.Whole("downsample_padding", 1),
            MidBlockScaleFactor = file.Number("mid_block_scale_factor", 1),
            ResnetOutScaleFactor = file.Number("resnet_out_scale_factor", 1),
            ResnetTimeScaleShift = file.Text("resnet_time_scale_shift", "default") == "scale_shift",
            ResnetSkipTimeAct = file.Flag("resnet_skip_time_act", false),
            TimeEmbeddingDim = file.Count("time_embedding_dim"),
            TimeEmbeddingActFn = file.TextOrNull("time_embedding_act_fn"),
            TimestepPostAct = file.TextOrNull("timestep_post_act"),
            TimeCondProjDim = file.Count("time_cond_proj_dim"),
            ClassEmbedding = file.TextOrNull("class_embed_type") ?? (classes is null ? null : "label"),
            ClassEmbeddingsConcat = file.Flag("class_embeddings_concat", false),
            NumClassEmbeds = classes,
            AdditionTimeEmbedDim = file.Has("addition_embed_type") ? file.Count("addition_time_embed_dim") : null,
            ProjectionInputDim = file.Count("projection_class_embeddings_input_dim"),
            EncoderHidDim = file.Count("encoder_hid_dim"),
            ConvInKernel = file.Whole("conv_in_kernel", 3),
            ConvOutKernel = file.Whole("conv_out_kernel", 3),
        }.Valid(path), it =>
        {
            foreach (var name in new[] { it.ActFn, it.TimeEmbeddingActFn, it.TimestepPostAct })
                _ = name is null ? null : Activation.Named(name);
        });
    }

    UNet2DConditionConfig Valid(string path)
    {
        foreach (var (name, sizes) in new (string, int[])[] { ("in_channels", [InChannels]), ("out_channels", [OutChannels]),
            ("block_out_channels", BlockOutChannels), ("layers_per_block", LayersPerBlock),
            ("attention_head_dim", Heads), ("cross_attention_dim", CrossAttentionDim), ("norm_num_groups", [NormNumGroups]),
            ("conv_in_kernel", [ConvInKernel]), ("conv_out_kernel", [ConvOutKernel]), ("sample_size", [SampleSize]) })
        {
            if (sizes.Length == 0 || Array.Exists(sizes, it => it is < 1 or > 1 << 20))
                throw Wrong(name, "between 1 and 1048576", string.Join(", ", sizes));
        }
        if (Array.Find(BlockOutChannels, it => it % NormNumGroups != 0) is var odd and not 0)
            throw Wrong("block_out_channels", $"multiples of norm_num_groups ({NormNumGroups})", $"{odd}");
        for (var i = 0; i < Levels; i++)
        {
            if (BlockOutChannels[i] % Heads[i] != 0)
                throw Wrong("attention_head_dim", $"divisors of block_out_channels ({BlockOutChannels[i]})", $"{Heads[i]}");
        }
        if (Enumerable.Range(0, Levels).Any(i => TransformerDepth[i].Length != 1 && TransformerDepth[i].Length != LayersPerBlock[i]))
            throw Wrong("transformer_layers_per_block", "a number, or one for each layer, at each level", "another count");
        if (UpTransformerDepth is { } up
            && Enumerable.Range(0, Levels).Any(i => up[i].Length != 1 && up[i].Length != LayersPerBlock[Levels - 1 - i] + 1))
            throw Wrong("reverse_transformer_layers_per_block", "a number, or one for each layer, at each level", "another count");
        // Not a network but a way to make the program build millions of layers.
        if (Levels > 16 || LayersPerBlock.Any(it => it > 64))
            throw Wrong("layers_per_block", "at most 64 at each of 16 levels", string.Join(", ", LayersPerBlock));
        if (TransformerDepth.Concat(UpTransformerDepth ?? []).SelectMany(it => it).Any(it => it is < 0 or > 256))
            throw Wrong("transformer_layers_per_block", "between 0 and 256", "less or more");
        if (AdditionTimeEmbedDim is not null && ProjectionInputDim is null)
            throw Wrong("projection_class_embeddings_input_dim", "given where addition_embed_type is text_time", "null");
        if (ClassEmbedding is "projection" or "simple_projection" && ProjectionInputDim is null)
            throw Wrong("projection_class_embeddings_input_dim", $"given where class_embed_type is {ClassEmbedding}", "null");
        return this;

        InvalidDataException Wrong(string field, string expected, string got) =>
            new($"Configuration '{path}': {field} must be {expected}, not {got}.");
    }

    static bool[] Blocks(ModelConfig file, string field, string[] otherwise, string attending, string plain, int levels, string path)
    {
        var names = file.Texts(field, otherwise);
        if (names.Length != levels)
            throw new InvalidDataException($"Configuration '{path}': {field} has {names.Length} blocks, but block_out_channels {levels}.");
        return Array.ConvertAll(names, name => name == attending ? true : name == plain ? false
            : throw new InvalidDataException($"Configuration '{path}': {field} '{name}' is not known here; known: {attending}, {plain}."));
    }
}
