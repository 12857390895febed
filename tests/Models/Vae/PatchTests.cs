using EmojiGen.Models.Vae;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Models.Vae;

public class PatchTests
{
    static readonly AutoencoderKLConfig smallConfig =
        new(InChannels: 4, OutChannels: 4, LatentChannels: 8, BlockOutChannels: [8, 16], LayersPerBlock: 1, NormNumGroups: 4, PatchSize: 4);

    [Fact]
    public void Patches_make_latents_smaller_by_their_side()
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var vae = Made(smallConfig);

        smallConfig.Downscale.ShouldBe(8);
        vae.Encode(Tensor.Zeros([1, 4, 32, 64])).Mean.Shape.ShouldBe([1, 8, 4, 8]);
        vae.Decode(Tensor.Zeros([1, 8, 4, 8])).Shape.ShouldBe([1, 4, 32, 64]);
    }

    [Fact]
    public void Patches_are_the_same_as_giving_the_pixels_of_each_as_channels()
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var vae = Made(smallConfig);
        using var plain = Made(smallConfig with { InChannels = 64, OutChannels = 64, PatchSize = 1 });
        using var generator = new Generator(3);
        var picture = generator.Normal([1, 4, 32, 32]);
        // Channel c of row y and column x of a patch stands at (c 4 + y) 4 + x.
        var channels = picture.Reshape(1, 4, 8, 4, 8, 4).Permute(0, 1, 3, 5, 2, 4).Reshape(1, 64, 8, 8);

        vae.Encode(picture).Mean.ToArray<float>().ShouldBe(plain.Encode(channels).Mean.ToArray<float>());
    }

    static AutoencoderKL Made(AutoencoderKLConfig config)
    {
        var vae = new AutoencoderKL(config);
        using var generator = new Generator(1);
        vae.Initialise(generator);
        return vae;
    }
}
