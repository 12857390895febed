using System.Globalization;
using EmojiGen.Models.Blocks;
using EmojiGen.Models.Unet;
using EmojiGen.Torch;

namespace EmojiGen.Models.IpAdapter;

/// <summary>An IP-Adapter: pictures as prompts. It is made for a UNet, and serves all that have its structure, each with scales of its
/// own.</summary>
/// <remarks>Ye et al. 2023. The published layout: <c>image_proj.*</c>, and <c>ip_adapter.N.to_k_ip.weight</c> where N = 1, 3, 5, ... number
/// the attentions to the prompt.</remarks>
public sealed class IpAdapter : IDisposable
{
    const string ProjectionPrefix = "image_proj.", AttentionPrefix = "ip_adapter.";

    readonly List<(string Name, ImageAttention Attention)> layers;

    IpAdapter(ImageProjection projection, List<(string, ImageAttention)> layers) => (Projection, this.layers) = (projection, layers);

    public ImageProjection Projection { get; }

    /// <summary>Loads an adapter for all UNets that are made as this one is.</summary>
    /// <exception cref="WeightsException">It was made for another UNet.</exception>
    /// <exception cref="InvalidDataException">It is of a kind that is not known here.</exception>
    public static IpAdapter Load(UNet2DConditionModel unet, IWeights weights)
    {
        var type = unet.DType;
        if (!weights.Names.Any(it => it.StartsWith(ProjectionPrefix, StringComparison.Ordinal)))
            throw new InvalidDataException($"These are not the weights of an IP-Adapter: none is named {ProjectionPrefix}*.");
        weights = weights.On(unet.Device, type);
        var layers = Layers(unet);
        try
        {
            using var bundle = new Bundle(layers);
            bundle.Load(weights, AttentionPrefix, type);
            var projected = new RenamedWeights(weights, it => it.StartsWith(ProjectionPrefix, StringComparison.Ordinal)
                ? it[ProjectionPrefix.Length..] : null);
            return new IpAdapter(ImageProjection.Load(projected, unet.PromptAttentions().First().Attention.ContextWidth, type), layers);
        }
        catch
        {
            foreach (var (_, attention) in layers) attention.Dispose();
            throw;
        }
    }

    /// <summary>A new adapter, to be trained where the UNet is.</summary>
    /// <param name="projection">With values; the adapter's from now on.</param>
    /// <exception cref="InvalidDataException">The UNet has no attention to a prompt.</exception>
    public static IpAdapter Create(UNet2DConditionModel unet, ImageProjection projection, Generator generator)
    {
        var layers = Layers(unet);
        foreach (var (_, attention) in layers)
        {
            attention.Initialise(generator);
            attention.To(device: unet.Device);
        }
        projection.To(device: unet.Device);
        return new IpAdapter(projection, layers);
    }

    /// <summary>All its parameters under the published names.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> NamedParameters()
    {
        using var bundle = new Bundle(layers);
        return [.. Projection.NamedParameters().Select(it => (ProjectionPrefix + it.Name, it.Parameter)),
            .. bundle.NamedParameters().Select(it => (AttentionPrefix + it.Name, it.Parameter))];
    }

    static List<(string Name, ImageAttention Attention)> Layers(UNet2DConditionModel unet)
    {
        var layers = unet.PromptAttentions().Select(it => (it.Name, new ImageAttention(it.Attention.ContextWidth, it.Attention.Width)))
            .ToList();
        return layers.Count > 0 ? layers
            : throw new InvalidDataException("The UNet has no attention to the prompt, so that no IP-Adapter fits it.");
    }

    /// <summary>Lets every attention to the prompt of a UNet attend to pictures too. The adapter stays the caller's, and must outlive the
    /// UNet's last answer.</summary>
    /// <param name="scale">How much the pictures count: 0 (not at all) to about 1.</param>
    /// <param name="of">Its factor for a layer such as <c>up_blocks.1.attentions.1.transformer_blocks.0.attn2</c>; null: 1 for all.</param>
    /// <exception cref="ArgumentException">The UNet is of another structure.</exception>
    public void Attach(UNet2DConditionModel unet, double scale = 1, Func<string, double>? of = null)
    {
        var attentions = unet.PromptAttentions().ToList();
        if (!attentions.Select(it => it.Name).SequenceEqual(layers.Select(it => it.Name), StringComparer.Ordinal))
            throw new ArgumentException("The IP-Adapter was made for a UNet of another structure.", nameof(unet));
        for (var i = 0; i < layers.Count; i++)
            attentions[i].Attention.Images.Add(new(layers[i].Attention, scale * (of?.Invoke(layers[i].Name) ?? 1)));
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
        foreach (var (_, attention) in layers) attention.Dispose();
        layers.Clear();
        Projection.Dispose();
    }

    /// <summary>The layers under their numbers. They belong to the adapter, not to this.</summary>
    sealed class Bundle : Module
    {
        public Bundle(IReadOnlyList<(string, ImageAttention Attention)> layers)
        {
            for (var i = 0; i < layers.Count; i++) Child(((2 * i) + 1).ToString(CultureInfo.InvariantCulture), layers[i].Attention);
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
