using System.Text.Json;
using EmojiGen.Models.Lora;
using EmojiGen.Tests.Diffusion;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Models.Lora;

public sealed class LoraFileTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>Layers of every kind in the small UNet: (name, rank).</summary>
    static readonly (string Layer, int Rank)[] Layers =
    [
        ("down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_q", 2),
            ("down_blocks.0.attentions.1.transformer_blocks.0.attn2.to_out.0", 3), ("down_blocks.1.attentions.0.proj_in", 2),
        ("down_blocks.1.attentions.1.transformer_blocks.0.ff.net.0.proj", 4), ("down_blocks.0.resnets.1.conv1", 2),
            ("down_blocks.0.downsamplers.0.conv", 2), ("down_blocks.1.resnets.0.conv_shortcut", 2),
        ("down_blocks.2.resnets.1.time_emb_proj", 1), ("mid_block.attentions.0.transformer_blocks.0.attn2.to_k", 2),
            ("mid_block.resnets.1.conv2", 2), ("up_blocks.0.upsamplers.0.conv", 2),
        ("up_blocks.1.upsamplers.0.conv", 2), ("up_blocks.2.attentions.2.transformer_blocks.0.attn2.to_v", 2),
            ("up_blocks.1.resnets.2.conv1", 2), ("time_embedding.linear_1", 2), ("conv_in", 1),
    ];

    static IReadOnlyList<(string Layer, Tensor A, Tensor B)> Matrices(Module network, IEnumerable<(string Layer, int Rank)> layers)
    {
        using var generator = new Generator(7);
        var modules = network.NamedModules().Where(it => it.Module is IAdaptable)
            .ToDictionary(it => it.Name, it => ((IAdaptable)it.Module).Weight.Shape);
        return [.. layers.Select(it => (it.Layer, generator.Normal([it.Rank, .. modules[it.Layer][1..]]),
            generator.Normal([modules[it.Layer][0], it.Rank, .. modules[it.Layer][2..].Select(_ => 1L)])))];
    }

    string Write(string name, IEnumerable<(string Name, Tensor Tensor)> tensors, Dictionary<string, string>? metadata = null)
    {
        SafetensorsWriter.Write(folder.File(name), tensors.Select(it => it.Tensor.ToSource(it.Name)), metadata);
        return folder.File(name);
    }

    static string Original(string layer)
    {
        // conv_in.weight is one name in OriginalNames' table.
        var name = OriginalNames.Unet(layer + ".weight", [2, 2, 2], [false, true, true]);
        return name[..^".weight".Length];
    }

    /// <summary>The same matrices in every spelling, with the alpha that the spelling can say.</summary>
    public static TheoryData<string> Spellings =>
        ["peft", "peft with a network's prefix", "peft in memory", "diffusers", "attention processors", "bare", "kohya",
        "kohya with original blocks", "original names"];

    static (string A, string B, string? Alpha) Spelled(string spelling, string layer) => spelling switch
    {
        "peft" => ($"unet.{layer}.lora_A.weight", $"unet.{layer}.lora_B.weight", null),
        "peft with a network's prefix" => ($"base_model.model.{layer}.lora_A.weight", $"base_model.model.{layer}.lora_B.weight", null),
        "peft in memory" => ($"unet.{layer}.lora_A.default.weight", $"unet.{layer}.lora_B.default.weight", null),
        "diffusers" => ($"unet.{layer}.lora.down.weight", $"unet.{layer}.lora.up.weight", $"unet.{layer}.alpha"),
        "bare" => ($"{layer}.lora.down.weight", $"{layer}.lora.up.weight", null),
        "kohya" => ($"lora_unet_{layer.Replace('.', '_')}.lora_down.weight", $"lora_unet_{layer.Replace('.', '_')}.lora_up.weight",
        $"lora_unet_{layer.Replace('.', '_')}.alpha"),
        "kohya with original blocks" =>
        ($"lora_unet_{Original(layer).Replace('.', '_')}.lora_down.weight", $"lora_unet_{Original(layer).Replace('.', '_')}.lora_up.weight",
        $"lora_unet_{Original(layer).Replace('.', '_')}.alpha"),
        "original names" => ($"diffusion_model.{Original(layer)}.lora_A.weight", $"diffusion_model.{Original(layer)}.lora_B.weight",
        $"diffusion_model.{Original(layer)}.alpha"),
        // attn1.processor.to_q_lora; to_out.0 was to_out_lora then.
        _ => ($"unet.{Processor(layer)}_lora.down.weight", $"unet.{Processor(layer)}_lora.up.weight", null),
    };

    static string Processor(string layer) =>
        layer.Replace(".to_out.0", ".to_out").Replace("attn1.", "attn1.processor.").Replace("attn2.", "attn2.processor.");

    [Theory, MemberData(nameof(Spellings))]
    public void Every_spelling_reaches_the_same_layers(string spelling)
    {
        using var scope = new TensorScope();
        using var unet = SmallNetworks.Unet(folder);
        var matrices = Matrices(unet, spelling == "attention processors"
            ? Layers.Where(it => it.Layer.Contains(".attn", StringComparison.Ordinal)) : Layers);
        using var lora = LoraFile.Read(Write("lora.safetensors", matrices.SelectMany(it =>
        {
            var (a, b, alpha) = Spelled(spelling, it.Layer);
            return new[] { (a, it.A), (b, it.B), (alpha!, Tensor.Scalar(5)) }[..(alpha is null ? 2 : 3)];
        })));
        using var stack = new LoraStack(new Dictionary<string, Module> { ["unet"] = unet });
        var report = stack.Add(lora, "it");
        report.ToString().ShouldBe($"LoRA it: {matrices.Count} of {matrices.Count} layers matched.");
        var adapters = stack.Adapters("it").ToDictionary(it => it.Layer, it => it.Adapter);
        adapters.Keys.Order().ShouldBe(matrices.Select(it => it.Layer).Order());
        foreach (var (layer, a, b) in matrices)
        {
            adapters[layer].A.Tensor.EqualTo(a).ShouldBeTrue(layer);
            adapters[layer].B.Tensor.EqualTo(b).ShouldBeTrue(layer);
            adapters[layer].Scale.ShouldBe(Spelled(spelling, layer).Alpha is null ? 1 : 5.0 / a.Size(0), layer);
        }
    }

    [Fact]
    public void A_matrix_that_Stability_fuses_is_split_over_the_layers_that_it_is_for()
    {
        using var scope = new TensorScope();
        using var transformer = SmallNetworks.Transformer(folder);
        using var generator = new Generator(5);
        var (a, qkv) = (generator.Normal([2, 8]), generator.Normal([24, 2]));
        var modulation = generator.Normal([16, 2]);
        string[] names = ["lora_unet_joint_blocks_0_x_block_attn_qkv", "lora_transformer_joint_blocks_1_context_block_attn_qkv",
            "lora_unet_joint_blocks_1_context_block_adaLN_modulation_1", "lora_unet_final_layer_adaLN_modulation_1"];
        using var lora = LoraFile.Read(
            Write("lora.safetensors", names.SelectMany((it, i) => new[] { ($"{it}.lora_down.weight", a), ($"{it}.lora_up.weight", i < 2 ? qkv : modulation) })));
        using var stack = new LoraStack(new Dictionary<string, Module> { ["transformer"] = transformer });
        stack.Add(lora, "it").Matched.ShouldBe(4);
        var deltas = stack.Adapters("it").ToDictionary(it => it.Layer, it => it.Adapter.Delta(Weight(it.Layer)));
        Tensor Weight(string layer) => ((IAdaptable)transformer.NamedModules().Single(it => it.Name == layer).Module).Weight;
        Tensor Whole(params string[] layers) => Tensor.Cat([.. layers.Select(it => deltas[$"transformer_blocks.{it}"])]);
        Whole("0.attn.to_q", "0.attn.to_k", "0.attn.to_v").IsCloseTo(qkv.Matmul(a)).ShouldBeTrue();
        Whole("1.attn.add_q_proj", "1.attn.add_k_proj", "1.attn.add_v_proj").IsCloseTo(qkv.Matmul(a)).ShouldBeTrue();
        // Shift and scale there, scale and shift here.
        var turned = Tensor.Cat([modulation.Slice(0, 8), modulation.Slice(0, 0, 8)]).Matmul(a);
        deltas["norm_out.linear"].IsCloseTo(turned).ShouldBeTrue();
        deltas["transformer_blocks.1.norm1_context.linear"].IsCloseTo(turned).ShouldBeTrue();
        deltas.Count.ShouldBe(8);
    }

    [Theory]
    [InlineData("text_encoder.text_model.encoder.layers.1.self_attn.q_proj.lora_A.weight",
        "text_encoder.text_model.encoder.layers.1.self_attn.q_proj.lora_B.weight")]
    [InlineData("text_encoder.text_model.encoder.layers.1.self_attn.to_q_lora.down.weight",
        "text_encoder.text_model.encoder.layers.1.self_attn.to_q_lora.up.weight")]
    [InlineData("text_encoder.text_model.encoder.layers.1.self_attn.q_proj.lora_linear_layer.down.weight",
        "text_encoder.text_model.encoder.layers.1.self_attn.q_proj.lora_linear_layer.up.weight")]
    [InlineData("lora_te_text_model_encoder_layers_1_self_attn_q_proj.lora_down.weight",
        "lora_te_text_model_encoder_layers_1_self_attn_q_proj.lora_up.weight")]
    [InlineData("lora_te1_text_model_encoder_layers_1_self_attn_q_proj.lora_down.weight",
        "lora_te1_text_model_encoder_layers_1_self_attn_q_proj.lora_up.weight")]
    [InlineData("text_encoder.encoder.layers.1.self_attn.q_proj.lora_A.weight",
        "text_encoder.encoder.layers.1.self_attn.q_proj.lora_B.weight")]
    public void Every_spelling_reaches_a_text_encoder(string a, string b)
    {
        using var scope = new TensorScope();
        using var text = SmallNetworks.Text(folder);
        using var lora = LoraFile.Read(Write("lora.safetensors", [(a, Tensor.Ones([2, 8])), (b, Tensor.Ones([8, 2]))]));
        using var stack = new LoraStack(new Dictionary<string, Module> { ["text_encoder"] = text });
        stack.Add(lora, "it").Unmatched.ShouldBeEmpty();
        stack.Adapters("it").Single().Layer.ShouldBe("text_model.encoder.layers.1.self_attn.q_proj");
    }

    [Fact]
    public void What_does_not_match_is_said()
    {
        using var scope = new TensorScope();
        using var unet = SmallNetworks.Unet(folder);
        var good = Matrices(unet, Layers[..1])[0];
        using var lora = LoraFile.Read(
            Write("lora.safetensors", [($"unet.{good.Layer}.lora_A.weight", good.A), ($"unet.{good.Layer}.lora_B.weight", good.B),
            ("unet.other.to_q.lora_A.weight", Tensor.Ones([2, 8])), ("unet.other.to_q.lora_B.weight", Tensor.Ones([8, 2])),
            ("lora_te2_text_model_x.lora_down.weight", Tensor.Ones([2, 8])), ("lora_te2_text_model_x.lora_up.weight", Tensor.Ones([8, 2])), ("emb_params", Tensor.Ones([2]))]));
        using var stack = new LoraStack(new Dictionary<string, Module> { ["unet"] = unet });
        var report = stack.Add(lora, "cat");
        report.Matched.ShouldBe(1);
        report.Unmatched.ShouldBe(["lora_te2_text_model_x", "unet.other.to_q"], ignoreOrder: true);
        report.Unknown.ShouldBe(["emb_params"]);
        report.ToString()
            .ShouldBe("LoRA cat: 1 of 3 layers matched; not in this model: lora_te2_text_model_x, unet.other.to_q; left out: emb_params.");
    }

    [Fact]
    public void A_convolution_in_three_parts_is_the_convolution_of_their_product()
    {
        using var scope = new TensorScope();
        using var generator = new Generator(4);
        var (down, mid, up) = (generator.Normal([3, 5, 1, 1]), generator.Normal([3, 3, 3, 3]), generator.Normal([7, 3, 1, 1]));
        using var lora = LoraFile.Read(
            Write("lora.safetensors", [("lora_unet_c.lora_down.weight", down), ("lora_unet_c.lora_mid.weight", mid), ("lora_unet_c.lora_up.weight", up)]));
        var x = generator.Normal([2, 5, 6, 6]);
        var layer = lora.Layers.Single();
        x.Conv2d(layer.A, padding: 1).Conv2d(layer.B).IsCloseTo(x.Conv2d(down).Conv2d(mid, padding: 1).Conv2d(up), 1e-4, 1e-4)
            .ShouldBeTrue();
    }

    [Fact]
    public void Alpha_comes_from_the_header_s_metadata()
    {
        using var scope = new TensorScope();
        (string, Tensor)[] Pair(string layer) =>
            [($"{layer}.lora_A.weight", Tensor.Ones([4, 8])), ($"{layer}.lora_B.weight", Tensor.Ones([8, 4]))];
        var metadata = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["unet.r"] = 4,
            ["unet.lora_alpha"] = 8,
            ["unet.alpha_pattern"] = new Dictionary<string, object> { ["to_k"] = 2, ["mid.*to_v"] = 3 },
            ["text_encoder.lora_alpha"] = 16,
            ["text_encoder.use_rslora"] = true,
        });
        using var lora = LoraFile.Read(
            Write("lora.safetensors",
            [.. Pair("unet.down.to_q"), .. Pair("unet.down.to_k"), .. Pair("unet.mid.x.to_v"), .. Pair("text_encoder.q_proj")],
            new() { ["lora_adapter_metadata"] = metadata }));
        var alphas = lora.Layers.ToDictionary(it => it.Path, it => it.Alpha);
        alphas["down_to_q"].ShouldBe(8);
        alphas["down_to_k"].ShouldBe(2);
        alphas["mid_x_to_v"].ShouldBe(3);
        alphas["q_proj"].ShouldBe(16 * 2); // over the root of the rank 4
        using var bare = LoraFile.Read(Write("bare.safetensors", Pair("unet.down.to_q")), alpha: 12);
        bare.Layers.Single().Alpha.ShouldBe(12);
    }

    [Fact]
    public void A_folder_that_PEFT_wrote_is_read_with_its_configuration()
    {
        using var scope = new TensorScope();
        Write("adapter_model.safetensors",
            [("base_model.model.mid.to_q.lora_A.weight", Tensor.Ones([4, 8])), ("base_model.model.mid.to_q.lora_B.weight", Tensor.Ones([8, 4]))]);
        File.WriteAllText(folder.File("adapter_config.json"), """{"r": 4, "lora_alpha": 6, "alpha_pattern": {}, "use_rslora": false}""");
        using var lora = LoraFile.Read(folder.Path);
        lora.Layers.Single().Alpha.ShouldBe(6);
    }

    [Fact]
    public void What_is_written_is_read_again_the_same()
    {
        using var scope = new TensorScope();
        using var unet = SmallNetworks.Unet(folder);
        using var generator = new Generator(11);
        using var stack = new LoraStack(new Dictionary<string, Module> { ["unet"] = unet });
        stack.AddNew("all", 3, (_, layer) => layer.EndsWith("to_q", StringComparison.Ordinal)
            || layer.EndsWith("conv1", StringComparison.Ordinal), generator, alpha: 7);
        stack.AddNew("keys", 2, (_, layer) => layer.EndsWith("attn1.to_k", StringComparison.Ordinal), generator, alpha: 1.5);
        (string, string, LowRankAdapter)[] adapters = [.. stack.Adapters("all"), .. stack.Adapters("keys")];
        LoraFile.Write(folder.File("written.safetensors"), adapters, baseModel: "stable-diffusion-v1-5/stable-diffusion-v1-5");
        using (var file = SafetensorsFile.Open(folder.File("written.safetensors")))
        {
            file.Entries.ShouldAllBe(it => it.Name.StartsWith("unet.", StringComparison.Ordinal)
                && (it.Name.EndsWith(".lora_A.weight", StringComparison.Ordinal) || it.Name.EndsWith(".lora_B.weight", StringComparison.Ordinal)));
            using var settings = JsonDocument.Parse(file.Metadata["lora_adapter_metadata"]);
            settings.RootElement.GetProperty("unet.r").GetInt32().ShouldBe(3);
            settings.RootElement.GetProperty("unet.lora_alpha").GetDouble().ShouldBe(7);
            settings.RootElement.GetProperty("unet.base_model_name_or_path").GetString()
                .ShouldBe("stable-diffusion-v1-5/stable-diffusion-v1-5");
        }
        using var lora = LoraFile.Read(folder.File("written.safetensors"));
        var read = lora.Layers.ToDictionary(it => it.Path);
        read.Count.ShouldBe(adapters.Length);
        foreach (var (_, layer, adapter) in adapters)
        {
            var again = read[layer.Replace('.', '_')];
            again.A.EqualTo(adapter.A).ShouldBeTrue();
            again.B.EqualTo(adapter.B).ShouldBeTrue();
            again.Alpha.ShouldBe(adapter.Alpha, layer);
        }
    }

    public static TheoryData<string, string, long[], string> Refused => new()
    {
        { "lora_unet_a.hada_w1_a", "of the kind LoHa", [1], "lora_unet_a.hada_w1_a" },
        { "lora_unet_a.lokr_w1", "of the kind LoKr", [1], "lora_unet_a.lokr_w1" },
        { "lora_unet_a.oft_blocks", "of the kind OFT", [1], "lora_unet_a.oft_blocks" },
        { "lora_unet_a.b1.weight", "of the kind GLoRA", [1], "lora_unet_a.b1.weight" },
        { "lora_unet_a.on_input", "of the kind IA3", [1], "lora_unet_a.on_input" },
        { "unet.a.diff", "of the kind whole difference of weights", [1], "unet.a.diff" },
        { "lora_unet_a.w_norm", "of the kind whole difference of weights", [1], "lora_unet_a.w_norm" },
        { "unet.a.lora_B.bias", "of the kind LoRA with trained biases", [1], "unet.a.lora_B.bias" },
        { "unet.a.lora_magnitude_vector.default.weight", "in floating point are expected", [0], "lora_magnitude_vector" },
        { "unet.b.lora_A.weight", "B (lora_B, lora.up, lora_up) is missing", [2, 8], "unet.b.lora_A.weight" },
        { "unet.b.lora_B.weight", "A (lora_A, lora.down, lora_down) is missing", [2, 8], "unet.b.lora_B.weight" },
        { "unet.b.alpha", "is missing", [], "unet.b.alpha" },
        { "unet.a.alpha", "one number is expected", [2], "unet.a.alpha" },
        { "unet.a.lora.down.weight", "are the same", [2, 8], "unet.a.lora_A.weight" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void A_layer_that_is_no_plain_pair_is_refused_by_its_key(string key, string said, long[] shape, string named)
    {
        using var scope = new TensorScope();
        var path = Write("lora.safetensors",
            [("unet.a.lora_A.weight", Tensor.Ones([2, 8])), ("unet.a.lora_B.weight", Tensor.Ones([8, 2])), (key, Tensor.Ones(shape))]);
        var message = Should.Throw<InvalidDataException>(() => LoraFile.Read(path)).Message;
        message.ShouldContain(said);
        message.ShouldContain(named);
        message.ShouldContain("lora.safetensors");
    }

    [Fact]
    public void Modules_of_a_text_encoder_stand_in_the_header_without_the_level_that_it_had_once()
    {
        // diffusers 0.42 with transformers from 5.6 on takes "text_model." off a file's keys, not off the names in its header: with it
        // there, PEFT finds no layer (NoMatchingPeftModuleError). Older ones find the layer by the end of its name.
        using var scope = new TensorScope();
        using var text = SmallNetworks.Text(folder);
        using var unet = SmallNetworks.Unet(folder);
        using var generator = new Generator(11);
        using var stack = new LoraStack(new Dictionary<string, Module> { ["text_encoder"] = text, ["unet"] = unet });
        stack.AddNew("all", 2, (_, layer) => layer.EndsWith("q_proj", StringComparison.Ordinal)
            || layer.EndsWith("to_q", StringComparison.Ordinal), generator, alpha: 4);
        stack.AddNew("other", 3, (_, layer) => layer.EndsWith("layers.0.self_attn.v_proj", StringComparison.Ordinal), generator, alpha: 6);
        LoraFile.Write(folder.File("written.safetensors"), [.. stack.Adapters("all"), .. stack.Adapters("other")]);

        using var file = SafetensorsFile.Open(folder.File("written.safetensors"));
        file.Contains("text_encoder.text_model.encoder.layers.0.self_attn.q_proj.lora_A.weight").ShouldBeTrue();
        using var settings = JsonDocument.Parse(file.Metadata["lora_adapter_metadata"]);
        settings.RootElement.GetProperty("text_encoder.target_modules").EnumerateArray().Select(it => it.GetString())
            .ShouldBe(["encoder.layers.0.self_attn.q_proj", "encoder.layers.1.self_attn.q_proj", "encoder.layers.0.self_attn.v_proj"]);
        const string other = "encoder.layers.0.self_attn.v_proj";
        settings.RootElement.GetProperty("text_encoder.rank_pattern").GetProperty(other).GetInt32().ShouldBe(3);
        settings.RootElement.GetProperty("text_encoder.alpha_pattern").GetProperty(other).GetDouble().ShouldBe(6);
        settings.RootElement.GetProperty("unet.target_modules")[0].GetString().ShouldStartWith("down_blocks.");

        using var read = LoraFile.Read(folder.File("written.safetensors")); // whose alphas stand in the header alone
        read.Layers.Where(it => it.Component == "text_encoder").Select(it => (it.Path[^6..], it.Rank, it.Alpha))
            .ShouldBe([("q_proj", 2L, 4.0), ("v_proj", 3L, 6.0), ("q_proj", 2L, 4.0)], ignoreOrder: true);
    }

    [Fact]
    public void What_is_no_LoRA_is_refused()
    {
        using var scope = new TensorScope();
        Should.Throw<InvalidDataException>(() =>
            LoraFile.Read(Write("x.safetensors", [("conv.weight", Tensor.Ones([2]))]))).Message.ShouldContain("of its 1 keys, as conv.weight");
        Should.Throw<FileNotFoundException>(() => LoraFile.Read(folder.File("absent.safetensors")));
        Directory.CreateDirectory(folder.File("empty"));
        Should.Throw<FileNotFoundException>(() =>
            LoraFile.Read(folder.File("empty"))).Message.ShouldContain("pytorch_lora_weights.safetensors");
    }
}
