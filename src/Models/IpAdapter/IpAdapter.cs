using System.Globalization;
using EmojiGen.Models.Blocks;
using EmojiGen.Models.Unet;
using EmojiGen.Torch;

namespace EmojiGen.Models.IpAdapter;

/// <summary>An IP-Adapter attached to a UNet: pictures as prompts. Disposing detaches it.</summary>
/// <remarks>Ye et al. 2023. The published layout: <c>image_proj.*</c>, and <c>ip_adapter.N.to_k_ip.weight</c> where N = 1, 3, 5, ... number the attentions to the prompt.</remarks>
public sealed class IpAdapter : IDisposable
{
    const string ProjectionPrefix = "image_proj.", AttentionPrefix = "ip_adapter.";

    readonly List<(string Name, CrossAttention Attention, ImageAttention Image)> layers;

    IpAdapter(ImageProjection projection, List<(string, CrossAttention, ImageAttention)> layers) => (Projection, this.layers) = (projection, layers);

    public ImageProjection Projection { get; }

    /// <summary>Loads an adapter and attaches it to every attention to the prompt.</summary>
    /// <exception cref="WeightsException">It was made for another UNet.</exception>
    /// <exception cref="InvalidDataException">It is of a kind that is not known here.</exception>
    public static IpAdapter Attach(UNet2DConditionModel unet, IWeights weights)
    {
        var type = unet.DType;
        List<(string Name, CrossAttention Attention, ImageAttention Image)> layers = [];
        ImageProjection? projection = null;
        using var bundle = new Bundle();
        try
        {
            foreach (var (name, attention) in unet.PromptAttentions())
            {
                var image = new ImageAttention(attention.ContextWidth, attention.Width);
                layers.Add((name, attention, image));
                bundle.Add((2 * layers.Count - 1).ToString(CultureInfo.InvariantCulture), image);
            }
            if (layers.Count == 0) throw new InvalidDataException("The UNet has no attention to the prompt, so that no IP-Adapter fits it.");
            if (!weights.Names.Any(it => it.StartsWith(ProjectionPrefix, StringComparison.Ordinal)))
                throw new InvalidDataException($"These are not the weights of an IP-Adapter: none is named {ProjectionPrefix}*.");
            bundle.Load(weights, AttentionPrefix, type);
            projection = ImageProjection.Load(new RenamedWeights(weights, it => it.StartsWith(ProjectionPrefix, StringComparison.Ordinal) ? it[ProjectionPrefix.Length..] : null), layers[0].Attention.ContextWidth, type);
        }
        catch
        {
            foreach (var (_, _, image) in layers) image.Dispose();
            throw;
        }
        foreach (var (_, attention, image) in layers) attention.Images.Add(image);
        return new IpAdapter(projection, layers);
    }

    /// <summary>Sets the weight of the pictures: of all layers, or of those named alone.</summary>
    /// <param name="scale">0 (not at all) to about 1</param>
    /// <param name="of">Its factor for a layer such as <c>up_blocks.1.attentions.1.transformer_blocks.0.attn2</c>; null: 1 for all.</param>
    public void SetScale(double scale, Func<string, double>? of = null)
    {
        foreach (var (name, _, image) in layers) image.Scale = scale * (of?.Invoke(name) ?? 1);
    }

    /// <summary>Tokens of one or several pictures, one after the other.</summary>
    /// <param name="embeddings">(N, d), or (N, patches, d), of one prompt's N pictures</param>
    /// <returns>(1, N tokens, width)</returns>
    public Tensor Tokens(Tensor embeddings) => TensorScope.Run(() =>
    {
        var tokens = Projection.Forward(embeddings);                 // (N, tokens, width)
        return tokens.Reshape(1, -1, tokens.Size(-1));
    });

    public void Dispose()
    {
        foreach (var (_, attention, image) in layers)
        {
            attention.Images.Remove(image);
            image.Dispose();
        }
        layers.Clear();
        Projection.Dispose();
    }

    /// <summary>The layers under their numbers, to be loaded together. They belong to the adapter, not to this.</summary>
    sealed class Bundle : Module
    {
        public void Add(string number, ImageAttention attention) => Child(number, attention);

        protected override void Dispose(bool disposing)
        {
        }
    }
}
