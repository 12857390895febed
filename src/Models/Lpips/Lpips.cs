using System.Globalization;
using EmojiGen.Torch;

namespace EmojiGen.Models.Lpips;

/// <summary>The network whose features <see cref="Lpips"/> compares.</summary>
public enum LpipsNetwork
{
    AlexNet,
    Vgg16,
}

/// <summary>How different two pictures look: distances of a classifier's features, weighted as people judged.</summary>
/// <remarks>Zhang et al. 2018, version 0.1; names are those of torchvision's classifiers (<c>features.0.weight</c>) and of the lpips
/// package's weights (<c>lin0.model.1.weight</c>).</remarks>
public sealed class Lpips : Module
{
    // ImageNet's mean and deviation, for pictures from -1 to 1.
    static readonly double[] Mean = [-0.030, -0.088, -0.188], Deviation = [0.458, 0.448, 0.450];

    readonly List<(Conv2d Convolution, bool PoolsBefore, bool Compares)> layers = [];
    readonly List<Parameter> weights = [];
    readonly LpipsNetwork network;

    public Lpips(LpipsNetwork network)
    {
        this.network = network;
        if (network == LpipsNetwork.AlexNet)
        {
            Add(0, 3, 64, kernel: 11, stride: 4, padding: 2, compares: true);
            Add(3, 64, 192, kernel: 5, padding: 2, pools: true, compares: true);
            Add(6, 192, 384, pools: true, compares: true);
            Add(8, 384, 256, compares: true);
            Add(10, 256, 256, compares: true);
        }
        else
        {
            var (number, channels) = (0, 3);
            foreach (var (width, count) in new[] { (64, 2), (128, 2), (256, 3), (512, 3), (512, 3) })
            {
                for (var i = 0; i < count; i++)
                {
                    Add(number, channels, width, pools: i == 0 && number > 0, compares: i == count - 1);
                    (number, channels) = (number + 2, width); // each is followed by its activation
                }
                number++; // and each level by its pooling
            }
        }
    }

    /// <param name="a">(B, 3, H, W) from -1 to 1</param>
    /// <param name="b">(B, 3, H, W) from -1 to 1</param>
    /// <returns>(B): 0 for equal pictures</returns>
    /// <exception cref="ArgumentException">The shapes differ, or the pictures are too small for the network.</exception>
    public Tensor Forward(Tensor a, Tensor b)
    {
        const int smallest = 32; // what is left after the poolings is a pixel or more
        if (a.Rank != 4 || a.Size(1) != 3 || a.Size(2) < smallest || a.Size(3) < smallest || !a.Shape.AsSpan().SequenceEqual(b.Shape))
            throw new ArgumentException(
                $"LPIPS compares pictures of one shape (batch, 3, height, width), of {smallest} pixels and more, got {a} and {b}.", nameof(a));
        using var scope = new TensorScope();
        var both = Scaled(Tensor.Cat([a, b])); // (2 B, 3, H, W)
        var distance = Tensor.Zeros([a.Size(0)], both.DType, both.Device);
        var level = 0;
        foreach (var (convolution, pools, compares) in layers)
        {
            if (pools) both = network == LpipsNetwork.AlexNet ? both.MaxPool2d(3, 2) : both.MaxPool2d(2, 2);
            both = convolution.Forward(both).Relu();
            if (!compares) continue;
            var unit = both / (both.Square().Sum(1, keep: true).Sqrt() + 1e-10); // (2 B, C, h, w): every pixel's features of length 1
            var parts = unit.Chunk(2);
            var weighted = (parts[0] - parts[1]).Square().Conv2d(weights[level++]); // (B, 1, h, w)
            distance += weighted.Mean([1, 2, 3]);
        }
        return scope.MoveOut(distance);
    }

    /// <summary>Reads features and weights of one file or of two together; a classifier's other layers are left.</summary>
    /// <param name="dtype">Converts to this element type; null keeps the stored one.</param>
    /// <exception cref="WeightsException">Names are missing, left over or misshapen.</exception>
    public void LoadPublished(IWeights published, DType? dtype = null) => Load(new RenamedWeights(published, Rename), dtype: dtype);

    /// <summary>The lpips package has the features in slices (<c>net.slice2.3.weight</c>), and the weights under a second name
    /// (<c>lins.0.model.1.weight</c>).</summary>
    static string? Rename(string name)
    {
        var parts = name.Split('.');
        return parts switch
        {
            ["net", var slice, var number, var what] when slice.StartsWith("slice", StringComparison.Ordinal) =>
                $"features.{number}.{what}",
            ["classifier" or "lins" or "scaling_layer" or "avgpool", ..] => null,
            _ => name,
        };
    }

    void Add(int number, int inputs, int outputs, int kernel = 3, int stride = 1, int padding = 1, bool pools = false,
        bool compares = false)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"features.{number}");
        layers.Add((Child(name, new Conv2d(inputs, outputs, kernel, stride, padding)), pools, compares));
        if (compares) weights.Add(AddParameter(string.Create(CultureInfo.InvariantCulture, $"lin{weights.Count}.model.1.weight"),
            [1, outputs, 1, 1], Initialisers.Ones));
    }

    static Tensor Scaled(Tensor pictures)
    {
        var (mean, deviation) = (Tensor.From(Mean, 1, 3, 1, 1).ToSameAs(pictures), Tensor.From(Deviation, 1, 3, 1, 1).ToSameAs(pictures));
        return (pictures - mean) / deviation;
    }
}
