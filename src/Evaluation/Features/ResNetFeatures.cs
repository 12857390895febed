using EmojiGen.Imaging;
using EmojiGen.Models.ResNet;
using EmojiGen.Torch;

namespace EmojiGen.Evaluation.Features;

/// <summary>ImageNet's ResNet-18, which no model here was trained with: an independent eye.</summary>
public sealed class ResNetFeatures : IPictureFeatures
{
    readonly ResNet18 network;
    readonly Tensor mean;
    readonly Rgba ground;

    ResNetFeatures(ResNet18 network, Tensor mean, Rgba ground) => (this.network, this.mean, this.ground) = (network, mean, ground);

    public string Name => "ResNet-18";

    public int Width => ResNet18.Width;

    public string Identity => $"resnet18-{ground.R:x2}{ground.G:x2}{ground.B:x2}";

    /// <param name="folder">With the two ONNX files of the package, see <see cref="ResNet18Folder"/>.</param>
    /// <param name="ground">What transparent pictures lie on; null: the middle grey, on which white and black are
    /// seen.</param>
    /// <exception cref="IOException">A file is missing, or its weights do not fit.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    public static ResNetFeatures Load(string folder, Rgba? ground = null)
    {
        var (network, mean) = ResNet18Folder.Load(folder, DType.Float32);
        return new(network, mean, ground ?? new Rgba(128, 128, 128));
    }

    public Tensor Of(IReadOnlyList<Raster> pictures)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        return scope.MoveOut(network.Forward(Prepare(pictures)));
    }

    /// <summary>Pictures as the network takes them.</summary>
    /// <returns>(N, 3, 224, 224): blue, green, red from 0 to 255, less the mean picture</returns>
    public Tensor Prepare(IReadOnlyList<Raster> pictures)
    {
        const int side = ResNet18.Side, plane = side * side;
        using var scope = new TensorScope();
        var pixels = new float[pictures.Count * 3 * plane];
        Parallel.For(0, pictures.Count, i =>
        {
            var flat = pictures[i].Fit(side, side).CompositeOver(ground).Span;
            var planes = pixels.AsSpan(i * 3 * plane, 3 * plane);
            for (var p = 0; p < plane; p++)
                for (var c = 0; c < 3; c++) planes[(c * plane) + p] = flat[(4 * p) + 2 - c];
        });
        return scope.MoveOut(Tensor.From(pixels, pictures.Count, 3, side, side) - mean);
    }

    public void Dispose()
    {
        network.Dispose();
        mean.Dispose();
    }
}
