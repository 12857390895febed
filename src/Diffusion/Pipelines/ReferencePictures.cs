using EmojiGen.Models.IpAdapter;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Pipelines;

/// <summary>Pictures that a model refers to, through an IP-Adapter.</summary>
/// <param name="adapter">Attached to the model's UNet; disposed with this.</param>
public sealed class ReferencePictures(IpAdapter adapter) : IDisposable
{
    Tensor? tokens, noTokens;

    /// <summary>How much they count, layer by layer.</summary>
    public IpAdapter Adapter => adapter;

    /// <summary>(1, N, d) tokens of the pictures</summary>
    internal Tensor Tokens => tokens ?? throw new InvalidOperationException("An IP-Adapter was attached, but no pictures were given to it.");

    /// <summary>(1, N, d) tokens that stand where there is no prompt</summary>
    internal Tensor NoTokens => noTokens ?? throw new InvalidOperationException("An IP-Adapter was attached, but no pictures were given to it.");

    /// <summary>Says what to refer to.</summary>
    /// <param name="embeddings">(N, d), or (N, patches, d), of N pictures</param>
    /// <param name="nothing">The same of nothing: zeros for the base adapter, what the encoder says of zeros for Plus.</param>
    public void Set(Tensor embeddings, Tensor nothing)
    {
        using var noGrad = Autograd.NoGrad();
        var (with, without) = (adapter.Tokens(embeddings), adapter.Tokens(nothing));
        tokens?.Dispose();
        noTokens?.Dispose();
        (tokens, noTokens) = (with.Unscoped(), without.Unscoped());
    }

    public void Dispose()
    {
        tokens?.Dispose();
        noTokens?.Dispose();
        adapter.Dispose();
    }
}
