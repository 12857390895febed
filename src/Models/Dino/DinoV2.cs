using EmojiGen.Torch;

namespace EmojiGen.Models.Dino;

/// <summary>The fields of a published <c>config.json</c> of DINOv2, with their published defaults (ViT-B/14).</summary>
/// <param name="HiddenSize">d</param>
/// <param name="NumAttentionHeads">Divides d.</param>
/// <param name="MlpRatio">Width of the feed-forward layers, in units of d.</param>
/// <param name="ImageSize">Pixels of a side that the position embeddings are for; others are interpolated.</param>
/// <param name="PatchSize">Pixels of a patch's side; each patch is a token.</param>
/// <param name="UseSwigluFfn">Feed-forward layers are SwiGLU, as the giant's are.</param>
/// <param name="NumRegisterTokens">Tokens of no place beside the class token (<c>dinov2_with_registers</c>); 0: none.</param>
/// <param name="HasRegisters">Whether it is the network with registers, which resizes position embeddings with antialiasing.</param>
public sealed record DinoV2Config(
    int HiddenSize = 768,
    int NumHiddenLayers = 12,
    int NumAttentionHeads = 12,
    double MlpRatio = 4,
    string HiddenAct = "gelu",
    double LayerNormEps = 1e-6,
    int ImageSize = 224,
    int PatchSize = 16,
    int NumChannels = 3,
    bool QkvBias = true,
    bool UseSwigluFfn = false,
    int NumRegisterTokens = 0,
    bool HasRegisters = false)
{
    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">The file cannot be read.</exception>
    public static DinoV2Config Read(string path)
    {
        var (file, published) = (ModelConfig.Read(path), new DinoV2Config());
        file.Expect("model_type", null, "dinov2", "dinov2_with_registers");
        var registers = file.Text("model_type", "dinov2") == "dinov2_with_registers";
        return ConfigSizes.Checked(path, new DinoV2Config(
            file.Whole("hidden_size", published.HiddenSize),
            file.Whole("num_hidden_layers", published.NumHiddenLayers),
            file.Whole("num_attention_heads", published.NumAttentionHeads),
            file.Number("mlp_ratio", published.MlpRatio),
            file.Text("hidden_act", published.HiddenAct),
            file.Number("layer_norm_eps", published.LayerNormEps),
            file.Whole("image_size", published.ImageSize),
            file.Whole("patch_size", published.PatchSize),
            file.Whole("num_channels", published.NumChannels),
            file.Flag("qkv_bias", published.QkvBias),
            file.Flag("use_swiglu_ffn", published.UseSwigluFfn),
            registers ? file.Whole("num_register_tokens", 4) : 0,
            registers), it => it.Validate());
    }

    /// <exception cref="InvalidDataException">A size is out of its range, or the activation is not known here.</exception>
    public void Validate()
    {
        ConfigSizes.Check("DINOv2", ("hidden_size", HiddenSize), ("num_hidden_layers", NumHiddenLayers),
            ("num_attention_heads", NumAttentionHeads), ("image_size", ImageSize),
            ("patch_size", PatchSize), ("num_channels", NumChannels), ("num_register_tokens + 1", NumRegisterTokens + 1));
        if (HiddenSize % NumAttentionHeads != 0)
            throw new InvalidDataException(
            $"DINOv2's hidden_size ({HiddenSize}) must be a multiple of num_attention_heads ({NumAttentionHeads}).");
        if (PatchSize > ImageSize)
            throw new InvalidDataException($"DINOv2's patch_size ({PatchSize}) must be at most image_size ({ImageSize}).");
        if (!(MlpRatio * HiddenSize >= 1 && MlpRatio <= 1000))
            throw new InvalidDataException($"DINOv2's mlp_ratio must give a width of 1 or more, not {MlpRatio}.");
        Activation.Named(HiddenAct);
    }
}

/// <summary>What <see cref="DinoV2"/> makes of pictures; the tensors are of the current scope.</summary>
/// <param name="LastHiddenState">(B, 1 + registers + patches, d) normed; the class token first</param>
/// <param name="HiddenStates">Of the same shape: the embeddings, then the states after each layer, without the norm.</param>
/// <param name="Pooled">(B, d) the class token's state</param>
public sealed record DinoV2States(Tensor LastHiddenState, IReadOnlyList<Tensor> HiddenStates, Tensor Pooled);

/// <summary>DINOv2: pictures to vectors that are near when the pictures look alike.</summary>
/// <remarks>Oquab et al. 2023; with registers Darcet et al. 2023. Parameter names are those of transformers' Dinov2Model and
/// Dinov2WithRegistersModel.</remarks>
public sealed class DinoV2 : Module
{
    readonly Parameter classToken, positions;
    readonly Parameter? registers;
    readonly Conv2d patches;
    readonly ModuleList<Layer> layers;
    readonly LayerNorm norm;

    /// <exception cref="InvalidDataException">The configuration cannot be.</exception>
    public DinoV2(DinoV2Config config)
    {
        config.Validate();
        Config = config;
        var (d, side) = (config.HiddenSize, config.ImageSize / config.PatchSize);
        classToken = AddParameter("embeddings.cls_token", [1, 1, d], Initialisers.Normal(0, 0.02));
        if (config.NumRegisterTokens > 0)
            registers = AddParameter("embeddings.register_tokens", [1, config.NumRegisterTokens, d], Initialisers.Normal(0, 0.02));
        patches = Child("embeddings.patch_embeddings.projection", new Conv2d(config.NumChannels, d, config.PatchSize, config.PatchSize));
        positions = AddParameter("embeddings.position_embeddings", [1, ((long)side * side) + 1, d], Initialisers.Normal(0, 0.02));
        layers = Child("encoder.layer", new ModuleList<Layer>(Enumerable.Range(0, config.NumHiddenLayers).Select(_ => new Layer(config))));
        norm = Child("layernorm", new LayerNorm(d, config.LayerNormEps));
    }

    public DinoV2Config Config { get; }

    /// <param name="pixels">(B, channels, H, W), normalised by ImageNet's mean and deviation; what is over a whole number of patches is cut
    /// off</param>
    /// <exception cref="ArgumentException">The pictures are of another shape, or smaller than a patch.</exception>
    public DinoV2States Forward(Tensor pixels)
    {
        if (pixels.Rank != 4 || pixels.Size(1) != Config.NumChannels || pixels.Size(2) < Config.PatchSize
            || pixels.Size(3) < Config.PatchSize)
            throw new ArgumentException(
                $"DINOv2 takes pictures (batch, {Config.NumChannels}, height, width) of {Config.PatchSize} pixels and more, got {pixels}.", nameof(pixels));
        using var scope = new TensorScope();
        var tokens = patches.Forward(pixels.To(classToken.Tensor.DType)).Flatten(2).Transpose(1, 2); // (B, patches, d)
        var first = classToken.Tensor.Expand(pixels.Size(0), -1, -1);
        var x = Tensor.Cat([first, tokens], 1) + Positions(pixels.Size(2), pixels.Size(3)); // (B, 1 + patches, d)
        // (B, 1 + registers + patches, d)
        if (registers is not null) x = Tensor.Cat([x.Slice(1, 0, 1), registers.Tensor.Expand(x.Size(0), -1, -1), x.Slice(1, 1)], 1);
        List<Tensor> states = [x];
        foreach (var layer in layers) states.Add(x = TensorScope.Run(() => layer.Forward(x)));
        var last = norm.Forward(x);
        var pooled = last.Select(1, 0);
        foreach (var state in states) scope.MoveOut(state);
        return new DinoV2States(scope.MoveOut(last), states, scope.MoveOut(pooled));
    }

    /// <summary>Reads published weights, with any prefix; heads and the mask token, which only pretraining uses, are left.</summary>
    /// <param name="dtype">Converts to this element type; null keeps the stored one.</param>
    /// <exception cref="WeightsException">Names are missing, left over or misshapen.</exception>
    public void LoadPublished(IWeights weights, DType? dtype = null)
    {
        const string anchor = "embeddings.cls_token";
        var prefix = weights.Names.FirstOrDefault(name => name.EndsWith("." + anchor, StringComparison.Ordinal))?[..^anchor.Length] ?? "";
        Load(weights, prefix, dtype, ignore: name => name.AsSpan(prefix.Length) is "embeddings.mask_token"
            || name.StartsWith("classifier.", StringComparison.Ordinal));
    }

    /// <summary>The embeddings of the places of a picture's patches, the class token's first.</summary>
    Tensor Positions(long height, long width)
    {
        var side = Config.ImageSize / Config.PatchSize;
        var (rows, columns) = (height / Config.PatchSize, width / Config.PatchSize);
        if (rows * columns == (long)side * side && height == width) return positions.Tensor;
        var grid = positions.Tensor.Slice(1, 1).Reshape(1, side, side, -1).Permute(0, 3, 1, 2).To(DType.Float32); // (1, d, side, side)
        var resized = grid.Interpolate(rows, columns, Interpolation.Bicubic, antialias: Config.HasRegisters).To(positions.Tensor.DType);
        return Tensor.Cat([positions.Tensor.Slice(1, 0, 1), resized.Flatten(2).Transpose(1, 2)], 1); // (1, 1 + patches, d)
    }

    sealed class Layer : Module
    {
        readonly LayerNorm attentionNorm, norm;
        readonly Linear query, key, value, output, up, down;
        readonly Parameter attentionScale, scale;
        readonly Func<Tensor, Tensor> activation;
        readonly int heads;

        public Layer(DinoV2Config config)
        {
            var d = config.HiddenSize;
            heads = config.NumAttentionHeads;
            attentionNorm = Child("norm1", new LayerNorm(d, config.LayerNormEps));
            query = Child("attention.attention.query", new Linear(d, d, config.QkvBias));
            key = Child("attention.attention.key", new Linear(d, d, config.QkvBias));
            value = Child("attention.attention.value", new Linear(d, d, config.QkvBias));
            output = Child("attention.output.dense", new Linear(d, d));
            attentionScale = AddParameter("layer_scale1.lambda1", [d], Initialisers.Ones);
            norm = Child("norm2", new LayerNorm(d, config.LayerNormEps));
            var inner = (long)(d * config.MlpRatio);
            if (config.UseSwigluFfn)
            {
                inner = ((long)(inner * 2 / 3.0) + 7) / 8 * 8; // as many parameters as without a gate
                activation = x => x.Chunk(2, -1) is [var gate, var rest] ? gate.Silu() * rest
                    : throw new InvalidOperationException("SwiGLU wants halves.");
                up = Child("mlp.weights_in", new Linear(d, 2 * inner));
                down = Child("mlp.weights_out", new Linear(inner, d));
            }
            else
            {
                activation = Activation.Named(config.HiddenAct);
                up = Child("mlp.fc1", new Linear(d, inner));
                down = Child("mlp.fc2", new Linear(inner, d));
            }
            scale = AddParameter("layer_scale2.lambda1", [d], Initialisers.Ones);
        }

        public Tensor Forward(Tensor x)
        {
            var (batch, length, d) = (x.Size(0), x.Size(1), x.Size(2));
            var flat = x.Reshape(-1, d); // (B T, d): linears are fastest on matrices
            var normal = attentionNorm.Forward(flat);
            var mixed = Attention.ScaledDotProduct(Heads(query), Heads(key), Heads(value)); // (B, heads, T, d / heads)
            flat += output.Forward(mixed.Transpose(1, 2).Reshape(-1, d)) * attentionScale.Tensor;
            flat += down.Forward(activation(up.Forward(norm.Forward(flat)))) * scale.Tensor;
            return flat.Reshape(batch, length, d);

            // (B, heads, T, d / heads)
            Tensor Heads(Linear projection) => projection.Forward(normal).Reshape(batch, length, heads, -1).Transpose(1, 2);
        }
    }
}
