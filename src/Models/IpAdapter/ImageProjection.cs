using EmojiGen.Torch;

namespace EmojiGen.Models.IpAdapter;

/// <summary>Turns what an image encoder says of a picture into tokens that a UNet attends to.</summary>
public abstract class ImageProjection : Module
{
    /// <summary>The published adapters have heads of 64, whatever their number.</summary>
    private protected const int HeadWidth = 64;

    /// <summary>Whether it takes the states of all patches (the encoder's last but one layer) rather than the picture's one
    /// embedding.</summary>
    public abstract bool TakesPatches { get; }

    /// <param name="embeddings">(B, d), or (B, patches, d)</param>
    /// <returns>(B, tokens, width)</returns>
    public abstract Tensor Forward(Tensor embeddings);

    /// <summary>Makes the projection that published weights are of, and loads it.</summary>
    /// <param name="weights">Names without the <c>image_proj.</c> before them.</param>
    /// <param name="tokenWidth">Width of the tokens that the UNet attends to.</param>
    /// <exception cref="InvalidDataException">The weights are of another kind of IP-Adapter.</exception>
    /// <exception cref="WeightsException">Names are missing, left over or misshapen.</exception>
    public static ImageProjection Load(IWeights weights, int tokenWidth, DType? dtype = null)
    {
        ImageProjection projection;
        if (weights.Names.Contains("proj.weight") && weights.ShapeOf("proj.weight") is [var outputs, var inputs]
            && outputs % tokenWidth == 0)
            projection = new TokenProjection((int)inputs, (int)(outputs / tokenWidth), tokenWidth);
        else if (weights.Names.Contains("latents") && weights.Names.Contains("proj_in.weight")
            && weights.Names.Contains("layers.0.0.to_q.weight") && weights.ShapeOf("latents") is [1, var tokens, var width] && weights.ShapeOf("proj_in.weight") is [_, var from])
            projection = new Resampler((int)from, (int)width, (int)tokens, tokenWidth,
                (int)weights.ShapeOf("layers.0.0.to_q.weight")[0] / HeadWidth, weights.Names.Count(it => it.EndsWith(".0.to_q.weight", StringComparison.Ordinal)));
        else
            throw new InvalidDataException(
                $"This IP-Adapter's image projection is neither of the base kind (proj.weight to tokens of {tokenWidth}) nor Plus (latents, proj_in.weight); full-face and Face ID adapters are not known here.");
        try
        {
            projection.Load(weights, dtype: dtype);
            return projection;
        }
        catch
        {
            projection.Dispose();
            throw;
        }
    }
}

/// <summary>The base IP-Adapter's: one linear layer to a few tokens (Ye et al. 2023, section 3.2.1).</summary>
public sealed class TokenProjection : ImageProjection
{
    readonly int tokens;
    readonly Linear projection;
    readonly LayerNorm norm;

    public TokenProjection(int inputs, int tokens, int width)
    {
        this.tokens = tokens;
        projection = Child("proj", new Linear(inputs, tokens * width));
        norm = Child("norm", new LayerNorm(width));
    }

    public override bool TakesPatches => false;

    public override Tensor Forward(Tensor embeddings) => TensorScope.Run(() =>
        norm.Forward(projection.Forward(embeddings.To(projection.Weight.DType)).Reshape(embeddings.Size(0), tokens, -1)));
}

/// <summary>IP-Adapter Plus': learned queries that gather from all patches, as in Flamingo's perceiver (Alayrac et al. 2022).</summary>
public sealed class Resampler : ImageProjection
{
    readonly Parameter queries;
    readonly Linear input, output;
    readonly LayerNorm norm;
    readonly ModuleList<Layer> layers;

    /// <param name="inputs">Width of the image encoder's states.</param>
    /// <param name="width">Width inside.</param>
    /// <param name="outputs">Width of the tokens.</param>
    public Resampler(int inputs, int width, int tokens, int outputs, int heads, int depth)
    {
        queries = AddParameter("latents", [1, tokens, width], Initialisers.Normal(0, 1 / Math.Sqrt(width)));
        input = Child("proj_in", new Linear(inputs, width));
        layers = Child("layers", new ModuleList<Layer>(Enumerable.Range(0, depth).Select(_ => new Layer(width, heads))));
        output = Child("proj_out", new Linear(width, outputs));
        norm = Child("norm_out", new LayerNorm(outputs));
    }

    public override bool TakesPatches => true;

    public override Tensor Forward(Tensor embeddings) => TensorScope.Run(() =>
    {
        var patches = input.Forward(embeddings.To(input.Weight.DType));             // (B, patches, width)
        var tokens = queries.Tensor.Expand(embeddings.Size(0), -1, -1);                     // (B, tokens, width)
        foreach (var layer in layers) tokens = layer.Forward(tokens, patches);
        return norm.Forward(output.Forward(tokens));
    });

    sealed class Layer : Module
    {
        readonly int heads;
        readonly LayerNorm patchNorm, tokenNorm, feedForwardNorm;
        readonly Linear query, keyValue, output, up, down;

        public Layer(int width, int heads)
        {
            this.heads = heads;
            patchNorm = Child("0.norm1", new LayerNorm(width));
            tokenNorm = Child("0.norm2", new LayerNorm(width));
            query = Child("0.to_q", new Linear(width, heads * HeadWidth, bias: false));
            keyValue = Child("0.to_kv", new Linear(width, 2 * heads * HeadWidth, bias: false));
            output = Child("0.to_out", new Linear(heads * HeadWidth, width, bias: false));
            feedForwardNorm = Child("1.0", new LayerNorm(width));
            up = Child("1.1", new Linear(width, 4 * width, bias: false));
            down = Child("1.3", new Linear(4 * width, width, bias: false));
        }

        public Tensor Forward(Tensor tokens, Tensor patches) => TensorScope.Run(() =>
        {
            var normal = tokenNorm.Forward(tokens);
            // keys, values (B, patches + tokens, heads d)
            var both = keyValue.Forward(Tensor.Cat([patchNorm.Forward(patches), normal], 1)).Chunk(2, -1);
            var mixed = Attention.ScaledDotProduct(Heads(query.Forward(normal)), Heads(both[0]), Heads(both[1]));
            var x = output.Forward(mixed.Transpose(1, 2).Reshape(tokens.Size(0), tokens.Size(1), -1)) + tokens;
            return down.Forward(up.Forward(feedForwardNorm.Forward(x)).Gelu()) + x;
        });

        Tensor Heads(Tensor x) => x.Reshape(x.Size(0), x.Size(1), heads, -1).Transpose(1, 2); // (B, heads, T, d)
    }
}
