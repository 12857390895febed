using EmojiGen.Torch;

namespace EmojiGen.Models.Blocks;

/// <summary>Half the size, by a convolution of stride 2.</summary>
public sealed class Downsample : Module
{
    readonly Conv2d convolution;
    readonly bool padEnd;

    /// <param name="padding">Pixels on all four sides; 0 pads below and at the right only, as autoencoders do.</param>
    public Downsample(int channels, int padding = 1)
    {
        padEnd = padding == 0;
        convolution = Child("conv", new Conv2d(channels, channels, 3, stride: 2, padding: padding));
    }

    /// <param name="x">(B, C, H, W)</param>
    /// <returns>(B, C, H / 2, W / 2), rounded up where it is padded on all sides</returns>
    public Tensor Forward(Tensor x) => TensorScope.Run(() => convolution.Forward(padEnd ? x.Pad([0, 1, 0, 1]) : x));
}

/// <summary>Twice the size, each pixel repeated, then a convolution.</summary>
public sealed class Upsample : Module
{
    readonly Conv2d convolution;

    public Upsample(int channels) => convolution = Child("conv", new Conv2d(channels, channels, 3, padding: 1));

    /// <param name="x">(B, C, H, W)</param>
    /// <param name="height">Rows of the result; twice those of x by default.</param>
    /// <param name="width">Columns of the result; twice those of x by default.</param>
    public Tensor Forward(Tensor x, long? height = null, long? width = null) =>
        TensorScope.Run(() => convolution.Forward(x.Interpolate(height ?? 2 * x.Size(2), width ?? 2 * x.Size(3))));
}
