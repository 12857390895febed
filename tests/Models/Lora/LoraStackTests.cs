using EmojiGen.Models.Lora;
using EmojiGen.Models.Unet;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Models.Lora;

public sealed class LoraStackTests : IDisposable
{
    readonly TemporaryFolder folder = new();
    readonly UNet2DConditionModel unet;
    readonly LoraStack stack;

    public LoraStackTests()
    {
        unet = SmallNetworks.Unet(folder);
        stack = new LoraStack(new Dictionary<string, Module> { ["unet"] = unet });
    }

    public void Dispose()
    {
        stack.Dispose();
        unet.Dispose();
        folder.Dispose();
    }

    /// <summary>Random matrices for all linear and convolutional layers whose name ends so.</summary>
    LoraWeights Lora(ulong seed, string ending, int rank = 2, double alpha = 3)
    {
        using var scope = new TensorScope();
        using var generator = new Generator(seed);
        var path = folder.File($"{seed}.safetensors");
        SafetensorsWriter.Write(path,
            unet.NamedModules().Where(it => it.Module is IAdaptable && it.Name.EndsWith(ending, StringComparison.Ordinal)).SelectMany(it =>
        {
            var shape = ((IAdaptable)it.Module).Weight.Shape;
            return new[]
            {
                (generator.Normal([rank, .. shape[1..]]) * 0.3).ToSource($"unet.{it.Name}.lora_A.weight"),
                    (generator.Normal([shape[0], rank, .. shape[2..].Select(_ => 1L)]) * 0.3).ToSource($"unet.{it.Name}.lora_B.weight"),
            };
        }));
        return LoraFile.Read(path, alpha);
    }

    Dictionary<string, byte[]> Bits() => unet.NamedParameters().ToDictionary(it => it.Name, it =>
    {
        using var scope = new TensorScope();
        return it.Parameter.Tensor.Contiguous().AsBytes().ToArray();
    });

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.BFloat16)]
    public void Unfusing_gives_the_very_same_bits_back(DType dtype)
    {
        unet.To(dtype);
        unet.ToChannelsLast();
        var before = Bits();
        var layout = unet.NamedParameters().ToDictionary(it => it.Name, it => it.Parameter.Tensor.Strides);
        using var lora = Lora(1, "conv1");
        using var other = Lora(2, "to_q");
        stack.Add(lora, "convolutions", 0.7);
        stack.Add(other, "queries", -1.3);
        stack.Fuse();
        Bits()["down_blocks.0.resnets.0.conv1.weight"].ShouldNotBe(before["down_blocks.0.resnets.0.conv1.weight"]);
        unet.NamedParameters().ShouldAllBe(it => it.Parameter.Tensor.Strides.SequenceEqual(layout[it.Name]));
        stack.SetWeight("queries", 2);
        stack.IsFused.ShouldBeTrue();
        stack.Remove("convolutions");
        stack.Unfuse();
        var after = Bits();
        foreach (var (name, bits) in before) after[name].ShouldBe(bits, name);
    }

    [Fact]
    public void A_network_that_was_prepared_for_inference_takes_and_gives_back_LoRAs()
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        unet.To(DType.BFloat16);
        unet.PrepareForInference();
        var plain = SmallNetworks.Run(unet); // by now weights may be packed for the matrix kernels
        using var lora = Lora(1, "to_q");
        using var other = Lora(2, "conv1");
        stack.Add(lora, "queries");
        stack.Add(other, "convolutions", 0.5);
        var beside = SmallNetworks.Run(unet);
        stack.Fuse();
        var fused = SmallNetworks.Run(unet);
        double Difference(Tensor a, Tensor b) => (a - b).To(DType.Float32).Norm().ToDouble() / plain.To(DType.Float32).Norm().ToDouble();
        Difference(beside, plain).ShouldBeGreaterThan(0.1);
        Difference(beside, fused).ShouldBeLessThan(0.03); // bfloat16 keeps 8 bits
        stack.Unfuse();
        SmallNetworks.Run(unet).EqualTo(beside).ShouldBeTrue();
        stack.Dispose();
        SmallNetworks.Run(unet).EqualTo(plain).ShouldBeTrue();
    }

    [Fact]
    public void Fused_and_as_adapters_the_output_is_the_same_and_linear_layers_add_up()
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var plain = SmallNetworks.Run(unet);
        foreach (var (seed, ending) in new[] { (1ul, "to_q"), (2ul, "conv1"), (3ul, "downsamplers.0.conv"), (4ul, "proj_in"),
            (5ul, "to_q") })
        {
            using var lora = Lora(seed, ending, rank: (int)seed);
            stack.Add(lora, $"{seed}", 0.5);
        }
        var beside = SmallNetworks.Run(unet);
        stack.Fuse();
        var fused = SmallNetworks.Run(unet);
        (beside - plain).Abs().Max().ToDouble().ShouldBeGreaterThan(0.01);
        (beside - fused).Abs().Max().ToDouble().ShouldBeLessThan(2e-5);
        stack.Dispose();
        SmallNetworks.Run(unet).EqualTo(plain).ShouldBeTrue();
    }

    [Fact]
    public void A_fused_weight_is_the_sum_in_float32_rounded_once()
    {
        using var scope = new TensorScope();
        unet.To(DType.BFloat16);
        using var first = Lora(1, "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q");
        using var second = Lora(2, "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q", rank: 5);
        stack.Add(first, "first", 0.5);
        stack.Add(second, "second", 2);
        var weight = unet.NamedParameters()
            .First(it => it.Name == "down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q.weight").Parameter;
        var expected = weight.Tensor.To(DType.Float32);
        foreach (var (lora, scale) in new[] { (first, 0.5 * 3 / 2), (second, 2.0 * 3 / 5) })
        {
            // The adapters are of the weight's type.
            Tensor Rounded(Tensor it) => it.To(DType.BFloat16).To(DType.Float32);
            expected += Rounded(lora.Layers.Single().B).Matmul(Rounded(lora.Layers.Single().A)) * scale;
        }
        stack.Fuse();
        weight.Tensor.EqualTo(expected.To(DType.BFloat16)).ShouldBeTrue();
    }

    [Fact]
    public void A_weight_of_zero_leaves_a_LoRA_out_and_a_component_can_have_its_own()
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var plain = SmallNetworks.Run(unet);
        using var lora = Lora(1, "to_v");
        stack.Add(lora, "it");
        stack.SetWeight("it", 0);
        SmallNetworks.Run(unet).EqualTo(plain).ShouldBeTrue();
        stack.SetWeight("it", 1, "text_encoder");
        SmallNetworks.Run(unet).EqualTo(plain).ShouldBeTrue();
        stack.SetWeight("it", 1, "transformer"); // files do not tell one denoiser from the other
        SmallNetworks.Run(unet).EqualTo(plain).ShouldBeFalse();
    }

    [Fact]
    public void New_adapters_begin_at_the_network_as_it_was_and_only_they_learn()
    {
        using var scope = new TensorScope();
        var plain = SmallNetworks.Run(unet).Detach();
        using var generator = new Generator(9);
        var adapters = stack.AddNew("new", 4, (component, layer) => component == "unet"
            && (layer.EndsWith("to_out.0", StringComparison.Ordinal) || layer == "conv_out"), generator);
        using (Autograd.NoGrad()) SmallNetworks.Run(unet).EqualTo(plain).ShouldBeTrue();
        foreach (var (_, _, adapter) in adapters)
        {
            adapter.B.Tensor.Abs().Max().ToDouble().ShouldBe(0);
            // Uniform within 1/√inputs: He et al. 2015 with PyTorch's slope √5.
            var bound = 1 / Math.Sqrt(adapter.A.Shape[1..].Aggregate((a, b) => a * b));
            adapter.A.Tensor.Abs().Max().ToDouble().ShouldBeInRange(0.8 * bound, bound);
        }
        var target = plain + 1;
        Tensor[] trained = [.. adapters.SelectMany(it => it.Adapter.TrainableTensors())];
        trained.Length.ShouldBe(2 * adapters.Count);
        var first = 0.0;
        for (var step = 0; step < 12; step++)
        {
            using var inner = new TensorScope();
            var loss = SmallNetworks.Run(unet).MseLoss(target);
            if (step == 0) first = loss.ToDouble();
            else if (step == 11) loss.ToDouble().ShouldBeLessThan(0.99 * first);
            var gradients = Autograd.Gradients([loss], trained);
            using var noGrad = Autograd.NoGrad();
            for (var i = 0; i < trained.Length; i++) trained[i].Add_(gradients[i]!, -0.2);
        }
        unet.TrainableTensors().ShouldBeEmpty();
    }

    [Fact]
    public void Dropout_is_of_training_only()
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var generator = new Generator(9);
        using var linear = new Linear(64, 8);
        linear.Initialise(generator);
        using var adapter = linear.NewAdapter(4, dropout: 0.5);
        adapter.Initialise(generator);
        adapter.B.Tensor.Fill_(1);
        linear.Adapters.Add(adapter);
        var x = generator.Normal([3, 64]);
        linear.Forward(x).EqualTo(linear.Forward(x)).ShouldBeTrue();
        adapter.Train();
        linear.Forward(x).EqualTo(linear.Forward(x)).ShouldBeFalse();
        linear.NamedParameters().Select(it => it.Name).ShouldBe(["weight", "bias"]); // an adapter is no part of the layer's own
    }

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(3, 2, 1)]
    [InlineData(3, 1, 1)]
    public void A_convolution_s_adapter_is_the_convolution_with_its_delta(long kernel, long stride, long padding)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var generator = new Generator(9);
        using var convolution = new Conv2d(5, 7, kernel, stride, padding);
        convolution.Initialise(generator);
        var x = generator.Normal([2, 5, 8, 9]);
        using var adapter = convolution.NewAdapter(3, alpha: 2);
        (adapter.A.Tensor, adapter.B.Tensor) = (generator.Normal(adapter.A.Shape), generator.Normal(adapter.B.Shape));
        adapter.Weight = 0.7;
        convolution.Adapters.Add(adapter);
        var expected = x.Conv2d(convolution.Weight.Tensor + adapter.Delta(convolution.Weight), convolution.Bias!, stride, padding);
        convolution.Forward(x).IsCloseTo(expected, 1e-4, 1e-4).ShouldBeTrue();
    }

    /// <summary>Liu et al. 2024, eq. 5: W' = m (W + s B A) / |W + s B A|, computed here with loops; the lengths are over a row, or, where
    /// the magnitude has one for each input, over a column. A weight of one half goes half of the way from W to W'.</summary>
    [Theory]
    [InlineData("to_q", "dora_scale", true)]
    [InlineData("to_q", "dora_scale", false)]
    [InlineData("to_q", "lora_magnitude_vector", true)]
    [InlineData("conv1", "dora_scale", true)]
    public void A_DoRA_gives_the_sum_of_weight_and_product_lengths_of_its_own(string ending, string key, bool ofOutputs)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        using var generator = new Generator(21);
        var (name, layer) = unet.NamedModules().Where(it => it.Module is IAdaptable && it.Name.EndsWith(ending, StringComparison.Ordinal))
            .Select(it => (it.Name, (IAdaptable)it.Module)).First();
        var shape = layer.Weight.Shape;
        long outputs = shape[0], inputs = shape[1];
        var a = generator.Normal([2, .. shape[1..]]);
        var b = generator.Normal([outputs, 2, .. shape[2..].Select(_ => 1L)]);
        var lengths = generator.Uniform([ofOutputs ? outputs : inputs]) + 0.5;
        long[] stored = key == "lora_magnitude_vector" ? [outputs]
            : ofOutputs ? [outputs, 1, .. shape[2..].Select(_ => 1L)] : [1, inputs, .. shape[2..].Select(_ => 1L)];
        SafetensorsWriter.Write(folder.File("dora.safetensors"),
            [a.ToSource($"unet.{name}.lora_A.weight"), b.ToSource($"unet.{name}.lora_B.weight"),
            Tensor.Scalar(3f).ToSource($"unet.{name}.alpha"), lengths.Reshape(stored).ToSource($"unet.{name}.{key}")]);

        var (weight, product) = (layer.Weight.Tensor.Flatten(1), b.Flatten(1).Matmul(a.Flatten(1)) * 1.5);
        var (sum, m) = ((weight + product).ToArray<float>(), lengths.ToArray<float>());
        var (before, columns) = (weight.ToArray<float>(), (int)weight.Size(1));
        var kernel = columns / (int)inputs;
        var expected = new float[sum.Length];
        for (var i = 0; i < sum.Length; i++)
        {
            int row = i / columns, input = i % columns / kernel;
            var squares = 0.0;
            for (var j = 0; j < sum.Length; j++)
                if (ofOutputs ? j / columns == row : j % columns / kernel == input) squares += (double)sum[j] * sum[j];
            var whole = m[ofOutputs ? row : input] * sum[i] / Math.Sqrt(squares);
            expected[i] = (float)(before[i] + 0.5 * (whole - before[i]));
        }

        using var lora = LoraFile.Read(folder.File("dora.safetensors"));
        stack.Add(lora, "it", 0.5).Matched.ShouldBe(1);
        var beside = SmallNetworks.Run(unet);
        stack.Fuse();
        layer.Weight.Tensor.Flatten(1).IsCloseTo(Tensor.From(expected, outputs, columns), 1e-5, 1e-5).ShouldBeTrue();
        SmallNetworks.Run(unet).IsCloseTo(beside, 1e-3, 1e-3).ShouldBeTrue();
    }

    [Fact]
    public void What_cannot_be_added_changes_nothing()
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var plain = SmallNetworks.Run(unet);
        string Said(params (string Name, Tensor Tensor)[] tensors)
        {
            SafetensorsWriter.Write(folder.File("bad.safetensors"), tensors.Select(it => it.Tensor.ToSource(it.Name)));
            using var lora = LoraFile.Read(folder.File("bad.safetensors"));
            return Should.Throw<InvalidDataException>(() => stack.Add(lora, "bad")).Message;
        }
        const string layer = "unet.mid_block.attentions.0.transformer_blocks.0.attn1.to_q";
        Said(("unet.x.lora_A.weight", Tensor.Ones([2, 8])), ("unet.x.lora_B.weight", Tensor.Ones([8, 2])))
            .ShouldContain("fits no layer of this model");
        Said(($"{layer}.lora_A.weight", Tensor.Ones([2, 320])), ($"{layer}.lora_B.weight", Tensor.Ones([320, 2])))
            .ShouldContain("do not fit mid_block.attentions.0.transformer_blocks.0.attn1.to_q [16, 16]");
        Said(($"{layer}.lora_A.weight", Tensor.Full([2, 16], double.NaN)), ($"{layer}.lora_B.weight", Tensor.Ones([16, 2])))
            .ShouldContain("NaN");
        stack.Names.ShouldBeEmpty();
        SmallNetworks.Run(unet).EqualTo(plain).ShouldBeTrue();
        using var good = Lora(1, "to_q");
        stack.Add(good, "good");
        Should.Throw<ArgumentException>(() => stack.Add(good, "good")).Message.ShouldContain("already");
        Should.Throw<ArgumentException>(() => stack.SetWeight("other", 1)).Message.ShouldContain("there are good");
        Should.Throw<ArgumentException>(() => stack.SetWeight("good", double.NaN));
    }

    [Fact]
    public void Fusing_and_unfusing_holds_no_tensors_back()
    {
        using var lora = Lora(1, "to_q");
        stack.Add(lora, "it");
        stack.Fuse();
        stack.Unfuse();
        using var scope = new TensorScope();
        var adapters = unet.NamedModules().Select(it => it.Module).OfType<IAdaptable>().Sum(it => it.Adapters.Count);
        stack.Remove("it");
        adapters.ShouldBe(lora.Layers.Count);
        unet.NamedModules().Select(it => it.Module).OfType<IAdaptable>().ShouldAllBe(it => it.Adapters.Count == 0);
    }
}
