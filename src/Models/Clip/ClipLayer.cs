using EmojiGen.Torch;

namespace EmojiGen.Models.Clip;

/// <summary>What the layers of a text or vision encoder are made by.</summary>
/// <param name="Width">d</param>
/// <param name="Heads">Divides d.</param>
/// <param name="Inner">Width of the feed-forward layer.</param>
sealed record ClipLayerSize(int Width, int Heads, int Inner, string Activation, double Epsilon);

/// <summary>A transformer layer that norms before it computes: attention, then feed-forward. Text and vision have the same.</summary>
sealed class ClipLayer : Module
{
    readonly LayerNorm attentionNorm, norm;
    readonly Linear query, key, value, output, up, down;
    readonly Func<Tensor, Tensor> activation;
    readonly int heads;

    public ClipLayer(ClipLayerSize size)
    {
        var d = size.Width;
        heads = size.Heads;
        activation = Activation.Named(size.Activation);
        query = Child("self_attn.q_proj", new Linear(d, d));
        key = Child("self_attn.k_proj", new Linear(d, d));
        value = Child("self_attn.v_proj", new Linear(d, d));
        output = Child("self_attn.out_proj", new Linear(d, d));
        attentionNorm = Child("layer_norm1", new LayerNorm(d, size.Epsilon));
        up = Child("mlp.fc1", new Linear(d, size.Inner));
        down = Child("mlp.fc2", new Linear(size.Inner, d));
        norm = Child("layer_norm2", new LayerNorm(d, size.Epsilon));
    }

    /// <param name="x">(B, T, d)</param>
    /// <param name="mask">Where a key may be seen, broadcast to (B, heads, T, T); null: everywhere.</param>
    public Tensor Forward(Tensor x, Tensor? mask, bool causal) =>
        GradientCheckpoint.Run(this, it => Compute(it[0]!, it[1], causal), x, mask);

    Tensor Compute(Tensor x, Tensor? mask, bool causal)
    {
        var (batch, length, d) = (x.Size(0), x.Size(1), x.Size(2));
        var flat = x.Reshape(-1, d); // (B T, d): linears are fastest on matrices
        var normal = attentionNorm.Forward(flat);
        var mixed = Attention.ScaledDotProduct(Heads(query), Heads(key), Heads(value), mask, causal: causal); // (B, heads, T, d / heads)
        flat += output.Forward(mixed.Transpose(1, 2).Reshape(-1, d)); // (B T, d)
        flat += down.Forward(activation(up.Forward(norm.Forward(flat))));
        return flat.Reshape(batch, length, d);

        // (B, heads, T, d / heads)
        Tensor Heads(Linear projection) => projection.Forward(normal).Reshape(batch, length, heads, -1).Transpose(1, 2);
    }
}
