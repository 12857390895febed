using EmojiGen.Imaging;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion.Pipelines;

/// <summary>Pictures as tensors (1, C, H, W) in [0, 1], and back.</summary>
public static class PictureTensors
{
    /// <summary>Red, green, blue and alpha: (1, 4, H, W).</summary>
    public static Tensor ToTensor(this Raster picture) => TensorScope.Run(() =>
        (Tensor.From<byte>(picture.Span, picture.Height, picture.Width, 4).Permute(2, 0, 1).To(DType.Float32) / 255).Unsqueeze(0).Contiguous());

    /// <summary>One picture of a batch; a missing alpha is opaque.</summary>
    /// <param name="pictures">(B, 3 or 4, H, W) in [0, 1]</param>
    public static Raster ToRaster(this Tensor pictures, int index = 0)
    {
        using var scope = new TensorScope();
        var picture = pictures.Select(0, index).To(DType.Float32);                                                   // (C, H, W)
        if (picture.Size(0) == 3) picture = Tensor.Cat([picture, Tensor.Ones([1, picture.Size(1), picture.Size(2)], device: picture.Device)]);
        var bytes = (picture.Clamp(0, 1) * 255).Round().To(DType.UInt8).Permute(1, 2, 0).Contiguous();            // (H, W, 4)
        return new Raster((int)bytes.Size(1), (int)bytes.Size(0), bytes.ToArray<byte>());
    }

    /// <summary>With as many channels as a network takes: opaque where alpha is missing, laid on a ground where it is not wanted.</summary>
    /// <param name="picture">(B, 3 or 4, H, W) in [0, 1], straight alpha</param>
    /// <param name="ground">Red, green and blue in [0, 1]; null: white, on which emoji models are trained.</param>
    public static Tensor WithChannels(Tensor picture, int channels, double[]? ground = null) => (picture.Size(1), channels) switch
    {
        (3, 4) => Tensor.Cat([picture, Tensor.Ones([picture.Size(0), 1, picture.Size(2), picture.Size(3)], device: picture.Device)], 1),
        (4, 3) => OnGround(picture, ground ?? [1, 1, 1]),
        var (had, wanted) when had == wanted => picture,
        var (had, wanted) => throw new ArgumentException($"A picture of {had} channels cannot become one of {wanted}."),
    };

    /// <summary>Colours times alpha, where there is one.</summary>
    /// <param name="picture">(B, 3 or 4, H, W) in [0, 1]</param>
    public static Tensor Premultiplied(this Tensor picture) => picture.Size(1) != 4 ? picture : TensorScope.Run(() =>
        picture.Narrow(1, 3, 1) is var alpha ? Tensor.Cat([picture.Narrow(1, 0, 3) * alpha, alpha], 1) : picture);

    /// <summary>The inverse of <see cref="Premultiplied"/>; what cannot be seen is black.</summary>
    public static Tensor Straight(this Tensor picture) => picture.Size(1) != 4 ? picture : TensorScope.Run(() =>
    {
        var alpha = picture.Narrow(1, 3, 1);
        var color = (picture.Narrow(1, 0, 3) / alpha.Clamp(min: 1.0 / 255)).Clamp(0, 1) * alpha.Gt(0).To(picture.DType);
        return Tensor.Cat([color, alpha], 1);
    });

    static Tensor OnGround(Tensor picture, double[] ground) => TensorScope.Run(() =>
    {
        var alpha = picture.Narrow(1, 3, 1);
        var color = Tensor.From(Array.ConvertAll(ground, it => (float)it), 1, 3, 1, 1).To(picture.Device);
        return picture.Narrow(1, 0, 3) * alpha + color * (1 - alpha);
    });
}
