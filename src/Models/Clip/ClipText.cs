using EmojiGen.Torch;

namespace EmojiGen.Models.Clip;

/// <summary>The fields of a published <c>config.json</c> of CLIP's text encoder, with their published defaults (ViT-L/14).</summary>
/// <param name="HiddenSize">d</param>
/// <param name="NumAttentionHeads">Divides d.</param>
/// <param name="MaxPositionEmbeddings">Tokens of the longest text.</param>
/// <param name="EosTokenId">Ends a text; its state is the text's. 2 in configurations of old, where the highest id does.</param>
/// <param name="ProjectionDim">Width of the space that texts share with pictures.</param>
/// <param name="WithProjection">Whether the published network projects into that space (<c>CLIPTextModelWithProjection</c>,
/// <c>CLIPModel</c>).</param>
public sealed record ClipTextConfig(
    int VocabSize = 49408,
    int HiddenSize = 512,
    int IntermediateSize = 2048,
    int NumHiddenLayers = 12,
    int NumAttentionHeads = 8,
    int MaxPositionEmbeddings = 77,
    string HiddenAct = "quick_gelu",
    double LayerNormEps = 1e-5,
    int EosTokenId = 49407,
    int ProjectionDim = 512,
    bool WithProjection = false)
{
    /// <summary>Reads a text encoder's <c>config.json</c>, or the <c>text_config</c> of a whole CLIP's.</summary>
    /// <exception cref="IOException">The file is missing.</exception>
    /// <exception cref="InvalidDataException">The file cannot be read.</exception>
    public static ClipTextConfig Read(string path)
    {
        var (whole, published) = (ModelConfig.Read(path), new ClipTextConfig());
        var file = whole.Section("text_config") ?? whole;
        return ConfigSizes.Checked(path, new ClipTextConfig(
            file.Whole("vocab_size", published.VocabSize),
            file.Whole("hidden_size", published.HiddenSize),
            file.Whole("intermediate_size", published.IntermediateSize),
            file.Whole("num_hidden_layers", published.NumHiddenLayers),
            file.Whole("num_attention_heads", published.NumAttentionHeads),
            file.Whole("max_position_embeddings", published.MaxPositionEmbeddings),
            file.Text("hidden_act", published.HiddenAct),
            file.Number("layer_norm_eps", published.LayerNormEps),
            file.Whole("eos_token_id", published.EosTokenId),
            // The whole CLIP's own width counts where the two are given.
            whole.Whole("projection_dim", file.Whole("projection_dim", published.ProjectionDim)),
            Array.Exists(whole.Texts("architectures", []), name => name is "CLIPTextModelWithProjection" or "CLIPModel")), it => it.Validate());
    }

    /// <exception cref="InvalidDataException">A size is out of its range, or the activation is not known here.</exception>
    public void Validate()
    {
        ConfigSizes.Check("CLIP", ("vocab_size", VocabSize), ("hidden_size", HiddenSize), ("intermediate_size", IntermediateSize),
            ("num_hidden_layers", NumHiddenLayers),
            ("num_attention_heads", NumAttentionHeads), ("max_position_embeddings", MaxPositionEmbeddings), ("projection_dim", ProjectionDim));
        if (HiddenSize % NumAttentionHeads != 0)
            throw new InvalidDataException(
            $"CLIP's hidden_size ({HiddenSize}) must be a multiple of num_attention_heads ({NumAttentionHeads}).");
        Activation.Named(HiddenAct);
    }
}

/// <summary>What <see cref="ClipTextModel"/> makes of texts; the tensors are of the current scope.</summary>
/// <param name="LastHiddenState">(B, T, d) after the last layer and the final norm</param>
/// <param name="HiddenStates">(B, T, d) each: the embeddings, then the states after each layer, without the final norm. The last but one is
/// <c>[^2]</c>.</param>
/// <param name="Pooled">(B, d) the normed state of the token that ends the text</param>
/// <param name="TextEmbeds">(B, <see cref="ClipTextConfig.ProjectionDim"/>) the pooled state, projected; null without a projection</param>
public sealed record ClipTextStates(Tensor LastHiddenState, IReadOnlyList<Tensor> HiddenStates, Tensor Pooled, Tensor? TextEmbeds)
{
    /// <summary>(B, T, d) the states that the last layers are given, without the final norm.</summary>
    /// <param name="layers">How many of the last layers are left out; 0 leaves out none.</param>
    /// <exception cref="ArgumentException">The network has fewer.</exception>
    public Tensor Before(int layers) => layers < HiddenStates.Count ? HiddenStates[^(layers + 1)]
        : throw new ArgumentException(
            $"The text encoder has {HiddenStates.Count - 1} layers, and {layers} of its last ones were to be skipped: ask for a smaller clip skip.");
}

/// <summary>CLIP's text encoder: token ids to token states, each of which has seen the tokens before it.</summary>
/// <remarks>Radford et al. 2021; parameter names are those of transformers' CLIPTextModel and CLIPTextModelWithProjection.</remarks>
public sealed class ClipTextModel : Module
{
    readonly Embedding tokens, positions;
    readonly ModuleList<ClipLayer> layers;
    readonly LayerNorm norm;
    readonly Linear? projection;

    /// <param name="withProjection">Whether there is a <c>text_projection</c>; null: as the configuration says.</param>
    /// <exception cref="InvalidDataException">The configuration cannot be.</exception>
    public ClipTextModel(ClipTextConfig config, bool? withProjection = null)
    {
        config.Validate();
        Config = config;
        var d = config.HiddenSize;
        tokens = Child("text_model.embeddings.token_embedding", new Embedding(config.VocabSize, d));
        positions = Child("text_model.embeddings.position_embedding", new Embedding(config.MaxPositionEmbeddings, d));
        var size = new ClipLayerSize(d, config.NumAttentionHeads, config.IntermediateSize, config.HiddenAct, config.LayerNormEps);
        layers = Child("text_model.encoder.layers",
            new ModuleList<ClipLayer>(Enumerable.Range(0, config.NumHiddenLayers).Select(_ => new ClipLayer(size))));
        norm = Child("text_model.final_layer_norm", new LayerNorm(d, config.LayerNormEps));
        if (withProjection ?? config.WithProjection)
            projection = Child("text_projection", new Linear(d, config.ProjectionDim, bias: false));
    }

    public ClipTextConfig Config { get; }

    /// <param name="ids">(B, T) whole numbers; T at most <see cref="ClipTextConfig.MaxPositionEmbeddings"/></param>
    /// <param name="mask">(B, T), 1 at tokens and 0 at padding; null where all are seen, as diffusion models want it</param>
    /// <exception cref="ArgumentException">The ids are too many or out of the vocabulary.</exception>
    public ClipTextStates Forward(Tensor ids, Tensor? mask = null)
    {
        TokenIds.Check(ids, Config.VocabSize, "CLIP's text encoder");
        var length = ids.Size(1);
        if (length > Config.MaxPositionEmbeddings)
            throw new ArgumentException(
                $"CLIP takes texts of at most {Config.MaxPositionEmbeddings} tokens, got {length}: cut the text, or encode it in chunks.", nameof(ids));
        using var scope = new TensorScope();
        var device = tokens.Weight.Device;
        (ids, mask) = (ids.To(device), mask?.To(device));
        var seen = mask?.Ne(0).Unsqueeze(1).Unsqueeze(1); // (B, 1, 1, T)
        var x = tokens.Forward(ids) + positions.Weight.Tensor.Narrow(0, 0, length); // (B, T, d)
        List<Tensor> states = [x];
        foreach (var layer in layers) states.Add(x = TensorScope.Run(() => layer.Forward(x, seen, causal: true)));
        var last = FinalNorm(x);
        var pooled = last.Index(Tensor.Arange(0, ids.Size(0), device: ids.Device), Ends(ids)); // (B, d)
        var embeds = projection?.Forward(pooled);
        foreach (var state in states) scope.MoveOut(state);
        return new ClipTextStates(scope.MoveOut(last), states, scope.MoveOut(pooled), embeds is null ? null : scope.MoveOut(embeds));
    }

    /// <summary>The norm after the last layer, for those who skip layers (<c>clip skip</c>) and want it still.</summary>
    /// <param name="states">(..., d)</param>
    public Tensor FinalNorm(Tensor states) => norm.Forward(states);

    /// <summary>Reads published weights of a text encoder or of a whole CLIP, with any prefix.</summary>
    /// <param name="dtype">Converts to this element type; null keeps the stored one.</param>
    /// <exception cref="WeightsException">Names are missing, left over or misshapen.</exception>
    public void LoadPublished(IWeights weights, DType? dtype = null)
    {
        var names = new ClipNames(weights, "text_model.", "embeddings.token_embedding.weight", "text_projection.", projection is not null);
        Load(new RenamedWeights(weights, names.Rename), dtype: dtype);
    }

    /// <summary>Where each text ends: at its first end token, or at its highest id where the configuration is of the time when that was the
    /// end's.</summary>
    Tensor Ends(Tensor ids)
    {
        const int former = 2; // was written for years, and is no token that ends anything
        return Config.EosTokenId == former ? ids.ArgMax(-1) : ids.Eq(Config.EosTokenId).To(DType.Int32).ArgMax(-1); // (B)
    }
}
