using System.Text.Json;
using EmojiGen.Hub;

namespace EmojiGen.Tests.Hub;

public class HubSelectionTests
{
    // As stable-diffusion-v1-5/stable-diffusion-v1-5 lists them, shortened.
    static readonly string[] pipeline =
    [
        ".gitattributes", "README.md", "model_index.json", "v1-5-pruned.ckpt", "v1-5-pruned.safetensors", "v1-5-pruned-emaonly.safetensors",
        "feature_extractor/preprocessor_config.json", "safety_checker/config.json", "safety_checker/model.safetensors",
        "safety_checker/model.fp16.safetensors",
        "scheduler/scheduler_config.json", "text_encoder/config.json", "text_encoder/model.safetensors",
        "text_encoder/model.fp16.safetensors", "text_encoder/pytorch_model.bin", "text_encoder/pytorch_model.fp16.bin",
        "tokenizer/merges.txt", "tokenizer/vocab.json", "unet/config.json", "unet/diffusion_pytorch_model.safetensors",
        "unet/diffusion_pytorch_model.fp16.safetensors",
        "unet/diffusion_pytorch_model.non_ema.safetensors", "unet/diffusion_pytorch_model.bin", "vae/config.json",
        "vae/diffusion_pytorch_model.safetensors", "onnx/model.onnx",
    ];

    const string Index = """
        {"_class_name": "StableDiffusionPipeline", "feature_extractor": ["transformers", "CLIPImageProcessor"], "safety_checker": ["stable_diffusion", "StableDiffusionSafetyChecker"],
         "scheduler": ["diffusers", "PNDMScheduler"], "text_encoder": ["transformers", "CLIPTextModel"], "tokenizer": ["transformers", "CLIPTokenizer"], "unet": ["diffusers", "UNet2DConditionModel"],
         "vae": ["diffusers", "AutoencoderKL"], "image_encoder": [null, null]}
        """;

    static readonly string[] needed =
    [
        "README.md", "model_index.json", "feature_extractor/preprocessor_config.json", "scheduler/scheduler_config.json",
        "text_encoder/config.json", "text_encoder/model.safetensors",
        "tokenizer/merges.txt", "tokenizer/vocab.json", "unet/config.json", "unet/diffusion_pytorch_model.safetensors", "vae/config.json",
        "vae/diffusion_pytorch_model.safetensors",
    ];

    [Fact]
    public void A_pipeline_comes_with_each_tensor_once() => Chosen(new(), pipeline, Index).ShouldBe(needed, ignoreOrder: true);

    [Fact]
    public void Adapters_that_go_with_a_pipeline_come_with_it()
    {
        string[] adapters = ["ip_adapter/ip-adapter-plus_emoji-mini.safetensors", "lora/pip.safetensors"];
        Chosen(new(), [.. pipeline, .. adapters, "samples/weights.safetensors"], Index).ShouldBe([.. needed, .. adapters], ignoreOrder: true);
    }

    [Fact]
    public void A_variant_takes_the_place_of_the_plain_weights_where_there_is_one() =>
        Chosen(new(Variant: "fp16"), pipeline, Index).Where(file => file.EndsWith(".safetensors", StringComparison.Ordinal)).ShouldBe(
            ["text_encoder/model.fp16.safetensors", "unet/diffusion_pytorch_model.fp16.safetensors", "vae/diffusion_pytorch_model.safetensors"], ignoreOrder: true);

    [Fact]
    public void A_variant_that_is_nowhere_is_refused_with_those_there_are() =>
        Should.Throw<ArgumentException>(() => Chosen(new(Variant: "bf16"), pipeline, Index)).Message.ShouldContain(
            "has no weights of variant 'bf16'; it has fp16, non_ema");

    [Fact]
    public void Shards_come_with_their_index_and_not_beside_a_whole()
    {
        string[] shards = ["unet/diffusion_pytorch_model-00001-of-00002.safetensors",
            "unet/diffusion_pytorch_model-00002-of-00002.safetensors", "unet/diffusion_pytorch_model.safetensors.index.json"];
        Chosen(new(), [.. shards, "unet/config.json", "unet/diffusion_pytorch_model.fp16-00001-of-00001.safetensors",
            "unet/diffusion_pytorch_model.fp16.safetensors.index.json"]).ShouldBe([.. shards, "unet/config.json"], ignoreOrder: true);
        Chosen(new(Variant: "fp16"),
            [.. shards, "unet/diffusion_pytorch_model.fp16-00001-of-00001.safetensors", "unet/diffusion_pytorch_model.safetensors.index.fp16.json"])
            .ShouldBe(["unet/diffusion_pytorch_model.fp16-00001-of-00001.safetensors",
                "unet/diffusion_pytorch_model.safetensors.index.fp16.json"], ignoreOrder: true);
        Chosen(new(), [.. shards, "unet/diffusion_pytorch_model.safetensors"]).ShouldBe(["unet/diffusion_pytorch_model.safetensors"]);
    }

    [Fact]
    public void PyTorchs_own_files_come_only_where_there_is_nothing_else()
    {
        Chosen(new(), ["config.json", "pytorch_model.bin", "model.safetensors", "flax_model.msgpack", "tf_model.h5"])
            .ShouldBe(["config.json", "model.safetensors"], ignoreOrder: true);
        Chosen(new(), ["config.json", "pytorch_model.bin", "optimizer.bin", "training_args.bin"])
            .ShouldBe(["config.json", "pytorch_model.bin"], ignoreOrder: true);
        Chosen(new(), ["pytorch_lora_weights.safetensors", "pytorch_lora_weights.bin", "image_0.png"])
            .ShouldBe(["pytorch_lora_weights.safetensors"]);
        Chosen(new(), ["models/ip-adapter_sd15.safetensors", "models/ip-adapter_sd15.bin", "models/ip-adapter-plus_sd15.safetensors"])
            .ShouldBe(["models/ip-adapter_sd15.safetensors", "models/ip-adapter-plus_sd15.safetensors"], ignoreOrder: true);
    }

    [Fact]
    public void Patterns_choose_instead_and_leave_out()
    {
        Chosen(new(Include: ["unet/*.fp16.*", "*.txt"]), pipeline, Index)
            .ShouldBe(["unet/diffusion_pytorch_model.fp16.safetensors", "tokenizer/merges.txt"], ignoreOrder: true);
        Chosen(new(Include: ["vae/"]), pipeline, Index)
            .ShouldBe(["vae/config.json", "vae/diffusion_pytorch_model.safetensors"], ignoreOrder: true);
        Chosen(new(Exclude: ["unet/*", "README.md"]), pipeline, Index)
            .ShouldBe(needed.Where(file => !file.StartsWith("unet/", StringComparison.Ordinal) && file != "README.md"),
            ignoreOrder: true);
        Chosen(new(All: true), pipeline, Index).Length.ShouldBe(pipeline.Length);
        Should.Throw<ArgumentException>(() => Chosen(new(Include: ["nothing"]), pipeline)).Message.ShouldContain("none is chosen");
    }

    [Theory] // Python's fnmatch
    [InlineData("*.json", "unet/config.json", true)]
    [InlineData("unet/[cd]*", "unet/config.json", true)]
    [InlineData("unet/[!c]*", "unet/config.json", false)]
    [InlineData("confi?.json", "config.json", true)]
    [InlineData("config.json", "configXjson", false)]
    [InlineData("a[b", "a[b", true)]
    public void Patterns_are_those_of_huggingface_hub(string pattern, string path, bool matches) =>
        Glob.Matches(pattern, path).ShouldBe(matches);

    static string[] Chosen(HubSelection selection, string[] files, string? index = null)
    {
        using var json = index is null ? null : JsonDocument.Parse(index);
        return [.. selection.Choose(new(HubName.Parse("me/model"), FakeHub.Commit, [.. files.Select(file => new HubFile(file, 1))]),
            json?.RootElement).Select(file => file.Path)];
    }
}
