using EmojiGen.Models.IpAdapter;
using EmojiGen.Models.Unet;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Pipelines;

/// <summary>Pictures to refer to, as an IP-Adapter tells a UNet of them. Any number of runs may refer to them.</summary>
public sealed class ReferencePictures : IDisposable
{
    readonly IpAdapter adapter;
    readonly double scale;
    readonly Func<string, double>? of;

    /// <param name="adapter">Of the model that will refer to them; disposed with this.</param>
    /// <param name="embeddings">(N, d), or (N, patches, d), of N pictures</param>
    /// <param name="nothing">The same of nothing: zeros for the base adapter, what the encoder says of zeros for Plus.</param>
    /// <inheritdoc cref="IpAdapter.Attach"/>
    public ReferencePictures(IpAdapter adapter, Tensor embeddings, Tensor nothing, double scale, Func<string, double>? of = null)
    {
        (this.adapter, this.scale, this.of) = (adapter, scale, of);
        using var noGrad = Autograd.NoGrad();
        (Tokens, NoTokens) = (Told(embeddings), Told(nothing));
    }

    /// <summary>(1, N, d) tokens of the pictures</summary>
    internal Tensor Tokens { get; }

    /// <summary>(1, N, d) tokens that stand where there is no prompt</summary>
    internal Tensor NoTokens { get; }

    Tensor Told(Tensor pictures) => adapter.Tokens(pictures.To(adapter.Projection.Device)).Unscoped();

    /// <summary>Lets a UNet of the adapter's structure see them.</summary>
    internal void Attach(UNet2DConditionModel unet) => adapter.Attach(unet, scale, of);

    public void Dispose()
    {
        Tokens.Dispose();
        NoTokens.Dispose();
        adapter.Dispose();
    }
}
