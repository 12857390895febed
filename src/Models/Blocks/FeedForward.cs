using System.Collections.Frozen;
using EmojiGen.Torch;

namespace EmojiGen.Models.Blocks;

/// <summary>The two layers that stand after attention in a transformer, four times as wide between.</summary>
public sealed class FeedForward : Module
{
    static readonly FrozenSet<string> known = FrozenSet.Create(StringComparer.Ordinal, "geglu", "gelu", "gelu-approximate");

    readonly Linear up, down;
    readonly Dropout dropout;
    readonly string activation;

    /// <param name="activation"><c>geglu</c>, <c>gelu</c> or <c>gelu-approximate</c></param>
    public FeedForward(int width, string activation = "geglu", double dropout = 0)
    {
        if (!known.Contains(activation))
            throw new InvalidDataException(
            $"Activation '{activation}' of a feed-forward layer is not known here; known: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
        this.activation = activation;
        up = Child("net.0.proj", new Linear(width, activation == "geglu" ? 8 * width : 4 * width) { IsGated = activation == "geglu" });
        this.dropout = Child("net.1", new Dropout(dropout));
        down = Child("net.2", new Linear(4 * width, width));
    }

    /// <param name="x">(B, T, width)</param>
    /// <param name="residual">(B, T, width) added to the result</param>
    public Tensor Forward(Tensor x, Tensor? residual = null) => TensorScope.Run(() =>
    {
        // (B, T, 4 width)
        var hidden = activation switch { "geglu" => up.ForwardGeglu(x), "gelu" => up.Forward(x).Gelu(), _ => up.Forward(x).GeluTanh() };
        return down.Forward(dropout.Forward(hidden), residual);
    });
}
