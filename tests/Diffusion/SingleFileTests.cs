using System.Text.Json.Nodes;
using EmojiGen.Diffusion.ModelFolders;
using EmojiGen.Hub;
using EmojiGen.Models.MMDiT;
using EmojiGen.Models.Unet;
using EmojiGen.Models.Vae;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Diffusion;

public sealed class SingleFileTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    string Config(string component, JsonObject config)
    {
        var path = folder.File($"config/{component}/config.json");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, config.ToJsonString());
        return path;
    }

    static JsonArray List(params IEnumerable<int> numbers) => [.. numbers.Select(it => (JsonNode)it)];

    /// <summary>Every tensor of the component is what was written, under its published name, and the network takes them all.</summary>
    void ShouldGiveBack(string component, Module network, Dictionary<string, (long[] Shape, float[] Values)> values)
    {
        using var weights = SingleFile.Open(folder.File("model.safetensors"), folder.File("config")).Weights(component);
        weights.Names.Order(StringComparer.Ordinal).ShouldBe(values.Keys.Order(StringComparer.Ordinal));
        network.Load(weights);
        foreach (var (name, parameter) in network.NamedParameters())
        {
            weights.ShapeOf(name).ShouldBe(values[name].Shape, name);
            parameter.Tensor.ToArray<float>().ShouldBe(values[name].Values, name);
        }
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(0, 12)];

    [Theory, MemberData(nameof(Seeds))]
    public void A_unet_of_any_depth_is_read_back_from_original_names(int seed)
    {
        var random = new Random(seed);
        var levels = random.Next(1, 5);
        int[] channels = [.. Enumerable.Range(0, levels).Select(_ => 8 * random.Next(1, 3))];
        bool[] attends = [.. channels.Select(_ => random.Next(2) == 0)];
        var layers = random.Next(1, 4);
        var sizes = random.Next(3);
        var config = new JsonObject
        {
            ["in_channels"] = random.Next(2) == 0 ? 4 : 9,
            ["block_out_channels"] = List(channels),
            ["layers_per_block"] = layers,
            ["norm_num_groups"] = 4,
            ["attention_head_dim"] = 2,
            ["cross_attention_dim"] = 6,
            ["use_linear_projection"] = random.Next(2) == 0,
            ["transformer_layers_per_block"] = List(channels.Select(_ => random.Next(1, 3))),
            ["down_block_types"] = new JsonArray([.. attends.Select(it => (JsonNode)(it ? "CrossAttnDownBlock2D" : "DownBlock2D"))]),
            ["up_block_types"] = new JsonArray([.. attends.Reverse().Select(it => (JsonNode)(it ? "CrossAttnUpBlock2D" : "UpBlock2D"))]),
        };
        if (sizes == 1) (config["addition_embed_type"], config["addition_time_embed_dim"],
            config["projection_class_embeddings_input_dim"]) = ("text_time", 4, 30);
        if (sizes == 2) config["num_class_embeds"] = 5;
        var network = new UNet2DConditionModel(UNet2DConditionConfig.Read(Config("unet", config)));
        var values = OriginalNames.Values(network, seed);
        OriginalNames.Write(folder.File("model.safetensors"), values.Select(it =>
            ("model.diffusion_model." + OriginalNames.Unet(it.Key, [.. channels.Select(_ => layers)], [.. attends.Reverse()]), it.Value.Shape, it.Value.Values)));
        ShouldGiveBack("unet", network, values);
    }

    [Theory, MemberData(nameof(Seeds))]
    public void An_autoencoder_of_any_depth_is_read_back_with_its_attention_made_linear(int seed)
    {
        var random = new Random(seed);
        var levels = random.Next(1, 6);
        int[] channels = [.. Enumerable.Range(0, levels).Select(_ => 8 * random.Next(1, 3))];
        var quant = random.Next(2) == 0;
        var network = new AutoencoderKL(AutoencoderKLConfig.Read(Config("vae", new JsonObject
        {
            ["block_out_channels"] = List(channels),
            ["layers_per_block"] = random.Next(1, 3),
            ["latent_channels"] = random.Next(2) == 0 ? 4 : 16,
            ["norm_num_groups"] = 4,
            ["in_channels"] = 3,
            ["out_channels"] = random.Next(3, 5),
            ["use_quant_conv"] = quant,
            ["use_post_quant_conv"] = quant,
            ["down_block_types"] = new JsonArray([.. channels.Select(_ => (JsonNode)"DownEncoderBlock2D")]),
            ["up_block_types"] = new JsonArray([.. channels.Select(_ => (JsonNode)"UpDecoderBlock2D")]),
        })));
        var values = OriginalNames.Values(network, seed);
        string[] prefixes = ["first_stage_model.", "vae.", ""];
        OriginalNames.Write(folder.File("model.safetensors"), values.Select(it => (prefixes[seed % 3] + OriginalNames.Vae(it.Key, levels),
            // A convolution of 1 x 1, as the first of these files have it.
            it.Key.Contains(".to_", StringComparison.Ordinal) && it.Value.Shape.Length == 2 ? [.. it.Value.Shape, 1, 1] : it.Value.Shape, it.Value.Values))
            .Append((prefixes[seed % 3] + "loss.logvar", [1], [0f])));
        ShouldGiveBack("vae", network, values);
    }

    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(3, 0, true)]
    [InlineData(4, 2, true)]
    public void A_joint_transformer_is_read_back_with_its_matrices_split_and_its_last_norms_turned(int layers, int dual, bool norm)
    {
        var config = new JsonObject
        {
            ["num_layers"] = layers,
            ["attention_head_dim"] = 4,
            ["num_attention_heads"] = 2,
            ["caption_projection_dim"] = 8,
            ["joint_attention_dim"] = 6,
            ["pooled_projection_dim"] = 10,
            ["in_channels"] = 4,
            ["out_channels"] = 4,
            ["patch_size"] = 2,
            ["sample_size"] = 8,
            ["pos_embed_max_size"] = 6,
            ["dual_attention_layers"] = List(Enumerable.Range(0, dual)),
        };
        if (norm) config["qk_norm"] = "rms_norm";
        var network = new SD3Transformer2DModel(SD3TransformerConfig.Read(Config("transformer", config)));
        var values = OriginalNames.Values(network, layers);
        var stored = new List<(string Name, long[] Shape, float[] Values)>();
        void Add(string published, string original)
        {
            if (values.TryGetValue(published, out var it)) stored.Add(("model.diffusion_model." + original, it.Shape, it.Values));
        }
        void Fuse(string[] published, string original)
        {
            if (!values.ContainsKey(published[0])) return;
            var (shape, _) = values[published[0]];
            stored.Add(("model.diffusion_model." + original, [3 * shape[0], .. shape[1..]],
                [.. published.SelectMany(it => values[it].Values)]));
        }
        // Stability's shift comes first, diffusers' scale.
        void Swap(string published, string original)
        {
            var (shape, numbers) = values[published];
            stored.Add(("model.diffusion_model." + original, shape, [.. numbers[(numbers.Length / 2)..],
                .. numbers[..(numbers.Length / 2)]]));
        }
        Add("pos_embed.pos_embed", "pos_embed");
        foreach (var end in new[] { "weight", "bias" })
        {
            Add($"pos_embed.proj.{end}", $"x_embedder.proj.{end}");
            Add($"context_embedder.{end}", $"context_embedder.{end}");
            Add($"proj_out.{end}", $"final_layer.linear.{end}");
            Swap($"norm_out.linear.{end}", $"final_layer.adaLN_modulation.1.{end}");
            foreach (var (i, j) in new[] { (1, 0), (2, 2) })
            {
                Add($"time_text_embed.timestep_embedder.linear_{i}.{end}", $"t_embedder.mlp.{j}.{end}");
                Add($"time_text_embed.text_embedder.linear_{i}.{end}", $"y_embedder.mlp.{j}.{end}");
            }
            for (var block = 0; block < layers; block++)
            {
                string from = $"transformer_blocks.{block}.", x = $"joint_blocks.{block}.x_block.",
                    c = $"joint_blocks.{block}.context_block.";
                foreach (var attention in new[] { "attn", "attn2" })
                {
                    Fuse([$"{from}{attention}.to_q.{end}", $"{from}{attention}.to_k.{end}", $"{from}{attention}.to_v.{end}"],
                        $"{x}{attention}.qkv.{end}");
                    Add($"{from}{attention}.to_out.0.{end}", $"{x}{attention}.proj.{end}");
                    Add($"{from}{attention}.norm_q.{end}", $"{x}{attention}.ln_q.{end}");
                    Add($"{from}{attention}.norm_k.{end}", $"{x}{attention}.ln_k.{end}");
                }
                Fuse([$"{from}attn.add_q_proj.{end}", $"{from}attn.add_k_proj.{end}", $"{from}attn.add_v_proj.{end}"],
                    $"{c}attn.qkv.{end}");
                Add($"{from}attn.to_add_out.{end}", $"{c}attn.proj.{end}");
                Add($"{from}attn.norm_added_q.{end}", $"{c}attn.ln_q.{end}");
                Add($"{from}attn.norm_added_k.{end}", $"{c}attn.ln_k.{end}");
                Add($"{from}norm1.linear.{end}", $"{x}adaLN_modulation.1.{end}");
                if (block == layers - 1) Swap($"{from}norm1_context.linear.{end}", $"{c}adaLN_modulation.1.{end}");
                else Add($"{from}norm1_context.linear.{end}", $"{c}adaLN_modulation.1.{end}");
                foreach (var (i, j) in new[] { ("net.0.proj", "fc1"), ("net.2", "fc2") })
                {
                    Add($"{from}ff.{i}.{end}", $"{x}mlp.{j}.{end}");
                    Add($"{from}ff_context.{i}.{end}", $"{c}mlp.{j}.{end}");
                }
            }
        }
        OriginalNames.Write(folder.File("model.safetensors"), stored);
        ShouldGiveBack("transformer", network, values);
    }

    /// <summary>transformers' names of a CLIP text encoder of width 4.</summary>
    static Dictionary<string, (long[] Shape, float[] Values)> ClipValues(int layers, bool projection)
    {
        var values = new Dictionary<string, (long[] Shape, float[] Values)>();
        void Add(string name, params long[] shape) => values[name] =
            (shape, [.. Enumerable.Range(0, (int)shape.Aggregate(1L, (a, b) => a * b)).Select(_ => (float)(values.Count + (0.25 * _)))]);
        Add("text_model.embeddings.token_embedding.weight", 9, 4);
        Add("text_model.embeddings.position_embedding.weight", 7, 4);
        foreach (var end in new[] { "weight", "bias" })
        {
            long[] Square(long rows, long columns) => end == "weight" ? [rows, columns] : [rows];
            Add($"text_model.final_layer_norm.{end}", 4);
            for (var i = 0; i < layers; i++)
            {
                var layer = $"text_model.encoder.layers.{i}.";
                foreach (var it in new[] { "q_proj", "k_proj", "v_proj", "out_proj" }) Add($"{layer}self_attn.{it}.{end}", Square(4, 4));
                Add($"{layer}layer_norm1.{end}", 4);
                Add($"{layer}layer_norm2.{end}", 4);
                Add($"{layer}mlp.fc1.{end}", Square(16, 4));
                Add($"{layer}mlp.fc2.{end}", Square(4, 16));
            }
        }
        if (projection) Add("text_projection.weight", 3, 4);
        return values;
    }

    static readonly (string, long[], float[])[] Unet = [("model.diffusion_model.input_blocks.0.0.weight", [8, 4, 3, 3], new float[288]),
        ("model.diffusion_model.input_blocks.1.1.transformer_blocks.0.attn2.to_k.weight", [1, 1024], new float[1024])];

    void ShouldHold(string component, Dictionary<string, (long[] Shape, float[] Values)> values, string? configuration = null)
    {
        using var weights = SingleFile.Open(folder.File("model.safetensors"), configuration).Weights(component);
        weights.Names.Order(StringComparer.Ordinal).ShouldBe(values.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, (shape, numbers)) in values)
        {
            using var scope = new TensorScope();
            weights.ShapeOf(name).ShouldBe(shape, name);
            weights.Read(name).ToArray<float>().ShouldBe(numbers, name);
        }
    }

    [Theory]
    [InlineData(3, 3)] // a folder whose encoder keeps them all
    [InlineData(3, 2)] // as published: the last is not used
    public void The_OpenCLIP_encoder_of_SD_2_gives_the_layers_that_its_configuration_has(int layers, int used)
    {
        OriginalNames.Write(folder.File("model.safetensors"),
            [.. Unet, .. OriginalNames.OpenClip("cond_stage_model.model.", ClipValues(layers, false), layers)]);
        Config("text_encoder", new JsonObject { ["num_hidden_layers"] = used });
        var expected = ClipValues(layers, false)
            .Where(it => !it.Key.StartsWith($"text_model.encoder.layers.{used}.", StringComparison.Ordinal)).ToDictionary();
        ShouldHold("text_encoder", expected, folder.File("config"));
    }

    [Fact]
    public void SDXL_has_CLIP_and_OpenCLIP_with_the_projection_turned()
    {
        var second = ClipValues(2, projection: true);
        OriginalNames.Write(folder.File("model.safetensors"),
            [.. Unet, .. OriginalNames.OpenClip("conditioner.embedders.1.model.", second, 2),
            .. ClipValues(1, false).Select(it => ("conditioner.embedders.0.transformer." + it.Key, it.Value.Shape, it.Value.Values)),
            ("conditioner.embedders.0.transformer.text_model.embeddings.position_ids", [1, 7], new float[7])]);
        ShouldHold("text_encoder", ClipValues(1, false));
        ShouldHold("text_encoder_2", second);
        SingleFile.Open(folder.File("model.safetensors")).PipelineClass.ShouldBe("StableDiffusionXLPipeline");
    }

    [Fact]
    public void SD_3_has_three_encoders_the_first_of_them_unprojected()
    {
        var first = ClipValues(1, false);
        var t5 = new Dictionary<string,
            (long[] Shape, float[] Values)>
        {
            ["shared.weight"] = ([2, 2], [1, 2, 3, 4]),
            ["encoder.final_layer_norm.weight"] = ([2], [5, 6])
        };
        OriginalNames.Write(folder.File("model.safetensors"),
            [("model.diffusion_model.joint_blocks.0.x_block.attn.qkv.weight", [3, 1], [1, 2, 3]),
            .. first.Select(it => ("text_encoders.clip_l.transformer." + it.Key, it.Value.Shape, it.Value.Values)),
            .. ClipValues(2, true).Select(it => ("text_encoders.clip_g.transformer." + it.Key, it.Value.Shape, it.Value.Values)),
            .. t5.Select(it => ("text_encoders.t5xxl.transformer." + it.Key, it.Value.Shape, it.Value.Values)),
            ("text_encoders.t5xxl.transformer.encoder.embed_tokens.weight", [2, 2], [1, 2, 3, 4])]);
        first["text_projection.weight"] = ([4, 4], [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
        ShouldHold("text_encoder", first);
        ShouldHold("text_encoder_2", ClipValues(2, true));
        ShouldHold("text_encoder_3", t5);
    }

    [Fact]
    public void Splits_are_views_of_the_mapped_file()
    {
        var values = ClipValues(1, projection: true);
        OriginalNames.Write(folder.File("model.safetensors"),
            [.. Unet, .. OriginalNames.OpenClip("conditioner.embedders.1.model.", values, 1)]);
        using var weights = SingleFile.Open(folder.File("model.safetensors")).Weights("text_encoder_2");
        using var scope = new TensorScope();
        nint At(string name) => weights.Read(name).DataPointer;
        var layer = "text_model.encoder.layers.0.self_attn.";
        (At(layer + "k_proj.weight") - At(layer + "q_proj.weight")).ShouldBe(4 * 4 * sizeof(float));
        (At(layer + "v_proj.bias") - At(layer + "q_proj.bias")).ShouldBe(2 * 4 * sizeof(float));
        weights.Read("text_projection.weight").Strides.ShouldBe([1, 3]);
    }

    const string V1 = "model.diffusion_model.";

    public static TheoryData<string, string[], string, string, string> Architectures => new()
    {
        { "v1", [V1 + "input_blocks.0.0.weight 1,4,1,1", V1 + "x.attn2.to_k.weight 1,768"], "unet", "v1", "StableDiffusionPipeline" },
        { "v1 inpainting", [V1 + "input_blocks.0.0.weight 1,9,1,1", V1 + "x.attn2.to_k.weight 1,768"], "unet", "v1-inpainting",
            "StableDiffusionInpaintPipeline" },
        { "v1, only its UNet", ["input_blocks.0.0.weight 1,4,1,1", "x.attn2.to_k.weight 1,768"], "unet", "v1", "StableDiffusionPipeline" },
        { "v1, only its autoencoder", ["decoder.mid.block_1.conv1.weight 1", "decoder.conv_in.weight 1,4,1,1"], "vae", "v1",
            "StableDiffusionPipeline" },
        { "v2", [V1 + "input_blocks.0.0.weight 1,4,1,1", V1 + "x.attn2.to_k.weight 1,1024"], "unet", "v2", "StableDiffusionPipeline" },
        { "v2, by its encoder", [V1 + "input_blocks.0.0.weight 1,4,1,1", "cond_stage_model.model.ln_final.weight 1"], "text_encoder", "v2",
            "StableDiffusionPipeline" },
        { "v2 inpainting", [V1 + "input_blocks.0.0.weight 1,9,1,1", V1 + "x.attn2.to_k.weight 1,1024"], "unet", "v2-inpainting",
            "StableDiffusionInpaintPipeline" },
        { "xl", [V1 + "input_blocks.0.0.weight 1,4,1,1", V1 + "label_emb.0.0.weight 1,2816"], "unet", "xl", "StableDiffusionXLPipeline" },
        { "xl, predicting velocity", [V1 + "input_blocks.0.0.weight 1,4,1,1", V1 + "label_emb.0.0.weight 1,2816", "v_pred 1"], "scheduler",
            "xl-v", "StableDiffusionXLPipeline" },
        { "xl inpainting", [V1 + "input_blocks.0.0.weight 1,9,1,1", V1 + "label_emb.0.0.weight 1,2816"], "unet", "xl-inpainting",
            "StableDiffusionXLInpaintPipeline" },
        { "xl refiner", [V1 + "input_blocks.0.0.weight 1,4,1,1", "conditioner.embedders.0.model.ln_final.weight 1"], "unet", "xl-refiner",
            "StableDiffusionXLImg2ImgPipeline" },
        { "sd3", [V1 + "joint_blocks.0.x_block.attn.qkv.weight 1"], "transformer", "sd3", "StableDiffusion3Pipeline" },
        { "sd3.5 large", [V1 + "joint_blocks.0.x_block.attn.qkv.weight 1", V1 + "joint_blocks.0.x_block.attn.ln_q.weight 1"], "transformer",
            "sd35-large", "StableDiffusion3Pipeline" },
        { "sd3.5 medium", [V1 + "joint_blocks.0.x_block.attn.qkv.weight 1", V1 + "joint_blocks.0.x_block.attn2.qkv.weight 1"],
            "transformer", "sd35-medium", "StableDiffusion3Pipeline" },
        { "sd3, only its autoencoder",
            ["first_stage_model.decoder.mid.block_1.conv1.weight 1", "first_stage_model.decoder.conv_in.weight 1,16,1,1"], "vae", "sd3", "StableDiffusion3Pipeline" },
    };

    [Theory, MemberData(nameof(Architectures))]
    public void An_architecture_is_told_from_keys_and_shapes(string what, string[] keys, string component, string configuration,
        string pipeline)
    {
        OriginalNames.Write(folder.File("model.safetensors"), keys.Select(it => it.Split(' ')).Select(it =>
        {
            long[] shape = [.. it[1].Split(',').Select(long.Parse)];
            return (it[0], shape, new float[shape.Aggregate(1L, (a, b) => a * b)]);
        }));
        var model = SingleFile.Open(folder.File("model.safetensors"));
        Path.GetFileName(Path.GetDirectoryName(model.Path(component))).ShouldBe(configuration, what);
        model.PipelineClass.ShouldBe(pipeline);
        Directory.Exists(model.Path("scheduler")).ShouldBeTrue();
        model.Notes.Count.ShouldBe(configuration == "v2" ? 1 : 0); // velocity or noise: not in the file
    }

    [Theory]
    // Parameters of the published networks; the autoencoder's are also those that CompVis's log prints (83.65 M).
    [InlineData("v1", 859_520_964)]
    [InlineData("v2", 865_910_724)]
    [InlineData("xl", 2_567_463_684)]
    public void A_published_configuration_makes_the_published_network(string architecture, long parameters) =>
        new UNet2DConditionModel(UNet2DConditionConfig.Read(Published(architecture, "unet"))).ParameterCount.ShouldBe(parameters);

    [Theory]
    [InlineData("sd3", 2_028_328_000)]
    [InlineData("sd35-medium", 2_243_171_520)]
    [InlineData("sd35-large", 8_056_627_520)]
    public void A_published_configuration_makes_the_published_transformer(string architecture, long parameters) =>
        new SD3Transformer2DModel(SD3TransformerConfig.Read(Published(architecture, "transformer"))).ParameterCount.ShouldBe(parameters);

    [Theory]
    [InlineData("v1", 83_653_863)]
    [InlineData("xl", 83_653_863)]
    [InlineData("sd3", 83_819_683)]
    public void A_published_configuration_makes_the_published_autoencoder(string architecture, long parameters) =>
        new AutoencoderKL(AutoencoderKLConfig.Read(Published(architecture, "vae"))).ParameterCount.ShouldBe(parameters);

    static string Published(string architecture, string component) =>
        Path.Combine(AppContext.BaseDirectory, "published", architecture, component, "config.json");

    [Fact]
    public void What_is_no_model_says_what_it_is()
    {
        string Said(params string[] keys)
        {
            OriginalNames.Write(folder.File("model.safetensors"), keys.Select(it => (it, new long[] { 1 }, new[] { 1f })));
            return Should.Throw<InvalidDataException>(() => SingleFile.Open(folder.File("model.safetensors"))).Message;
        }
        Said("lora_unet_x.lora_down.weight").ShouldContain("is a LoRA");
        Said("double_blocks.0.img_attn.qkv.weight").ShouldContain("Flux");
        Said("some.weight").ShouldContain("its first key is some.weight");
        File.WriteAllText(folder.File("model.ckpt"), "");
        Should.Throw<InvalidDataException>(() =>
            ModelFolder.Open(folder.File("model.ckpt"))).Message.ShouldContain("convert it to .safetensors");
    }

    [Fact]
    public void A_missing_vocabulary_says_where_to_get_one()
    {
        OriginalNames.Write(folder.File("model.safetensors"),
            [.. Unet, .. OriginalNames.OpenClip("cond_stage_model.model.", ClipValues(1, false), 1)]);
        var cache = new HubCache(folder.File("cache"));
        var model = SingleFile.Open(folder.File("model.safetensors"), cache: cache);
        Should.Throw<DirectoryNotFoundException>(() =>
            model.Path("tokenizer")).Message.ShouldContain("pull stabilityai/stable-diffusion-2-1 once");
        var commit = new string('a', 40);
        var snapshot = cache.SnapshotFolder("stabilityai/stable-diffusion-2-1-base", commit);
        Directory.CreateDirectory(Path.Combine(snapshot, "tokenizer"));
        Directory.CreateDirectory(Path.Combine(cache.RepositoryFolder("stabilityai/stable-diffusion-2-1-base"), "refs"));
        File.WriteAllText(Path.Combine(cache.RepositoryFolder("stabilityai/stable-diffusion-2-1-base"), "refs", "main"), commit);
        model.Path("tokenizer").ShouldBe(Path.Combine(snapshot, "tokenizer"));
        Directory.CreateDirectory(folder.File("config/tokenizer"));
        SingleFile.Open(folder.File("model.safetensors"), folder.File("config")).Path("tokenizer")
            .ShouldBe(folder.File("config/tokenizer"));
    }
}
