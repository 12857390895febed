using EmojiGen.Torch;

namespace EmojiGen.Models.Blocks;

/// <summary>Attention of tokens to themselves or to a context, and to pictures where an IP-Adapter is attached.</summary>
/// <remarks>Vaswani et al. 2017; the decoupled attention to pictures is eq. 5 of Ye et al. 2023 (IP-Adapter).</remarks>
public sealed class CrossAttention : Module
{
    readonly Linear query, key, value, output;
    readonly int heads;

    /// <param name="width">Width of the tokens.</param>
    /// <param name="contextWidth">Width of what they attend to; null: to themselves.</param>
    /// <param name="bias">Whether queries, keys and values have one.</param>
    public CrossAttention(int width, int heads, int headWidth, int? contextWidth = null, bool bias = false)
    {
        this.heads = heads;
        Width = heads * headWidth;
        ContextWidth = contextWidth ?? width;
        query = Child("to_q", new Linear(width, Width, bias));
        key = Child("to_k", new Linear(ContextWidth, Width, bias));
        value = Child("to_v", new Linear(ContextWidth, Width, bias));
        output = Child("to_out.0", new Linear(Width, width));
    }

    /// <summary>Of all heads together.</summary>
    public int Width { get; }

    /// <summary>Of what the tokens attend to.</summary>
    public int ContextWidth { get; }

    /// <summary>What attends to pictures, one for each IP-Adapter attached; theirs to dispose of.</summary>
    public List<AttachedPictures> Images { get; } = [];

    protected override IEnumerable<Module> Attached => Images.Select(it => it.Attention);

    /// <param name="x">(B, T, width)</param>
    /// <param name="context">(B, S, contextWidth); null: x</param>
    /// <param name="mask">Broadcast to (B, heads, T, S), as <see cref="Attention.ScaledDotProduct"/> takes it</param>
    /// <param name="pictures">(B, N, contextWidth), one for each of <see cref="Images"/></param>
    /// <param name="residual">(B, T, width) added to the result</param>
    /// <returns>(B, T, width)</returns>
    public Tensor Forward(Tensor x, Tensor? context = null, Tensor? mask = null, IReadOnlyList<Tensor>? pictures = null,
        Tensor? residual = null)
    {
        using var scope = new TensorScope();
        var q = Heads(query.Forward(x));
        // (B, heads, T, d)
        var mixed = Attention.ScaledDotProduct(q, Heads(key.Forward(context ?? x)), Heads(value.Forward(context ?? x)), mask);
        for (var i = 0; i < Images.Count && pictures is not null && i < pictures.Count; i++)
        {
            var (attention, scale) = Images[i];
            if (scale == 0) continue;
            var (k, v) = attention.Project(pictures[i]);
            mixed = mixed.Add(Attention.ScaledDotProduct(q, Heads(k), Heads(v)), scale);
        }
        return scope.MoveOut(output.Forward(mixed.Transpose(1, 2).Reshape(x.Size(0), -1, Width), residual)); // (B, T, heads d)
    }

    protected override void AttachLike(Module other) => Images.AddRange(((CrossAttention)other).Images);

    Tensor Heads(Tensor tokens) => tokens.Reshape(tokens.Size(0), tokens.Size(1), heads, -1).Transpose(1, 2); // (B, heads, T, d)
}

/// <summary>An attention to pictures, as one network has it beside its attention to the prompt.</summary>
/// <param name="Scale">How much the pictures count in this layer; 0 leaves them out.</param>
public readonly record struct AttachedPictures(ImageAttention Attention, double Scale);

/// <summary>Keys and values of an IP-Adapter for one layer.</summary>
public sealed class ImageAttention : Module
{
    readonly Linear key, value;

    /// <param name="contextWidth">Width of the pictures' tokens.</param>
    /// <param name="width">Width of the layer's keys.</param>
    public ImageAttention(int contextWidth, int width)
    {
        key = Child("to_k_ip", new Linear(contextWidth, width, bias: false));
        value = Child("to_v_ip", new Linear(contextWidth, width, bias: false));
    }

    /// <param name="tokens">(B, N, contextWidth)</param>
    /// <returns>(B, N, width) twice, in the element type of the tokens, whatever the projections are in</returns>
    public (Tensor Keys, Tensor Values) Project(Tensor tokens)
    {
        var narrow = tokens.To(key.Weight.DType);
        return (key.Forward(narrow).To(tokens.DType), value.Forward(narrow).To(tokens.DType));
    }
}
