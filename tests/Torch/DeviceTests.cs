using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

[Collection(nameof(HostDevice))]
public sealed class DeviceTests
{
    [Fact]
    public void What_a_person_asks_for_is_read_as_it_is_written()
    {
        Device.Parse("cpu").ShouldBe(Device.Cpu);
        Device.Parse("cuda").ShouldBe(Device.Cuda());
        Device.Parse("cuda:3").ToString().ShouldBe("cuda:3");
        Should.Throw<ArgumentException>(() => Device.Choose("gpu")).Message.ShouldContain(Device.Words);
    }

    [Fact]
    public void A_card_that_is_not_there_is_refused_and_auto_takes_what_is()
    {
        var cards = TorchLibrary.CudaDevices;
        Should.Throw<TorchException>(() => Device.Choose($"cuda:{cards}")).Message.ShouldContain($"'cuda:{cards}'");
        Device.Choose("auto").ShouldBe(cards > 0 ? Device.Cuda() : Device.Cpu);
        CudaCard.Of(1000).ShouldBeNull();
    }

    [Fact]
    public void The_second_device_refuses_an_operator_that_meets_tensors_of_two_devices()
    {
        using var scope = new TensorScope();
        Tensor here = Tensor.Ones([2, 2]), there = Tensor.Ones([2, 2], device: HostDevice.Device);
        Should.Throw<TorchException>(() => here.Matmul(there));
        Should.Throw<TorchException>(() => here + there);
        Should.Throw<TorchException>(() => Tensor.Cat([here, there]));
        Should.Throw<TorchException>(() => there.IndexSelect(0, Tensor.From<long>([1])));
        Should.Throw<TorchException>(() => there.Conv2d(here));
        (there + there).ToArray<float>().ShouldBe([2f, 2f, 2f, 2f]);
    }

    [Fact]
    public void The_second_device_counts_what_crosses()
    {
        using var scope = new TensorScope();
        var there = Tensor.Ones([3], device: HostDevice.Device);
        HostDevice.Transfers(() => there.Square().Sum()).ShouldBe((0, 0));
        HostDevice.Transfers(() => Tensor.From<float>([1, 2]).To(HostDevice.Device)).ShouldBe((1, 0));
        HostDevice.Transfers(() => there.ToArray<float>()).ShouldBe((0, 1));
        HostDevice.Transfers(() => there.Sum().ToDouble()).ShouldBe((0, 1));
    }

    [Fact]
    public void Views_changes_in_place_and_gradients_are_the_CPUs_on_the_second_device()
    {
        using var scope = new TensorScope();
        using var random = new Generator(5);
        Tensor start = random.Normal([2, 3, 4, 4]), kernel = random.Normal([6, 3, 3, 3]);
        var (value, gradient) = Compute(Device.Cpu);
        var there = Compute(HostDevice.Device);
        // The CPU's own kernels are not taken there, so that the last digits differ.
        there.Value.ShouldBe(value, 1e-5);
        there.Gradient.ShouldBe(gradient, 1e-5);

        (float[] Value, float[] Gradient) Compute(Device device)
        {
            var weight = kernel.To(device).Clone().WithGrad();
            var x = start.To(device).ChannelsLast().Conv2d(weight, padding: 1).Silu();
            x.Select(1, 2).Detach().Add_(x.Select(1, 3).Detach());
            x = x.GroupNorm(3).Permute(0, 2, 3, 1).Reshape(2, 16, 6).LayerNorm([6]);
            x = Attention.ScaledDotProduct(x.Unsqueeze(1), x.Unsqueeze(1), x.Unsqueeze(1));
            var loss = x.Narrow(1, 0, 1).Square().Mean();
            loss.Backward();
            return (x.ToArray<float>(), weight.Grad!.ToArray<float>());
        }
    }

    [Fact]
    public void The_second_device_computes_in_float16_what_its_CPU_cannot()
    {
        using var scope = new TensorScope();
        using var random = new Generator(3);
        Tensor a = random.Normal([2, 4, 6, 6]), kernel = random.Normal([8, 4, 3, 3]);
        var exact = a.Conv2d(kernel).Silu().Reshape(2, 8, 16).Softmax(-1).ToArray<float>();
        var half = a.To(HostDevice.Device, DType.Float16).Conv2d(kernel.To(HostDevice.Device, DType.Float16)).Silu().Reshape(2, 8, 16).Softmax(-1);
        half.DType.ShouldBe(DType.Float16);
        half.ToArray<float>().ShouldBe(exact, 5e-3);
        var place = Tensor.Ones([4], DType.Float16, HostDevice.Device);
        place.Mul_(70_000); // beyond what it holds
        place.ToArray<float>().ShouldAllBe(it => float.IsPositiveInfinity(it));
    }

    [Fact]
    public void A_module_visits_a_device_and_is_where_it_was_afterwards()
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var random = new Generator(1);
        using var layer = new Linear(32, 32);
        layer.Initialise(random);
        layer.PrepareForInference();
        var x = random.Normal([4, 32]);
        var expected = layer.Forward(x).ToArray<float>();
        using (layer.Visiting(HostDevice.Device))
        {
            layer.Device.ShouldBe(HostDevice.Device);
            layer.Forward(x.To(HostDevice.Device)).ToArray<float>().ShouldBe(expected, 1e-5);
            Should.Throw<TorchException>(() => layer.Forward(x));
        }
        layer.Device.ShouldBe(Device.Cpu);
        layer.Forward(x).ToArray<float>().ShouldBe(expected);
    }

    [Fact]
    public void A_full_device_is_one_sentence_that_says_what_takes_less()
    {
        using var scope = new TensorScope();
        var device = HostDevice.Device;
        using (HostDevice.Limit(1 << 20))
        {
            var error = Should.Throw<DeviceMemoryException>(() => Tensor.Zeros([1 << 20], device: device));
            error.Asked.ShouldBe("4194304 bytes");
            error.Message.ShouldContain("a smaller picture or batch");
        }
        Tensor.Zeros([1 << 20], device: device).ElementCount.ShouldBe(1 << 20);
    }
}

/// <summary>Tests that count what crosses to the second device, or limit its memory, follow one another.</summary>
[CollectionDefinition(nameof(HostDevice), DisableParallelization = true)]
public sealed class HostDeviceCollection;
