using System.Text;
using EmojiGen.Diffusion.ModelFolders;
using EmojiGen.Diffusion.Schedulers;
using EmojiGen.Language;
using EmojiGen.Models.Bert;
using EmojiGen.Models.Clip;
using EmojiGen.Models.Dino;
using EmojiGen.Models.Llama;
using EmojiGen.Models.Lora;
using EmojiGen.Models.MMDiT;
using EmojiGen.Models.T5;
using EmojiGen.Models.Unet;
using EmojiGen.Models.Vae;
using EmojiGen.Tests.Models.Lora;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Diffusion;

/// <summary>Thousands of spoiled files, the same at each run: what is read from them, or one sentence that names the file.</summary>
public sealed class MalformedModelTests : IDisposable
{
    readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <param name="name">What must stand in the message: the spoiled file's name.</param>
    static void ShouldReadOrSay(string name, int seed, Action read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            e.Message.ShouldContain(name, Case.Sensitive, $"seed {seed}: {e}");
            e.Message.ShouldEndWith(".");
            e.Message.Length.ShouldBeLessThan(3000, $"seed {seed}");
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(
                $"seed {seed}: {File.ReadAllText(Spoiled.Value!)[..Math.Min(3000, (int)new FileInfo(Spoiled.Value!).Length)]}", e);
        }
    }

    static readonly ThreadLocal<string?> Spoiled = new();

    static string Spoil(string path, byte[] bytes)
    {
        File.WriteAllBytes(path, bytes);
        return Spoiled.Value = path;
    }

    static string Carried(params string[] parts) => Repository.File(["tests", "Reference", "cases", .. parts]);

    public static TheoryData<string, string> Configurations => new()
    {
        { "unet", Carried("pipeline_sd15", "model", "unet", "config.json") }, { "unet", Carried("pipeline_sdxl", "model", "unet", "config.json") },
            { "vae", Carried("pipeline_sd15", "model", "vae", "config.json") }, { "vae", Carried("pipeline_sd3", "model", "vae", "config.json") },
        { "transformer", Carried("pipeline_sd3", "model", "transformer", "config.json") },
            { "clip_text", Carried("clip_text_gelu_proj", "model", "config.json") },
            { "clip_vision", Carried("clip_vision", "model", "config.json") },
        { "t5", Carried("t5_v1_1_generate", "model", "config.json") }, { "dino", Carried("dinov2", "model", "config.json") },
            { "bert", Carried("bert_sentence", "model", "config.json") },
        { "llama", Carried("llama_generate", "model", "config.json") },
            { "scheduler", Carried("scheduler_ddim_sd15_20", "model", "scheduler_config.json") },
            { "scheduler", Carried("scheduler_flow_euler_shift3_20", "model", "scheduler_config.json") },
    };

    [Theory, MemberData(nameof(Configurations))]
    public void A_spoiled_configuration_makes_a_network_or_a_sentence(string kind, string path)
    {
        var valid = File.ReadAllBytes(path);
        for (var seed = 0; seed < 250; seed++)
        {
            var spoiled = Spoil(folder.File("spoiled.json"), Mutations.Json(valid, new Random(seed)));
            ShouldReadOrSay("spoiled.json", seed, () =>
            {
                using Module? network = kind switch
                {
                    "unet" => new UNet2DConditionModel(UNet2DConditionConfig.Read(spoiled)),
                    "vae" => new AutoencoderKL(AutoencoderKLConfig.Read(spoiled)),
                    "transformer" => new SD3Transformer2DModel(SD3TransformerConfig.Read(spoiled)),
                    "clip_text" => new ClipTextModel(ClipTextConfig.Read(spoiled)),
                    "clip_vision" => new ClipVisionModel(ClipVisionConfig.Read(spoiled)),
                    "t5" => new T5Encoder(T5Config.Read(spoiled)),
                    "dino" => new DinoV2(DinoV2Config.Read(spoiled)),
                    "bert" => new Bert(BertConfig.Read(spoiled)),
                    "llama" => new LlamaForCausalLM(LlamaConfig.Read(spoiled)),
                    _ => null,
                };
                if (kind == "scheduler") Scheduler.Create(SchedulerConfig.Read(spoiled));
            });
        }
    }

    [Fact]
    public void A_configuration_that_is_no_JSON_is_told_by_its_place_and_not_quoted()
    {
        // In one line, as a tokenizer.json of megabytes is.
        File.WriteAllText(folder.File("config.json"), $"{{\"a\": fal3e, \"b\": \"{new string('x', 100_000)}\"}}");
        Should.Throw<InvalidDataException>(() => UNet2DConditionConfig.Read(folder.File("config.json"))).Message
            .ShouldBe($"Configuration '{folder.File("config.json")}' is not valid JSON (line 1, byte 10); fetch the model folder again.");
    }

    [Fact]
    public void A_spoiled_file_of_weights_loads_or_is_refused_and_leaves_the_network_usable()
    {
        using var network = new AutoencoderKL(AutoencoderKLConfig.Read(Carried("pipeline_sd15", "model", "vae", "config.json")));
        var valid = File.ReadAllBytes(Carried("pipeline_sd15", "model", "vae", "diffusion_pytorch_model.safetensors"));
        for (var seed = 0; seed < 400; seed++)
        {
            var path = Spoil(folder.File("spoiled.safetensors"), Mutations.Safetensors(valid, new Random(seed)));
            ShouldReadOrSay("spoiled.safetensors", seed, () =>
            {
                using var file = SafetensorsFile.Open(path);
                network.LoadPublished(file.AsWeights());
            });
        }
        using var good = SafetensorsFile.Open(Carried("pipeline_sd15", "model", "vae", "diffusion_pytorch_model.safetensors"));
        network.LoadPublished(good.AsWeights(), DType.Float32);
        using var scope = new TensorScope();
        network.Decode(Tensor.Zeros([1, 4, 4, 4])).IsFinite().All().ToDouble().ShouldBe(1);
    }

    [Fact]
    public void A_spoiled_model_index_opens_or_is_refused()
    {
        SmallModel.Write(folder.Path);
        var valid = Encoding.UTF8.GetBytes(SmallModel.Index);
        for (var seed = 0; seed < 300; seed++)
        {
            Spoil(folder.File("model_index.json"), Mutations.Json(valid, new Random(seed)));
            ShouldReadOrSay(Path.GetFileName(folder.Path), seed, () =>
            {
                var model = ModelFolder.Open(folder.Path);
                foreach (var component in model.Components.Keys) model.Weights(component).Dispose();
            });
        }
    }

    [Fact]
    public void A_spoiled_index_of_shards_opens_or_is_refused()
    {
        SmallModel.Write(folder.Path);
        var model = ModelFolder.Open(folder.Path);
        var index = folder.File("vae/diffusion_pytorch_model.safetensors.index.json");
        var valid = File.ReadAllBytes(index);
        for (var seed = 0; seed < 300; seed++)
        {
            Spoil(index, Mutations.Json(valid, new Random(seed)));
            ShouldReadOrSay("diffusion_pytorch_model", seed, () =>
            {
                using var weights = model.Weights("vae");
                using var scope = new TensorScope();
                foreach (var name in weights.Names) weights.Read(name);
            });
        }
    }

    [Fact]
    public void A_spoiled_single_file_converts_or_is_refused()
    {
        var valid = File.ReadAllBytes(Carried("single_file_sd15", "model", "checkpoint.safetensors"));
        for (var seed = 0; seed < 150; seed++)
        {
            var path = Spoil(folder.File("spoiled.safetensors"), Mutations.Safetensors(valid, new Random(seed)));
            ShouldReadOrSay("spoiled.safetensors", seed, () =>
            {
                var model = SingleFile.Open(path, Carried("single_file_sd15", "config"));
                foreach (var component in model.Components.Keys.Where(it => it is "unet" or "vae" or "text_encoder"))
                {
                    using var weights = model.Weights(component);
                    using var scope = new TensorScope();
                    foreach (var name in weights.Names)
                    {
                        weights.ShapeOf(name);
                        weights.Read(name);
                    }
                }
            });
        }
    }

    [Fact]
    public void A_spoiled_LoRA_is_added_or_refused_and_leaves_the_network_as_it_was()
    {
        using var unet = SmallNetworks.Unet(folder);
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var plain = SmallNetworks.Run(unet);
        SafetensorsWriter.Write(folder.File("valid.safetensors"), unet.NamedModules()
            .Where(it => it.Module is Linear && it.Name.Contains("attn", StringComparison.Ordinal)).Take(3).SelectMany((it, i) =>
        {
            var shape = ((Linear)it.Module).Weight.Shape;
            var layer = i == 0 ? $"unet.{it.Name}.lora_A.weight unet.{it.Name}.lora_B.weight unet.{it.Name}.alpha" : i == 1
                ? $"{it.Name}.lora.down.weight {it.Name}.lora.up.weight {it.Name}.alpha"
                : $"lora_unet_{it.Name.Replace('.', '_')}.lora_down.weight lora_unet_{it.Name.Replace('.', '_')}.lora_up.weight lora_unet_{it.Name.Replace('.', '_')}.alpha";
            var names = layer.Split(' ');
            return new[] { Tensor.Ones([2, shape[1]]).ToSource(names[0]), Tensor.Ones([shape[0], 2]).ToSource(names[1]),
                Tensor.Scalar(1).ToSource(names[2]) };
        }), new Dictionary<string, string> { ["lora_adapter_metadata"] = """{"unet.r": 2, "unet.lora_alpha": 4, "unet.alpha_pattern": {"to_q": 3}}""" });
        var valid = File.ReadAllBytes(folder.File("valid.safetensors"));
        for (var seed = 0; seed < 400; seed++)
        {
            var path = Spoil(folder.File("spoiled.safetensors"), Mutations.Safetensors(valid, new Random(seed)));
            using var stack = new LoraStack(new Dictionary<string, Module> { ["unet"] = unet });
            ShouldReadOrSay("spoiled.safetensors", seed, () =>
            {
                using var lora = LoraFile.Read(path);
                stack.Add(lora, "spoiled");
                stack.Fuse();
            });
        }
        SmallNetworks.Run(unet).EqualTo(plain).ShouldBeTrue();
    }

    [Fact]
    public void Spoiled_metadata_of_a_LoRA_is_refused_by_its_field()
    {
        using var scope = new TensorScope();
        var valid = Encoding.UTF8.GetBytes(
            """{"unet.r": 2, "unet.lora_alpha": 4, "unet.use_rslora": false, "unet.alpha_pattern": {"to_q": 3}, "lora_alpha": 2, "alpha_pattern": {"to_k": 1}}""");
        for (var seed = 0; seed < 200; seed++)
        {
            var json = Mutations.Json(valid, new Random(seed));
            File.WriteAllBytes(folder.File("adapter_config.json"), json);
            SafetensorsWriter.Write(folder.File("adapter_model.safetensors"),
                [Tensor.Ones([2, 4]).ToSource("unet.x.to_q.lora_A.weight"), Tensor.Ones([4, 2]).ToSource("unet.x.to_q.lora_B.weight")],
                seed % 2 == 0 ? null : new Dictionary<string, string> { ["lora_adapter_metadata"] = Encoding.UTF8.GetString(json) });
            Spoiled.Value = folder.File("adapter_config.json");
            ShouldReadOrSay("adapter_", seed, () => LoraFile.Read(folder.File("adapter_model.safetensors")).Dispose());
        }
    }
}
