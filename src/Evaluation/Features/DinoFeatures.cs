using EmojiGen.Diffusion.ModelFolders;
using EmojiGen.Diffusion.Pipelines;
using EmojiGen.Imaging;
using EmojiGen.Models.Dino;
using EmojiGen.Torch;

namespace EmojiGen.Evaluation.Features;

/// <summary>DINOv2's class token, as the published Fréchet DINO distance takes it.</summary>
public sealed class DinoFeatures : IPictureFeatures
{
    /// <summary>Pixels of the shorter side before the middle is cut out, and of what is cut out.</summary>
    const int Shorter = 256, Cut = 224;

    static readonly float[] mean = [0.485f, 0.456f, 0.406f], deviation = [0.229f, 0.224f, 0.225f]; // ImageNet's

    readonly DinoV2 network;

    DinoFeatures(DinoV2 network, string identity) => (this.network, Identity) = (network, identity);

    public string Name => "DINOv2";

    public int Width => network.Config.HiddenSize;

    public string Identity { get; }

    /// <param name="folder">As transformers publishes a Dinov2Model.</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">A field is wrong.</exception>
    public static DinoFeatures Load(string folder)
    {
        using var noGrad = Autograd.NoGrad();
        var network = new DinoV2(DinoV2Config.Read(Path.Combine(folder, "config.json")));
        try
        {
            using var weights = ShardedWeights.Open(WeightFiles.In(folder).Choose(variant: null));
            network.LoadPublished(weights, DType.Float32);
            return new(network, $"dinov2-{FolderDigest.Of(folder)}");
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    public Tensor Of(IReadOnlyList<Raster> pictures)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        return scope.MoveOut(network.Forward(Tensor.Cat([.. pictures.Select(Prepare)])).Pooled.To(DType.Float32));
    }

    public void Dispose() => network.Dispose();

    static Tensor Prepare(Raster picture)
    {
        var x = picture.CompositeOver(Rgba.White).ToTensor().Slice(1, 0, 3); // (1, 3, H, W) in [0, 1]
        long height = x.Size(2), width = x.Size(3), shorter = Math.Min(height, width);
        (height, width) = (Math.Max(Shorter, height * Shorter / shorter), Math.Max(Shorter, width * Shorter / shorter));
        x = x.Interpolate(height, width, Interpolation.Bicubic, antialias: true).Clamp(0, 1);
        x = x.Slice(2, (height - Cut) / 2, ((height - Cut) / 2) + Cut).Slice(3, (width - Cut) / 2, ((width - Cut) / 2) + Cut);
        return (x - Tensor.From(mean, 1, 3, 1, 1)) / Tensor.From(deviation, 1, 3, 1, 1);
    }
}
