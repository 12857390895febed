using EmojiGen.Torch;

namespace EmojiGen.Models.ResNet;

/// <summary>A residual network that was trained on photographs of ImageNet: what it sees in a picture, as 512 numbers.</summary>
/// <remarks>He et al. 2016, as CNTK published it and ML.NET hands it on: three blocks at the last level, and padding that is one pixel
/// wider at the left and above where a convolution halves the sides. Batch norms are folded into the convolutions before them.</remarks>
public sealed class ResNet18 : Module
{
    /// <summary>Pixels of a picture's side.</summary>
    public const int Side = 224;

    /// <summary>Numbers that it says of a picture.</summary>
    public const int Width = 512;

    static readonly (int Channels, int Blocks)[] levels = [(64, 2), (128, 2), (256, 2), (512, 3)];

    readonly Conv2d first;
    readonly ModuleList<Block> blocks;

    public ResNet18()
    {
        first = Child("conv1", new Conv2d(3, levels[0].Channels, 7, stride: 2));
        List<Block> all = [];
        var inputs = levels[0].Channels;
        foreach (var (channels, count) in levels)
        {
            for (var i = 0; i < count; i++)
            {
                all.Add(new Block(inputs, channels));
                inputs = channels;
            }
        }
        blocks = Child("blocks", new ModuleList<Block>(all));
    }

    /// <param name="pixels">(B, 3, 224, 224): blue, green, red from 0 to 255, less the mean picture of training</param>
    /// <returns>(B, 512)</returns>
    /// <exception cref="ArgumentException">The pictures are of another shape.</exception>
    public Tensor Forward(Tensor pixels)
    {
        if (pixels.Rank != 4 || pixels.Size(1) != 3 || pixels.Size(2) != Side || pixels.Size(3) != Side)
            throw new ArgumentException($"ResNet-18 takes pictures (batch, 3, {Side}, {Side}), got {pixels}.", nameof(pixels));
        using var scope = new TensorScope();
        var x = pixels.To(first.Weight.DType).ChannelsLast();
        x = first.Forward(x.Pad([3, 2, 3, 2])).Relu();               // (B, 64, 112, 112)
        x = x.Pad([1, 0, 1, 0]).MaxPool2d(3, 2);                     // (B, 64, 56, 56); nothing is below the zeros of the rim
        foreach (var block in blocks) x = TensorScope.Run(() => block.Forward(x));
        return scope.MoveOut(x.Mean([2, 3]));                        // (B, 512, 7, 7) to (B, 512)
    }

    /// <summary>Two convolutions and a way around them.</summary>
    sealed class Block : Module
    {
        readonly Conv2d one, two;
        readonly Conv2d? around;

        public Block(int inputs, int outputs)
        {
            var halves = inputs != outputs;
            if (halves) around = Child("downsample", new Conv2d(inputs, outputs, 1, stride: 2));
            one = Child("conv1", new Conv2d(inputs, outputs, 3, stride: halves ? 2 : 1, padding: halves ? 0 : 1));
            two = Child("conv2", new Conv2d(outputs, outputs, 3, padding: 1));
        }

        public Tensor Forward(Tensor x)
        {
            var inner = one.Forward(around is null ? x : x.Pad([1, 0, 1, 0])).Relu();
            return two.Forward(inner, residual: around?.Forward(x) ?? x).Relu();
        }
    }
}
