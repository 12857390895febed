using EmojiGen.Models.Vae;
using EmojiGen.Tests.Torch;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Models.Vae;

[Collection(nameof(HostDevice))]
public class TiledDecodingTests
{
    /// <summary>Noise has the same mean and deviation in a piece as in the whole, so that norms over a piece are nearly those over the
    /// whole.</summary>
    [Theory]
    [InlineData(40, 40)]
    [InlineData(33, 50)]
    public void Pieces_fit_together_to_the_whole(int height, int width)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var vae = new AutoencoderKL(
            new AutoencoderKLConfig(LatentChannels: 4, BlockOutChannels: [8, 8], LayersPerBlock: 1, NormNumGroups: 4, MidBlockAddAttention: false));
        using var generator = new Generator(1);
        vae.Initialise(generator);
        var latents = generator.Normal([1, 4, height, width]);

        var whole = vae.Decode(latents);
        var pieces = vae.DecodeTiled(latents, side: 24, overlap: 8);

        pieces.Shape.ShouldBe([1, 3, 2 * height, 2 * width]);
        ((pieces - whole).Square().Mean().ToDouble() / whole.Var([1, 2, 3]).ToDouble()).ShouldBeLessThan(0.03);
    }

    [Fact]
    public void A_picture_that_fits_is_decoded_as_it_is()
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var vae = new AutoencoderKL(new AutoencoderKLConfig(BlockOutChannels: [8, 8], LayersPerBlock: 1, NormNumGroups: 4));
        using var generator = new Generator(1);
        vae.Initialise(generator);
        var latents = generator.Normal([1, 4, 16, 24]);

        vae.DecodeTiled(latents, side: 24).ToArray<float>().ShouldBe(vae.Decode(latents).ToArray<float>());
    }

    [Fact]
    public void A_device_that_is_nearly_full_decodes_in_smaller_pieces()
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var vae = new AutoencoderKL(new AutoencoderKLConfig(BlockOutChannels: [32, 64], LayersPerBlock: 1, NormNumGroups: 4,
            MidBlockAddAttention: false));
        using var generator = new Generator(1);
        vae.Initialise(generator);
        vae.To(device: HostDevice.Device);
        var latents = generator.Normal([2, 4, 96, 96]).To(HostDevice.Device);
        Tensor whole = null!, pieces;
        var most = HostDevice.MostBytes(() => whole = vae.DecodeWithin(latents));
        using (HostDevice.Limit(most / 3)) pieces = vae.DecodeWithin(latents);
        ((pieces - whole).Square().Mean().ToDouble() / whole.Var([0, 1, 2, 3]).ToDouble()).ShouldBeLessThan(0.03);

        // The estimate is about what decoding takes.
        var estimate = 2.0 * 96 * 96 * TiledDecoding.BytesOf(vae.Config, DType.Float32);
        (estimate / most).ShouldBeInRange(0.7, 2);
    }
}
