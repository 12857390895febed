using EmojiGen.Torch;

namespace EmojiGen.Models.Blocks;

/// <summary>Transformer layers over the pixels of a feature map, each attending to the prompt (Rombach et al. 2022, section 3.3).</summary>
public sealed class SpatialTransformer : Module
{
    readonly GroupNorm norm;
    readonly Conv2d? convolutionIn, convolutionOut;
    readonly Linear? linearIn, linearOut;
    readonly ModuleList<TransformerLayer> layers;

    /// <param name="linear">Whether the projections before and after the layers are linears, as in SD 2 and XL, rather than 1x1
    /// convolutions.</param>
    /// <param name="onlyCross">Whether the first attention of a layer goes to the prompt too.</param>
    public SpatialTransformer(int channels, int heads, int headWidth, int depth, int contextWidth, int groups, bool linear,
        bool onlyCross = false, double dropout = 0)
    {
        var width = heads * headWidth;
        norm = Child("norm", new GroupNorm(groups, channels, 1e-6));
        if (linear) linearIn = Child("proj_in", new Linear(channels, width));
        else convolutionIn = Child("proj_in", new Conv2d(channels, width, 1));
        layers = Child("transformer_blocks", new ModuleList<TransformerLayer>(
            Enumerable.Range(0, depth).Select(_ => new TransformerLayer(width, heads, headWidth, contextWidth, onlyCross, dropout))));
        if (linear) linearOut = Child("proj_out", new Linear(width, channels));
        else convolutionOut = Child("proj_out", new Conv2d(width, channels, 1));
    }

    /// <summary>The layers, first to last.</summary>
    public IReadOnlyList<TransformerLayer> Layers => layers;

    /// <param name="x">(B, C, H, W)</param>
    /// <param name="context">(B, S, contextWidth)</param>
    /// <param name="mask">Of the prompt's tokens, broadcast to (B, heads, H W, S)</param>
    /// <param name="pictures">Tokens for each IP-Adapter</param>
    /// <returns>(B, C, H, W), channels last in memory</returns>
    public Tensor Forward(Tensor x, Tensor context, Tensor? mask = null, IReadOnlyList<Tensor>? pictures = null)
    {
        using var scope = new TensorScope();
        long batch = x.Size(0), height = x.Size(2), width = x.Size(3);
        var hidden = norm.Forward(x);
        if (convolutionIn is not null) hidden = convolutionIn.Forward(hidden);
        hidden = hidden.Permute(0, 2, 3, 1).Reshape(batch, height * width, -1); // (B, H W, C): a view of channels-last memory
        if (linearIn is not null) hidden = linearIn.Forward(hidden);
        foreach (var layer in layers) hidden = layer.Forward(hidden, context, mask, pictures);
        if (linearOut is not null) hidden = linearOut.Forward(hidden, x.Permute(0, 2, 3, 1).Reshape(batch, height * width, -1));
        hidden = hidden.Reshape(batch, height, width, -1).Permute(0, 3, 1, 2); // (B, C, H, W)
        return scope.MoveOut(convolutionOut is null ? hidden : convolutionOut.Forward(hidden, residual: x));
    }
}

/// <summary>Attention to the other pixels, attention to the prompt, and a feed-forward network.</summary>
public sealed class TransformerLayer : Module
{
    readonly LayerNorm norm1, norm2, norm3;
    readonly CrossAttention own;
    readonly FeedForward feedForward;
    readonly bool onlyCross;

    public TransformerLayer(int width, int heads, int headWidth, int contextWidth, bool onlyCross, double dropout)
    {
        this.onlyCross = onlyCross;
        norm1 = Child("norm1", new LayerNorm(width));
        own = Child("attn1", new CrossAttention(width, heads, headWidth, onlyCross ? contextWidth : null));
        norm2 = Child("norm2", new LayerNorm(width));
        ToPrompt = Child("attn2", new CrossAttention(width, heads, headWidth, contextWidth));
        norm3 = Child("norm3", new LayerNorm(width));
        feedForward = Child("ff", new FeedForward(width, "geglu", dropout));
    }

    /// <summary>The attention to the prompt, where IP-Adapters are attached.</summary>
    public CrossAttention ToPrompt { get; }

    /// <inheritdoc cref="SpatialTransformer.Forward"/>
    /// <param name="x">(B, T, width)</param>
    public Tensor Forward(Tensor x, Tensor context, Tensor? mask, IReadOnlyList<Tensor>? pictures) =>
        GradientCheckpoint.Run(this, it => Compute(it[0]!, it[1]!, it[2], pictures is null ? null : [.. it[3..]!]),
            [x, context, mask, .. pictures ?? []]);

    Tensor Compute(Tensor x, Tensor context, Tensor? mask, IReadOnlyList<Tensor>? pictures)
    {
        using var scope = new TensorScope();
        x = own.Forward(norm1.Forward(x), onlyCross ? context : null, onlyCross ? mask : null, residual: x);
        x = ToPrompt.Forward(norm2.Forward(x), context, mask, pictures, residual: x);
        return scope.MoveOut(feedForward.Forward(norm3.Forward(x), residual: x));
    }
}
