using EmojiGen.Torch;

namespace EmojiGen.Models.Clip;

/// <summary>The fields of a published <c>config.json</c> of CLIP's vision encoder, with their published defaults (ViT-B/32).</summary>
/// <param name="HiddenSize">d</param>
/// <param name="NumAttentionHeads">Divides d.</param>
/// <param name="ImageSize">Pixels of a side.</param>
/// <param name="PatchSize">Pixels of a patch's side; each patch is a token.</param>
/// <param name="ProjectionDim">Width of the space that pictures share with texts.</param>
/// <param name="WithProjection">Whether the published network projects into that space (<c>CLIPVisionModelWithProjection</c>,
/// <c>CLIPModel</c>).</param>
public sealed record ClipVisionConfig(
    int HiddenSize = 768,
    int IntermediateSize = 3072,
    int NumHiddenLayers = 12,
    int NumAttentionHeads = 12,
    int NumChannels = 3,
    int ImageSize = 224,
    int PatchSize = 32,
    string HiddenAct = "quick_gelu",
    double LayerNormEps = 1e-5,
    int ProjectionDim = 512,
    bool WithProjection = false)
{
    /// <summary>Reads a vision encoder's <c>config.json</c>, or the <c>vision_config</c> of a whole CLIP's.</summary>
    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">The file cannot be read.</exception>
    public static ClipVisionConfig Read(string path)
    {
        var (whole, published) = (ModelConfig.Read(path), new ClipVisionConfig());
        var file = whole.Section("vision_config") ?? whole;
        return ConfigSizes.Checked(path, new ClipVisionConfig(
            file.Whole("hidden_size", published.HiddenSize),
            file.Whole("intermediate_size", published.IntermediateSize),
            file.Whole("num_hidden_layers", published.NumHiddenLayers),
            file.Whole("num_attention_heads", published.NumAttentionHeads),
            file.Whole("num_channels", published.NumChannels),
            file.Whole("image_size", published.ImageSize),
            file.Whole("patch_size", published.PatchSize),
            file.Text("hidden_act", published.HiddenAct),
            file.Number("layer_norm_eps", published.LayerNormEps),
            // The whole CLIP's own width counts where the two are given.
            whole.Whole("projection_dim", file.Whole("projection_dim", published.ProjectionDim)),
            Array.Exists(whole.Texts("architectures", []), name => name is "CLIPVisionModelWithProjection" or "CLIPModel")), it => it.Validate());
    }

    /// <exception cref="InvalidDataException">A size is out of its range, or the activation is not known here.</exception>
    public void Validate()
    {
        ConfigSizes.Check("CLIP's vision encoder", ("hidden_size", HiddenSize), ("intermediate_size", IntermediateSize),
            ("num_hidden_layers", NumHiddenLayers), ("num_attention_heads", NumAttentionHeads),
            ("num_channels", NumChannels), ("image_size", ImageSize), ("patch_size", PatchSize), ("projection_dim", ProjectionDim));
        if (HiddenSize % NumAttentionHeads != 0)
            throw new InvalidDataException(
            $"CLIP's hidden_size ({HiddenSize}) must be a multiple of num_attention_heads ({NumAttentionHeads}).");
        if (PatchSize > ImageSize)
            throw new InvalidDataException($"CLIP's patch_size ({PatchSize}) must be at most image_size ({ImageSize}).");
        Activation.Named(HiddenAct);
    }
}

/// <summary>What <see cref="ClipVisionModel"/> makes of pictures; the tensors are of the current scope.</summary>
/// <param name="LastHiddenState">(B, 1 + patches, d) after the last layer, without a norm; the class token first</param>
/// <param name="HiddenStates">(B, 1 + patches, d) each: the normed embeddings, then the states after each layer. The last but one is
/// <c>[^2]</c>.</param>
/// <param name="Pooled">(B, d) the class token's state, normed</param>
/// <param name="ImageEmbeds">(B, <see cref="ClipVisionConfig.ProjectionDim"/>) the pooled state, projected; null without a
/// projection</param>
public sealed record ClipVisionStates(Tensor LastHiddenState, IReadOnlyList<Tensor> HiddenStates, Tensor Pooled, Tensor? ImageEmbeds);

/// <summary>CLIP's vision encoder: pictures to patch states, and to a vector that texts can be compared with.</summary>
/// <remarks>Radford et al. 2021; parameter names are those of transformers' CLIPVisionModelWithProjection.</remarks>
public sealed class ClipVisionModel : Module
{
    readonly Parameter classToken;
    readonly Conv2d patches;
    readonly Embedding positions;
    readonly LayerNorm before, after;
    readonly ModuleList<ClipLayer> layers;
    readonly Linear? projection;

    /// <param name="withProjection">Whether there is a <c>visual_projection</c>; null: as the configuration says.</param>
    /// <exception cref="InvalidDataException">The configuration cannot be.</exception>
    public ClipVisionModel(ClipVisionConfig config, bool? withProjection = null)
    {
        config.Validate();
        Config = config;
        var (d, side) = (config.HiddenSize, config.ImageSize / config.PatchSize);
        classToken = AddParameter("vision_model.embeddings.class_embedding", [d], Initialisers.Normal(0, 0.02));
        patches = Child("vision_model.embeddings.patch_embedding",
            new Conv2d(config.NumChannels, d, config.PatchSize, config.PatchSize, bias: false));
        positions = Child("vision_model.embeddings.position_embedding", new Embedding(((long)side * side) + 1, d));
        before = Child("vision_model.pre_layrnorm", new LayerNorm(d, config.LayerNormEps)); // the published name
        var size = new ClipLayerSize(d, config.NumAttentionHeads, config.IntermediateSize, config.HiddenAct, config.LayerNormEps);
        layers = Child("vision_model.encoder.layers",
            new ModuleList<ClipLayer>(Enumerable.Range(0, config.NumHiddenLayers).Select(_ => new ClipLayer(size))));
        after = Child("vision_model.post_layernorm", new LayerNorm(d, config.LayerNormEps));
        if (withProjection ?? config.WithProjection)
            projection = Child("visual_projection", new Linear(d, config.ProjectionDim, bias: false));
    }

    public ClipVisionConfig Config { get; }

    /// <param name="pixels">(B, channels, size, size), normalised by CLIP's mean and deviation</param>
    /// <exception cref="ArgumentException">The pictures are of another shape.</exception>
    public ClipVisionStates Forward(Tensor pixels)
    {
        if (pixels.Rank != 4 || pixels.Size(1) != Config.NumChannels || pixels.Size(2) != Config.ImageSize
            || pixels.Size(3) != Config.ImageSize)
            throw new ArgumentException(
                $"CLIP's vision encoder takes pictures (batch, {Config.NumChannels}, {Config.ImageSize}, {Config.ImageSize}), got {pixels}: resize them first.", nameof(pixels));
        using var scope = new TensorScope();
        var tokens = patches.Forward(pixels.To(classToken.Tensor.DType)).Flatten(2).Transpose(1, 2); // (B, patches, d)
        var first = classToken.Tensor.Reshape(1, 1, -1).Expand(pixels.Size(0), 1, -1);
        var x = before.Forward(Tensor.Cat([first, tokens], 1) + positions.Weight.Tensor); // (B, 1 + patches, d)
        List<Tensor> states = [x];
        foreach (var layer in layers) states.Add(x = TensorScope.Run(() => layer.Forward(x, null, causal: false)));
        var pooled = after.Forward(x.Select(1, 0)); // (B, d)
        var embeds = projection?.Forward(pooled);
        foreach (var state in states) scope.MoveOut(state);
        return new ClipVisionStates(x, states, scope.MoveOut(pooled), embeds is null ? null : scope.MoveOut(embeds));
    }

    /// <summary>Reads published weights of a vision encoder or of a whole CLIP, with any prefix.</summary>
    /// <param name="dtype">Converts to this element type; null keeps the stored one.</param>
    /// <exception cref="WeightsException">Names are missing, left over or misshapen.</exception>
    public void LoadPublished(IWeights weights, DType? dtype = null)
    {
        var names = new ClipNames(weights, "vision_model.", "embeddings.class_embedding", "visual_projection.", projection is not null);
        Load(new RenamedWeights(weights, names.Rename), dtype: dtype);
    }
}
