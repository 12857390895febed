using EmojiGen.Models.Lpips;
using EmojiGen.Tests.Torch;
using EmojiGen.Torch;
using LpipsModel = EmojiGen.Models.Lpips.Lpips;

namespace EmojiGen.Tests.Models.Lpips;

public class LpipsTests
{
    static LpipsModel Random(LpipsNetwork network)
    {
        using var generator = new Generator(0);
        var lpips = new LpipsModel(network);
        lpips.Initialise(generator);
        return lpips;
    }

    [Theory]
    [InlineData(LpipsNetwork.AlexNet)]
    [InlineData(LpipsNetwork.Vgg16)]
    public void Equal_pictures_have_no_distance_and_order_does_not_matter(LpipsNetwork network)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var generator = new Generator(1);
        using var lpips = Random(network);
        Tensor a = generator.Uniform([2, 3, 40, 64]) * 2 - 1, b = generator.Uniform([2, 3, 40, 64]) * 2 - 1;
        lpips.Forward(a, a).ToArray<float>().ShouldBe([0, 0]);
        var distance = lpips.Forward(a, b).ToArray<float>();
        distance.ShouldAllBe(it => it > 0);
        lpips.Forward(b, a).ToArray<float>().ShouldBe(distance, 1e-6);
        lpips.Forward(a.Slice(0, 1), b.Slice(0, 1)).ToArray<float>()[0].ShouldBe(distance[1], 1e-5f); // pictures do not see one another
    }

    [Theory]
    [InlineData(LpipsNetwork.AlexNet)]
    [InlineData(LpipsNetwork.Vgg16)]
    public void A_second_device_gives_the_same_distance(LpipsNetwork network)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var generator = new Generator(1);
        using var lpips = Random(network);
        Tensor a = generator.Uniform([2, 3, 40, 64]) * 2 - 1, b = generator.Uniform([2, 3, 40, 64]) * 2 - 1;
        var here = lpips.Forward(a, b).ToArray<float>();
        lpips.To(device: HostDevice.Device);
        lpips.Forward(a.To(HostDevice.Device), b.To(HostDevice.Device)).ToArray<float>().ShouldBe(here, 1e-5);
    }

    [Fact]
    public void VGG_has_the_published_names_and_shapes()
    {
        using var lpips = new LpipsModel(LpipsNetwork.Vgg16);
        var shapes = lpips.NamedParameters().ToDictionary(it => it.Name, it => it.Parameter.Shape, StringComparer.Ordinal);
        // torchvision's VGG16, layer numbers of its convolutions, and their outputs.
        foreach (var (number, width) in new[] { (0, 64), (2, 64), (5, 128), (7, 128), (10, 256), (12, 256), (14, 256), (17, 512), (19, 512),
            (21, 512), (24, 512), (26, 512), (28, 512) })
            shapes[$"features.{number}.weight"][0].ShouldBe(width);
        shapes.Keys.Count(name => name.StartsWith("features.", StringComparison.Ordinal)).ShouldBe(26);
        Enumerable.Range(0, 5).Select(level => shapes[$"lin{level}.model.1.weight"][1]).ShouldBe([64, 128, 256, 512, 512]);
    }

    [Fact]
    public void The_names_of_the_lpips_package_load_too()
    {
        using var scope = new TensorScope();
        using var lpips = Random(LpipsNetwork.AlexNet);
        using var other = new LpipsModel(LpipsNetwork.AlexNet);
        var weights = lpips.NamedParameters()
            .ToDictionary(it => it.Name.Replace("features.", "net.slice1.", StringComparison.Ordinal), it => it.Parameter.Tensor,
            StringComparer.Ordinal);
        weights["scaling_layer.shift"] = Tensor.Zeros([1, 3, 1, 1]);
        weights["lins.0.model.1.weight"] = Tensor.Zeros([1, 64, 1, 1]);
        other.LoadPublished(new WeightsInMemory(weights));
        var (a, b) = (Tensor.Zeros([1, 3, 64, 64]), Tensor.Ones([1, 3, 64, 64]));
        other.Forward(a, b).EqualTo(lpips.Forward(a, b)).ShouldBeTrue();
    }

    [Fact]
    public void Pictures_that_cannot_be_compared_are_refused()
    {
        using var scope = new TensorScope();
        using var lpips = Random(LpipsNetwork.AlexNet);
        Should.Throw<ArgumentException>(() =>
            lpips.Forward(Tensor.Zeros([1, 3, 64, 64]), Tensor.Zeros([1, 3, 64, 32]))).Message.ShouldContain("one shape");
        Should.Throw<ArgumentException>(() =>
            lpips.Forward(Tensor.Zeros([1, 3, 16, 64]), Tensor.Zeros([1, 3, 16, 64]))).Message.ShouldContain("32 pixels");
    }
}
