using EmojiGen.Models.Unet;
using EmojiGen.Models.Vae;
using EmojiGen.Tests.Models.Lora;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Torch;

[Collection(nameof(MemoryTests))] // one of them counts the tensors of the whole process
public class GradientCheckpointTests
{
    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.BFloat16)]
    public void A_unets_gradients_are_the_same_to_the_bit(DType type)
    {
        using var folder = new TemporaryFolder();
        using var unet = SmallNetworks.Unet(folder);
        Whole(unet, type, (x, states) => unet.Forward(x, Tensor.From<long>([500, 3]), new UNetConditions(states)), [2, 4, 8, 8],
            [2, 5, 12]);
    }

    [Theory]
    [InlineData(DType.Float32)]
    [InlineData(DType.BFloat16)]
    public void A_transformers_gradients_are_the_same_to_the_bit(DType type)
    {
        using var folder = new TemporaryFolder();
        using var network = SmallNetworks.Transformer(folder);
        Whole(network, type, (x, states) => network.Forward(x, Tensor.From<float>([500, 3]), states,
            states.Mean(1).Repeat(1, 2).Narrow(-1, 0, 10)), [2, 4, 8, 8], [2, 5, 6]);
    }

    [Fact]
    public void A_text_encoders_gradients_are_the_same_to_the_bit()
    {
        using var folder = new TemporaryFolder();
        using var network = SmallNetworks.Text(folder);
        Whole(network, DType.Float32, (_, _) => network.Forward(Tensor.From<long>([1, 5, 7, 19]).Reshape(1, 4)).LastHiddenState, [1], [1]);
    }

    [Fact]
    public void An_autoencoders_gradients_are_the_same_to_the_bit()
    {
        using var network = new AutoencoderKL(new AutoencoderKLConfig(BlockOutChannels: [8, 16], NormNumGroups: 4));
        using var generator = new Generator(1);
        network.Initialise(generator);
        Whole(network, DType.Float32, (x, _) => network.Decode(network.Encode(x).Mean), [1, 3, 16, 16], [1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Adapters_beside_a_frozen_network_learn_the_same_with_dropout(bool ofLayers)
    {
        using var folder = new TemporaryFolder();
        using var unet = SmallNetworks.Unet(folder);
        using var generator = new Generator(2);
        List<LowRankAdapter> adapters = [];
        foreach (var (name, module) in unet.NamedModules())
        {
            if (module is not IAdaptable layer || !name.Contains("attn", StringComparison.Ordinal)) continue;
            var adapter = layer.NewAdapter(2, dropout: 0.5);
            adapter.Initialise(generator);
            adapter.B.Tensor.Copy_(generator.Normal(adapter.B.Shape));
            adapter.RequireGrad();
            adapter.Train();
            layer.Adapters.Add(adapter);
            adapters.Add(adapter);
        }
        var plain = Gradients(false);
        var checkpointed = Gradients(true);
        if (ofLayers) checkpointed.ShouldBe(plain);
        // Without a stream of ours the masks differ from run to run; those of one run must agree with one another, or the loss would not
        // fall by its gradient.
        else checkpointed.Count.ShouldBe(plain.Count);
        checkpointed.Sum(it => Math.Abs(it)).ShouldBeGreaterThan(0);
        foreach (var adapter in adapters) adapter.Dispose();

        List<float> Gradients(bool on)
        {
            using var scope = new TensorScope();
            using var drawing = new Generator(4);
            unet.UseGradientCheckpointing(on);
            Generator.OfLayers = ofLayers ? drawing : null;
            try
            {
                SmallNetworks.Run(unet).Square().Sum().Backward();
                var found = adapters.SelectMany(it => it.TrainableTensors()).SelectMany(it => it.Grad!.ToArray<float>()).ToList();
                foreach (var tensor in adapters.SelectMany(it => it.TrainableTensors())) tensor.Grad = null;
                return ofLayers ? [.. found, drawing.Uniform([1]).ToArray<float>()[0]] : found; // the stream goes on at the same place
            }
            finally
            {
                Generator.OfLayers = null;
            }
        }
    }

    /// <summary>Dropout doubles what it keeps, so the gradient of x is 2 exactly where the result is not 0: only if the mask is drawn
    /// again.</summary>
    [Fact]
    public void Dropout_from_libtorchs_own_stream_is_drawn_again_in_the_backward_pass()
    {
        using var scope = new TensorScope();
        using var unit = new Dropout(0.5);
        unit.Train();
        unit.UseGradientCheckpointing();
        var x = Tensor.Ones([1000]).WithGrad();
        var y = GradientCheckpoint.Run(unit, it => unit.Forward(it[0]!), x);
        y.Sum().Backward();
        x.Grad!.ToArray<float>().ShouldBe(y.Detach().ToArray<float>());
    }

    [Fact]
    public void Nothing_is_left_behind()
    {
        using var folder = new TemporaryFolder();
        using var unet = SmallNetworks.Unet(folder);
        unet.RequireGrad();
        unet.UseGradientCheckpointing();
        long before = 0;
        for (var i = 0; i < 3; i++)
        {
            using (var scope = new TensorScope()) SmallNetworks.Run(unet).Sum().Backward();
            if (i > 0) TorchLibrary.LiveTensors.ShouldBeLessThanOrEqualTo(before + 50); // other tests run beside
            before = TorchLibrary.LiveTensors;
        }
    }

    [Fact]
    public void A_training_step_needs_much_less_memory() => PeakMemory.Of("on").ShouldBeLessThan(0.7 * PeakMemory.Of("off"));

    /// <summary>All parameters, and what flows into the network, with and without.</summary>
    static void Whole(Module network, DType type, Func<Tensor, Tensor, Tensor> forward, long[] sample, long[] states)
    {
        network.To(type);
        network.RequireGrad();
        var plain = Gradients(false);
        var checkpointed = Gradients(true);
        plain.Values.Count(it => it.Any(that => that != 0)).ShouldBeGreaterThan(plain.Count * 3 / 4);
        foreach (var (name, gradient) in plain) checkpointed[name].ShouldBe(gradient, name);

        Dictionary<string, float[]> Gradients(bool on)
        {
            using var scope = new TensorScope();
            using var generator = new Generator(3);
            Tensor x = generator.Normal(sample).To(type).WithGrad(), told = generator.Normal(states).To(type).WithGrad();
            network.UseGradientCheckpointing(on);
            var result = forward(x, told);
            (result.To(DType.Float32) * generator.Normal(result.Shape)).Sum().Backward();
            var found = network.NamedParameters().Where(it => it.Parameter.Tensor.Grad is not null)
                .ToDictionary(it => it.Name, it => it.Parameter.Tensor.Grad!.To(DType.Float32).ToArray<float>());
            found["result"] = result.Detach().To(DType.Float32).ToArray<float>();
            if (x.Grad is { } ofX) found["x"] = ofX.To(DType.Float32).ToArray<float>();
            if (told.Grad is { } ofStates) found["states"] = ofStates.To(DType.Float32).ToArray<float>();
            foreach (var (_, parameter) in network.NamedParameters()) parameter.Tensor.Grad = null;
            return found;
        }
    }
}
