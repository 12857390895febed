using EmojiGen.Models.Unet;
using EmojiGen.Models.Vae;
using EmojiGen.Tests.Torch;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Models;

/// <summary>Whole networks with the kernels of each level, beside the same networks in float64, which libtorch's operators
/// compute.</summary>
[Collection(nameof(LimitedKernels))]
public class KernelLevelNetworkTests
{
    static readonly UNet2DConditionConfig config = new()
    {
        BlockOutChannels = [32, 64],
        NormNumGroups = 8,
        LayersPerBlock = [1, 1],
        CrossAttentionDim = [32, 32],
        Heads = [2, 4],
        DownBlocks = [true, true],
        UpBlocks = [true, true],
        TransformerDepth = [[1], [1]],
        OnlyCrossAttention = [false, false],
    };

    [EachLevel]
    [InlineData(DType.Float32, 1e-4)]
    [InlineData(DType.BFloat16, 0.04)]
    public void A_unet_gives_what_it_gives_in_float64(KernelLevel level, DType type, double tolerance)
    {
        using var limited = new LimitedKernels(level);
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using UNet2DConditionModel unet = Unet(type), exact = Unet(type);
        exact.To(DType.Float64);
        unet.PrepareForInference();
        using var generator = new Generator(2);
        Tensor x = generator.Normal([2, 4, 16, 16]).To(type), states = generator.Normal([2, 7, 32]).To(type),
            time = Tensor.From<long>([500]);
        Near(unet.Forward(x, time, new UNetConditions(states)),
            exact.Forward(x.To(DType.Float64), time, new UNetConditions(states.To(DType.Float64))), tolerance);
    }

    [EachLevel]
    [InlineData(DType.Float32, 1e-4)]
    [InlineData(DType.BFloat16, 0.05)]
    public void A_unets_gradients_are_those_in_float64(KernelLevel level, DType type, double tolerance)
    {
        using var limited = new LimitedKernels(level);
        using var scope = new TensorScope();
        using UNet2DConditionModel unet = Unet(type), exact = Unet(type);
        exact.To(DType.Float64);
        unet.ToChannelsLast();
        unet.RequireGrad();
        exact.RequireGrad();
        using var generator = new Generator(3);
        // As many pictures as the gradient of a convolution's weights wants.
        Tensor x = generator.Normal([20, 4, 8, 8]).To(type), states = generator.Normal([20, 5, 32]).To(type),
            time = Tensor.From<long>([300]);
        var given = generator.Normal([20, 4, 8, 8]).To(type);
        unet.Forward(x.ChannelsLast(), time, new UNetConditions(states)).Backward(given);
        exact.Forward(x.To(DType.Float64), time, new UNetConditions(states.To(DType.Float64))).Backward(given.To(DType.Float64));
        var compared = 0;
        foreach (var ((name, got), (_, expected)) in unet.NamedParameters().Zip(exact.NamedParameters()))
        {
            if (expected.Tensor.Grad is not { } wanted || wanted.Rank < 2) continue;
            using var noGrad = Autograd.NoGrad();
            var difference = (got.Tensor.Grad!.To(DType.Float64) - wanted).Square().Mean().ToDouble();
            Math.Sqrt(difference / wanted.Square().Mean().ToDouble()).ShouldBeLessThan(tolerance, name);
            compared++;
        }
        compared.ShouldBeGreaterThan(50);
    }

    [EachLevel]
    [InlineData(DType.Float32, 1e-4)]
    [InlineData(DType.BFloat16, 0.04)]
    public void A_decoder_gives_what_it_gives_in_float64(KernelLevel level, DType type, double tolerance)
    {
        using var limited = new LimitedKernels(level);
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using AutoencoderKL decoder = Decoder(type), exact = Decoder(type);
        exact.To(DType.Float64);
        decoder.PrepareForInference();
        using var generator = new Generator(4);
        var latents = generator.Normal([1, 4, 9, 8]).To(type);
        Near(decoder.Decode(latents), exact.Decode(latents.To(DType.Float64)), tolerance);
    }

    static UNet2DConditionModel Unet(DType type)
    {
        using var generator = new Generator(1);
        var unet = new UNet2DConditionModel(config);
        unet.Initialise(generator);
        unet.To(type);
        return unet;
    }

    static AutoencoderKL Decoder(DType type)
    {
        using var generator = new Generator(1);
        var decoder = new AutoencoderKL(new AutoencoderKLConfig { BlockOutChannels = [32, 64], NormNumGroups = 8, LayersPerBlock = 1 });
        decoder.Initialise(generator);
        decoder.To(type);
        return decoder;
    }

    /// <param name="tolerance">Of the largest number.</param>
    static void Near(Tensor got, Tensor expected, double tolerance)
    {
        got.Shape.ShouldBe(expected.Shape);
        (got.To(DType.Float64) - expected).Abs().Max().ToDouble().ShouldBeLessThan(tolerance * expected.Abs().Max().ToDouble());
    }
}
