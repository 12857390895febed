using EmojiGen.Torch;

namespace EmojiGen.Models.Vae;

/// <summary>Decoding of large pictures piece by piece, so that memory does not grow with their size.</summary>
public static class TiledDecoding
{
    /// <summary>Latents along a side that are decoded at once: 1,024 pixels of Stable Diffusion's, where decoding takes 2 GB.</summary>
    public const int Side = 128;

    /// <summary>The same where memory is short.</summary>
    public const int Least = 32;

    /// <summary>Latents that neighbouring pieces share.</summary>
    public const int Overlap = 24;

    /// <summary>Sides of pieces and what neighbours share, the largest first.</summary>
    static readonly (int Side, int Overlap)[] sides = [(Side, Overlap), (96, Overlap), (64, Overlap), (48, 16), (Least, 8)];

    /// <summary>As <see cref="AutoencoderKL.Decode"/>. What is larger than <paramref name="side"/> is decoded in pieces that fade into one
    /// another, which changes its numbers a little:
    /// norms and attention see one piece only.</summary>
    /// <param name="latents">(B, latent_channels, h, w), unscaled</param>
    /// <param name="side">Latents along a side of a piece, more than <paramref name="overlap"/></param>
    /// <returns>(B, out_channels, 8h, 8w), in float32 where it is pieced together</returns>
    public static Tensor DecodeTiled(this AutoencoderKL vae, Tensor latents, int side = Side, int overlap = Overlap)
    {
        long height = latents.Size(2), width = latents.Size(3);
        if (height <= side && width <= side) return vae.Decode(latents);
        using var scope = new TensorScope();
        var scale = vae.Config.Downscale;
        var sum = Tensor.Zeros([latents.Size(0), vae.Config.OutChannels, height * scale, width * scale], device: latents.Device);
        var weights = Tensor.Zeros([1, 1, height * scale, width * scale], device: latents.Device);
        foreach (var (top, rows) in Pieces(height, side, overlap))
        {
            foreach (var (left, columns) in Pieces(width, side, overlap))
            {
                using var piece = new TensorScope();
                var decoded = vae.Decode(latents.Slice(2, top, top + rows).Slice(3, left, left + columns)).To(DType.Float32);
                // (rows, columns)
                var weight = Fade(rows * scale, overlap * scale, latents.Device).Unsqueeze(1)
                    * Fade(columns * scale, overlap * scale, latents.Device).Unsqueeze(0);
                Add(sum, decoded * weight);
                Add(weights, weight.Reshape(1, 1, rows * scale, columns * scale));

                void Add(Tensor target, Tensor what) =>
                    target.Slice(2, top * scale, (top + rows) * scale).Slice(3, left * scale, (left + columns) * scale).Add_(what);
            }
        }
        return scope.MoveOut(sum / weights);
    }

    /// <summary>As <see cref="DecodeTiled"/>, in as large pieces as the device has memory for: pictures one after the other, and smaller
    /// pieces, each time that it was full.</summary>
    /// <remarks>Tried, not asked of the driver: what libtorch keeps for the next tensors counts as taken there.</remarks>
    /// <param name="latents">(B, latent_channels, h, w), unscaled</param>
    /// <exception cref="DeviceMemoryException">The smallest pieces do not fit either.</exception>
    public static Tensor DecodeWithin(this AutoencoderKL vae, Tensor latents)
    {
        var (count, longest) = (latents.Size(0), Math.Max(latents.Size(2), latents.Size(3)));
        var (pieces, together) = (0, true);
        while (true)
        {
            var (side, overlap) = sides[pieces];
            try
            {
                return together ? vae.DecodeTiled(latents, side, overlap) : TensorScope.Run(() =>
                    Tensor.Cat([.. Enumerable.Range(0, (int)count).Select(i => vae.DecodeTiled(latents.Narrow(0, i, 1), side, overlap))]));
            }
            catch (DeviceMemoryException) when (count > 1 && together)
            {
                together = false;
            }
            catch (DeviceMemoryException) when (sides[^1].Side < Math.Min(side, longest))
            {
                pieces = Array.FindIndex(sides, it => it.Side < Math.Min(side, longest));
            }
        }
    }

    /// <summary>About what decoding takes for each latent, in bytes: the pixels that it stands for, as many channels as its widest layer at
    /// full size has, for what comes in, is normed and goes out.</summary>
    public static long BytesOf(AutoencoderKLConfig config, DType dtype) =>
        (long)config.Downscale * config.Downscale * 3 * config.Channels[Math.Min(1, config.Channels.Length - 1)] * dtype.Size();

    /// <summary>Where pieces begin and how long they are: all of one length, the last one flush with the end.</summary>
    static IEnumerable<(long Start, long Length)> Pieces(long length, int side, int overlap)
    {
        if (length <= side)
        {
            yield return (0, length);
            yield break;
        }
        for (var start = 0L; ; start += side - overlap)
        {
            var at = Math.Min(start, length - side);
            yield return (at, side);
            if (at == length - side) yield break;
        }
    }

    /// <summary>Rising over the overlap, one between, falling again; never zero, so that a border of the picture keeps its own
    /// numbers.</summary>
    static Tensor Fade(long length, long overlap, Device device)
    {
        var near = Tensor.Arange(0, length, DType.Float32, device);
        var far = near.Flip(0);
        return ((near.Minimum(far) + 1) / overlap).Clamp(0, 1);
    }
}
