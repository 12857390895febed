using EmojiGen.Models.Dino;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Models.Dino;

public class DinoV2Tests
{
    static readonly DinoV2Config tiny = new(HiddenSize: 24, NumHiddenLayers: 2, NumAttentionHeads: 3, ImageSize: 28, PatchSize: 7);

    static DinoV2 Random(DinoV2Config config, DType dtype = DType.Float32)
    {
        using var generator = new Generator(0);
        var model = new DinoV2(config);
        model.Initialise(generator);
        model.To(dtype);
        return model;
    }

    static Tensor Pixels(params long[] shape)
    {
        using var generator = new Generator(1);
        return generator.Normal(shape);
    }

    [Fact]
    public void Pictures_of_any_size_have_a_vector()
    {
        using var scope = new TensorScope();
        using var model = Random(tiny);
        model.Forward(Pixels(2, 3, 28, 28)).LastHiddenState.Shape.ShouldBe([2, 17, 24]);
        model.Forward(Pixels(2, 3, 45, 14)).LastHiddenState.Shape.ShouldBe([2, 13, 24]); // 6 x 2 patches; three rows of pixels are left
        model.Forward(Pixels(1, 3, 56, 14)).HiddenStates.Count.ShouldBe(3);
        Should.Throw<ArgumentException>(() => model.Forward(Pixels(1, 3, 6, 28))).Message.ShouldContain("7 pixels");
        Should.Throw<ArgumentException>(() => model.Forward(Pixels(1, 1, 28, 28)));
    }

    [Fact]
    public void Registers_are_tokens_after_the_class_token()
    {
        using var scope = new TensorScope();
        using var model = Random(tiny with { NumRegisterTokens = 4, HasRegisters = true });
        var states = model.Forward(Pixels(2, 3, 28, 28));
        states.LastHiddenState.Shape.ShouldBe([2, 21, 24]);
        var registers = model.NamedParameters().Single(it => it.Name == "embeddings.register_tokens").Parameter.Tensor;
        // they have no place
        for (var row = 0; row < 2; row++)
            states.HiddenStates[0].Select(0, row).Slice(0, 1, 5).EqualTo(registers.Select(0, 0)).ShouldBeTrue();
        states.Pooled.EqualTo(states.LastHiddenState.Select(1, 0)).ShouldBeTrue();
    }

    [Fact]
    public void SwiGLU_layers_have_the_giants_widths()
    {
        // ViT-g/14: d 1536, ratio 4, so 4096 within (facebook/dinov2-giant: mlp.weights_in (8192, 1536)).
        using var model = new DinoV2(
            new DinoV2Config(HiddenSize: 1536, NumHiddenLayers: 1, NumAttentionHeads: 24, UseSwigluFfn: true, PatchSize: 14, ImageSize: 518));
        var shapes = model.NamedParameters().ToDictionary(it => it.Name, it => it.Parameter.Shape, StringComparer.Ordinal);
        shapes["encoder.layer.0.mlp.weights_in.weight"].ShouldBe([8192, 1536]);
        shapes["encoder.layer.0.mlp.weights_out.weight"].ShouldBe([1536, 4096]);
        using var scope = new TensorScope();
        using var small = Random(tiny with { UseSwigluFfn = true });
        small.Forward(Pixels(1, 3, 28, 28)).Pooled.IsFinite().All().ToInt64().ShouldBe(1);
    }

    [Fact]
    public void In_bfloat16_it_says_nearly_the_same()
    {
        using var scope = new TensorScope();
        using DinoV2 exact = Random(tiny), half = Random(tiny, DType.BFloat16);
        var pixels = Pixels(1, 3, 42, 28);
        half.Forward(pixels).Pooled.To(DType.Float32).CosineSimilarity(exact.Forward(pixels).Pooled).ToDouble().ShouldBeGreaterThan(0.999);
    }

    [Fact]
    public void The_backbone_of_a_classifier_loads()
    {
        using var scope = new TensorScope();
        using var model = Random(tiny);
        var weights = model.NamedParameters().ToDictionary(it => "dinov2." + it.Name, it => it.Parameter.Tensor, StringComparer.Ordinal);
        weights["dinov2.embeddings.mask_token"] = Tensor.Zeros([1, 24]);
        weights["classifier.weight"] = Tensor.Zeros([10, 48]);
        using var other = new DinoV2(tiny);
        other.LoadPublished(new WeightsInMemory(weights));
        var pixels = Pixels(1, 3, 28, 28);
        other.Forward(pixels).Pooled.EqualTo(model.Forward(pixels).Pooled).ShouldBeTrue();
    }

    [Fact]
    public void Another_network_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("config.json"), """{"model_type": "vit"}""");
        Should.Throw<InvalidDataException>(() => DinoV2Config.Read(folder.File("config.json"))).Message.ShouldContain("vit");
        Should.Throw<InvalidDataException>(() => new DinoV2(tiny with { NumAttentionHeads = 5 })).Message.ShouldContain("multiple");
    }
}
