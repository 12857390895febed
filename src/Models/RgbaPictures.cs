using EmojiGen.Torch;

namespace EmojiGen.Models;

/// <summary>Between bytes of RGBA with straight alpha and what small networks take: RGB on white, or premultiplied RGBA, in [-1,
/// 1].</summary>
public static class RgbaPictures
{
    /// <param name="rgba">B x S x S x 4 bytes, straight alpha</param>
    /// <param name="side">S, pixels</param>
    /// <param name="channels">3: on white; 4: premultiplied, alpha last</param>
    /// <returns>(B, channels, S, S) float32 in [-1, 1]</returns>
    /// <exception cref="ArgumentException">The bytes are no whole number of such pictures.</exception>
    public static Tensor FromRgba(ReadOnlySpan<byte> rgba, int side, int channels)
    {
        var picture = checked(side * side);
        if (side < 1 || rgba.Length == 0 || rgba.Length % (4 * picture) != 0)
            throw new ArgumentException($"Pictures of {side}x{side} have {4 * (long)picture} bytes of RGBA each, got {rgba.Length} bytes.",
            nameof(rgba));
        if (channels is not (3 or 4))
            throw new ArgumentException($"Pictures have 3 channels (on white) or 4, not {channels}.", nameof(channels));
        var count = rgba.Length / (4 * picture);
        var tensor = Tensor.Empty([count, channels, side, side]);
        var planes = tensor.AsSpan<float>();
        var ground = channels == 3 ? 1f : 0f;
        for (var i = 0; i < count; i++)
        {
            for (var p = 0; p < picture; p++)
            {
                var pixel = rgba.Slice(4 * ((i * picture) + p), 4);
                var alpha = pixel[3] / 255f;
                var plane = planes[((i * channels * picture) + p)..];
                for (var c = 0; c < 3; c++) plane[c * picture] = (2 * ((pixel[c] / 255f * alpha) + (ground * (1 - alpha)))) - 1;
                if (channels == 4) plane[3 * picture] = (2 * alpha) - 1;
            }
        }
        return tensor;
    }

    /// <param name="pictures">(B, 3 or 4, S, S), about in [-1, 1]</param>
    /// <returns>B x S x S x 4 bytes, straight alpha; those of 3 channels are opaque</returns>
    public static byte[] ToRgba(Tensor pictures)
    {
        using var scope = new TensorScope();
        if (pictures.Rank != 4 || pictures.Size(1) is not (3 or 4))
            throw new ArgumentException($"Expected pictures (batch, 3 or 4, height, width), got {pictures}.", nameof(pictures));
        int count = (int)pictures.Size(0), channels = (int)pictures.Size(1), picture = checked((int)(pictures.Size(2) * pictures.Size(3)));
        var planes = ((pictures.Detach().To(DType.Float32) + 1) * 0.5).Clamp(0, 1).ToArray<float>();
        var rgba = new byte[checked(4 * count * picture)];
        for (var i = 0; i < count; i++)
        {
            for (var p = 0; p < picture; p++)
            {
                var from = (i * channels * picture) + p;
                var alpha = channels == 4 ? planes[from + (3 * picture)] : 1;
                var pixel = rgba.AsSpan(4 * ((i * picture) + p), 4);
                pixel[3] = Byte(alpha);
                if (pixel[3] == 0) continue; // what cannot be seen has no colour
                for (var c = 0; c < 3; c++) pixel[c] = Byte(planes[from + (c * picture)] / alpha);
            }
        }
        return rgba;

        static byte Byte(float share) => (byte)MathF.Round(Math.Clamp(share, 0, 1) * 255);
    }
}
