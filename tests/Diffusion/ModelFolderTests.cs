using EmojiGen.Diffusion.ModelFolders;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Diffusion;

public sealed class ModelFolderTests : IDisposable
{
    readonly TemporaryFolder temporary = new();
    readonly ModelFolder model;

    public ModelFolderTests() => model = ModelFolder.Open(SmallModel.Write(temporary.Path));

    public void Dispose() => temporary.Dispose();

    float First(string component, string name, string? variant = null)
    {
        using var weights = model.Weights(component, variant);
        using var scope = new TensorScope();
        return weights.Read(name).ToArray<float>()[0];
    }

    static string Refusal<T>(Action act) where T : Exception => Should.Throw<T>(act).Message;

    [Fact]
    public void Components_are_what_the_index_names_and_settings_are_the_rest()
    {
        model.PipelineClass.ShouldBe("StableDiffusionPipeline");
        model.Components.Keys.Order().ShouldBe(["my_own_part", "text_encoder", "unet", "vae"]);
        model.Components["unet"].ShouldBe(new ModelComponent("diffusers", "UNet2DConditionModel"));
        model.Has("safety_checker").ShouldBeFalse();
        model.Settings.Flag("requires_safety_checker", true).ShouldBeFalse();
        model.Path("unet", "config.json").ShouldBe(Path.Combine(temporary.Path, "unet", "config.json"));
    }

    [Fact]
    public void Weights_come_from_one_file_or_the_asked_variant_or_from_shards()
    {
        First("unet", "conv_in.weight").ShouldBe(1);
        First("unet", "conv_in.bias", "fp16").ShouldBe(4);
        First("vae", "decoder.weight").ShouldBe(6);
        First("text_encoder", "text_model.weight").ShouldBe(7);
        using var shards = model.Weights("vae");
        shards.Names.Order().ShouldBe(["decoder.weight", "encoder.weight"]); // a tensor that the index does not name is not the model's
        shards.ShapeOf("encoder.weight").ShouldBe([2]);
    }

    [Fact]
    public void A_variant_that_only_some_components_have_is_taken_where_it_is()
    {
        First("text_encoder", "text_model.weight", "fp16").ShouldBe(7);
        Refusal<FileNotFoundException>(() => model.Weights("unet", "bf16")).ShouldContain("bf16");
    }

    [Fact]
    public void The_only_variant_serves_where_none_is_asked_for()
    {
        File.Delete(Path.Combine(temporary.Path, "unet/diffusion_pytorch_model.safetensors"));
        First("unet", "conv_in.weight").ShouldBe(3);
        SmallModel.Weights(temporary.Path, "unet/diffusion_pytorch_model.non_ema.safetensors", ("conv_in.weight", 8));
        Refusal<FileNotFoundException>(() => model.Weights("unet"))
            .ShouldContain("diffusion_pytorch_model.fp16.safetensors, diffusion_pytorch_model.non_ema.safetensors");
    }

    [Theory]
    [InlineData("diffusion_pytorch_model.safetensors.index.fp16.json")]
    [InlineData("diffusion_pytorch_model.fp16.safetensors.index.json")]
    public void Shards_of_a_variant_are_found_under_both_spellings(string index)
    {
        File.Move(Path.Combine(temporary.Path, "vae/diffusion_pytorch_model.safetensors.index.json"),
            Path.Combine(temporary.Path, "vae", index));
        First("vae", "encoder.weight", "fp16").ShouldBe(5);
    }

    [Fact]
    public void A_whole_file_goes_before_shards_of_the_same()
    {
        SmallModel.Weights(temporary.Path, "vae/diffusion_pytorch_model.safetensors", ("encoder.weight", 10));
        First("vae", "encoder.weight").ShouldBe(10);
    }

    [Fact]
    public void Reading_outlives_the_weights_that_it_came_from()
    {
        using var scope = new TensorScope();
        Tensor tensor;
        using (var weights = model.Weights("vae")) tensor = weights.Read("encoder.weight");
        tensor.ToArray<float>().ShouldBe([5, 5]);
    }

    [Fact]
    public void What_is_no_model_is_refused_with_the_reason()
    {
        Refusal<DirectoryNotFoundException>(() => ModelFolder.Open(temporary.File("nothing"))).ShouldContain("nothing");
        File.WriteAllText(temporary.File("unet/config.json"), "{}");
        Refusal<FileNotFoundException>(() => ModelFolder.Open(temporary.File("unet"))).ShouldContain("give the folder above");
        Refusal<FileNotFoundException>(() => ModelFolder.Open(temporary.File("vae"))).ShouldContain("model_index.json");
        Refusal<InvalidDataException>(() => model.Weights("transformer"))
            .ShouldContain("has no transformer; it has my_own_part, text_encoder, unet, vae");
        Refusal<DirectoryNotFoundException>(() => model.Path("my_own_part")).ShouldContain("my_own_part");
    }

    [Theory]
    [InlineData("""{"weight_map": {"encoder.weight": "../text_encoder/model.safetensors"}}""",
        "encoder.weight should lie in '../text_encoder/model.safetensors'")]
    [InlineData("""{"weight_map": {"encoder.weight": "/etc/passwd"}}""", "/etc/passwd")]
    [InlineData("""{"weight_map": {"encoder.weight": ".."}}""", "'..'")]
    [InlineData("""{"weight_map": {"encoder.weight": "absent.safetensors"}}""", "encoder.weight should lie in absent.safetensors")]
    [InlineData("""{"weight_map": {"other": "diffusion_pytorch_model-00001-of-00002.safetensors"}}""", "tensor 'other'")]
    [InlineData("""{"weight_map": {"encoder.weight": 3}}""", "encoder.weight must be a string, not 3")]
    [InlineData("""{"weight_map": ["encoder.weight"]}""", "weight_map must be an object")]
    [InlineData("""{"metadata": {}}""", "weight_map is missing")]
    [InlineData("""[]""", "must be a JSON object")]
    [InlineData(
        """{"weight_map": {"encoder.weight": "diffusion_pytorch_model-00001-of-00002.safetensors", "encoder.weight": "diffusion_pytorch_model-00001-of-00002.safetensors"}}""", "stands twice")]
    [InlineData("""{"weight_map": {"\ud800": "x"}}""", "not Unicode")]
    public void A_spoiled_index_is_refused_by_file_and_key(string json, string said)
    {
        var path = Path.Combine(temporary.Path, "vae/diffusion_pytorch_model.safetensors.index.json");
        File.WriteAllText(path, json);
        var error = Should.Throw<Exception>(() => model.Weights("vae"));
        (error is IOException or InvalidDataException).ShouldBeTrue(error.ToString());
        error.Message.ShouldContain(said);
        error.Message.ShouldContain("diffusion_pytorch_model");
    }

    [Fact]
    public void Weights_in_a_format_that_may_hold_code_are_refused_with_the_remedy()
    {
        Directory.Delete(Path.Combine(temporary.Path, "text_encoder"), recursive: true);
        Directory.CreateDirectory(Path.Combine(temporary.Path, "text_encoder"));
        Refusal<FileNotFoundException>(() => model.Weights("text_encoder")).ShouldContain("fetch the model again");
        File.WriteAllText(Path.Combine(temporary.Path, "text_encoder/pytorch_model.bin"), "");
        Refusal<FileNotFoundException>(() => model.Weights("text_encoder")).ShouldContain("pytorch_model.bin");
    }

    [Fact]
    public void A_network_that_does_not_fit_says_which_file_and_which_name()
    {
        SafetensorsWriter.Write(temporary.File("whole.safetensors"), [SafetensorsSource.From("weight", new long[] { 1, 2 }, 1, 2)]);
        using var file = SafetensorsFile.Open(temporary.File("whole.safetensors"));
        using var linear = new Linear(2, 1, bias: false);
        var said = Refusal<WeightsException>(() => linear.Load(file.AsWeights()));
        said.ShouldContain("whole.safetensors");
        said.ShouldContain("weight (expected floating point, got Int64)");
    }
}
