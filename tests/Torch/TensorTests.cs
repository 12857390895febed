using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

public class TensorTests
{
    [Fact]
    public void A_matrix_product_is_the_sum_over_rows_and_columns()
    {
        using var scope = new TensorScope();
        var a = Tensor.From<float>([1, 2, 3, 4, 5, 6], 2, 3);
        var b = Tensor.From<float>([1, 0, 0, 1, 1, 1], 3, 2);
        a.Matmul(b).ToArray<float>().ShouldBe([4f, 5f, 10f, 11f]);
    }

    [Fact]
    public void An_error_carries_the_operator_and_the_shapes()
    {
        using var scope = new TensorScope();
        var error = Should.Throw<TorchException>(() => Tensor.Zeros([2, 3]).Matmul(Tensor.Zeros([4, 5], DType.BFloat16)));
        error.Operator.ShouldBe("aten::matmul");
        error.Arguments.ShouldBe("float32[2, 3], bfloat16[4, 5]");
        error.Message.ShouldStartWith("aten::matmul(float32[2, 3], bfloat16[4, 5]): ");
        error.Message.ShouldNotContain("frame #"); // libtorch's C++ stack
    }

    [Fact]
    public void An_unknown_operator_is_named()
    {
        Should.Throw<TorchException>(() => Op.Call("aten::no_such_thing.Tensor")).Message.ShouldContain("aten::no_such_thing.Tensor");
        Op.Exists("aten::no_such_thing").ShouldBeFalse();
        Op.Exists("aten::relu").ShouldBeTrue();
    }

    [Fact]
    public void A_schema_can_be_read() => Op.Named("aten::relu").Schema.ShouldBe("aten::relu(Tensor self) -> Tensor");

    [Fact]
    public void Too_many_arguments_are_refused()
    {
        using var scope = new TensorScope();
        Should.Throw<TorchException>(() => Op.Call("aten::relu", Tensor.Zeros([1]), 1)).Message.ShouldContain("takes 1 arguments, got 2");
    }

    [Theory]
    [InlineData(DType.Float32, 1e-7)]
    [InlineData(DType.Float64, 1e-15)]
    [InlineData(DType.Float16, 1.0 / 2048)]
    [InlineData(DType.BFloat16, 1.0 / 256)]
    public void Floating_point_types_keep_their_precision(DType dtype, double relative)
    {
        using var scope = new TensorScope();
        double[] numbers = [0, 1, -1.0 / 3, 3.14159265358979, 1000.1, -6e-4];
        var back = Tensor.From(numbers).To(dtype).ToArray<double>();
        for (var i = 0; i < numbers.Length; i++) Math.Abs(back[i] - numbers[i]).ShouldBeLessThanOrEqualTo(Math.Abs(numbers[i]) * relative);
    }

    [Theory]
    [InlineData(DType.UInt8)]
    [InlineData(DType.Int8)]
    [InlineData(DType.Int16)]
    [InlineData(DType.Int32)]
    [InlineData(DType.Int64)]
    public void Whole_numbers_survive_every_type(DType dtype)
    {
        using var scope = new TensorScope();
        long[] numbers = [0, 1, 42, 127];
        var tensor = Tensor.From(numbers).To(dtype);
        tensor.DType.ShouldBe(dtype);
        tensor.AsBytes().Length.ShouldBe(4 * dtype.Size());
        tensor.ToArray<long>().ShouldBe(numbers);
    }

    [Fact]
    public void Managed_numbers_come_back_as_they_went()
    {
        using var scope = new TensorScope();
        Tensor.From<float>([1.5f, float.NaN]).ToArray<float>().ShouldBe([1.5f, float.NaN]);
        Tensor.From<Half>([(Half)0.1]).AsSpan<Half>()[0].ShouldBe((Half)0.1);
        Tensor.From<bool>([true, false]).ToArray<bool>().ShouldBe([true, false]);
        Tensor.From<byte>([255]).ToArray<byte>().ShouldBe([(byte)255]);
        Tensor.From<int>([int.MinValue]).ToArray<int>().ShouldBe([int.MinValue]);
        Tensor.Scalar(2.5).ToDouble().ShouldBe(2.5);
        Tensor.From<float>([]).ToArray<float>().ShouldBeEmpty();
    }

    [Fact]
    public void A_count_that_does_not_fit_the_shape_is_refused() =>
        Should.Throw<ArgumentException>(() => Tensor.From<float>([1, 2, 3], 2, 2)).Message.ShouldContain("[2, 2]");

    [Fact]
    public void Memory_can_be_read_directly_only_where_it_lies_in_order()
    {
        using var scope = new TensorScope();
        var tensor = Tensor.Zeros([2, 3]);
        Should.Throw<InvalidOperationException>(() => tensor.Transpose(0, 1).AsBytes().Length);
        Should.Throw<InvalidOperationException>(() => tensor.AsSpan<double>().Length).Message.ShouldContain("float32[2, 3]");
        tensor.AsSpan<float>()[5] = 7;
        tensor.Sum().ToDouble().ShouldBe(7);
    }

    [Fact]
    public unsafe void External_memory_is_not_copied_and_is_let_go_with_the_last_view()
    {
        var memory = (float*)System.Runtime.InteropServices.NativeMemory.AllocZeroed(6, sizeof(float));
        var released = new Released();
        using (var scope = new TensorScope())
        {
            var tensor = Tensor.FromMemory((nint)memory, [2, 3], DType.Float32, released);
            var view = tensor.Select(0, 1);
            tensor.Dispose();
            memory[3] = 5;
            view.Sum().ToDouble().ShouldBe(5);
            released.Times.ShouldBe(0);
        }
        released.Times.ShouldBe(1);
        System.Runtime.InteropServices.NativeMemory.Free(memory);
    }

    [Fact]
    public void Sizes_count_from_either_end()
    {
        using var scope = new TensorScope();
        var tensor = Tensor.Zeros([2, 3, 4]);
        (tensor.Size(0), tensor.Size(-1), tensor.Rank, tensor.ElementCount).ShouldBe((2L, 4L, 3, 24L));
        Should.Throw<ArgumentOutOfRangeException>(() => tensor.Size(3)).Message.ShouldContain("float32[2, 3, 4]");
    }

    [Fact]
    public void Channels_last_changes_the_memory_and_nothing_else()
    {
        using var scope = new TensorScope();
        using var generator = new Generator(0);
        Tensor x = generator.Normal([2, 8, 9, 7]), w = generator.Normal([16, 8, 3, 3]), b = generator.Normal([16]);
        var last = x.ChannelsLast();
        last.IsChannelsLast.ShouldBeTrue();
        last.Strides.ShouldBe([504L, 1L, 56L, 8L]);
        last.EqualTo(x).ShouldBeTrue();
        var expected = x.Conv2d(w, b, padding: 1);
        var got = last.Conv2d(w.ChannelsLast(), b, padding: 1);
        got.IsChannelsLast.ShouldBeTrue();
        got.IsCloseTo(expected, 1e-4, 1e-4).ShouldBeTrue();
    }

    [Theory]
    [InlineData("cpu", DeviceType.Cpu, -1)]
    [InlineData("cuda", DeviceType.Cuda, 0)]
    [InlineData("cuda:3", DeviceType.Cuda, 3)]
    public void Devices_are_read_and_written(string text, DeviceType type, int index)
    {
        Device.Parse(text).ShouldBe(new Device(type, index));
        Device.Parse(Device.Parse(text).ToString()).ShouldBe(Device.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("gpu")]
    [InlineData("cuda:")]
    [InlineData("cuda:-1")]
    public void Other_devices_are_refused(string text) =>
        Should.Throw<ArgumentException>(() => Device.Parse(text)).Message.ShouldContain($"'{text}'");

    [Fact]
    public void The_machine_can_be_described()
    {
        var info = TorchInfo.Read();
        info.Version.ShouldMatch(@"^\d+\.\d+");
        info.Blas.ShouldNotBe("reference");
        info.Threads.ShouldBeGreaterThan(0);
        info.CpuCapability.ShouldNotBe("unknown");
        File.Exists(info.Bridge).ShouldBeTrue();
    }

    sealed class Released : IDisposable
    {
        public int Times { get; private set; }

        public void Dispose() => Times++;
    }
}
