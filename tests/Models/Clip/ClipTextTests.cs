using EmojiGen.Models.Clip;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Models.Clip;

public class ClipTextTests
{
    static readonly string small = Repository.File("tests", "Reference", "cases", "clip_text_gelu_proj", "model");

    static ClipTextModel Load(Func<ClipTextConfig, ClipTextConfig>? change = null, DType dtype = DType.Float32)
    {
        var config = ClipTextConfig.Read(Path.Combine(small, "config.json"));
        var model = new ClipTextModel(change?.Invoke(config) ?? config);
        using var weights = SafetensorsFile.Open(Path.Combine(small, "model.safetensors"));
        model.LoadPublished(weights.AsWeights(), dtype);
        return model;
    }

    [Fact]
    public void The_state_of_a_text_is_that_of_its_first_end_token()
    {
        using var scope = new TensorScope();
        using var model = Load();
        var states = model.Forward(Tensor.From(new long[] { 998, 5, 999, 7, 999, 998, 999, 999, 0, 0, 998, 5, 6, 7, 8 }, 3, 5));
        for (var (row, ends) = (0, new[] { 2, 1, 0 }); row < 3; row++) // the last has none: argmax of nothing is 0
            states.Pooled.Select(0, row).EqualTo(states.LastHiddenState.Select(0, row).Select(0, ends[row])).ShouldBeTrue();
    }

    [Fact]
    public void Configurations_of_old_pool_at_the_highest_id()
    {
        using var scope = new TensorScope();
        using var model = Load(config => config with { EosTokenId = 2 });
        var states = model.Forward(Tensor.From(new long[] { 998, 2, 999, 7 }, 1, 4));
        states.Pooled.Select(0, 0).EqualTo(states.LastHiddenState.Select(0, 0).Select(0, 2)).ShouldBeTrue();
    }

    [Fact]
    public void A_token_sees_those_before_it_only()
    {
        using var scope = new TensorScope();
        using var model = Load();
        var one = model.Forward(Tensor.From(new long[] { 998, 5, 6, 999 }, 1, 4)).LastHiddenState;
        var other = model.Forward(Tensor.From(new long[] { 998, 5, 7, 999 }, 1, 4)).LastHiddenState;
        one.Slice(1, 0, 2).IsCloseTo(other.Slice(1, 0, 2)).ShouldBeTrue();
        one.Slice(1, 2).IsCloseTo(other.Slice(1, 2)).ShouldBeFalse();
    }

    [Fact]
    public void A_mask_hides_tokens_as_if_they_were_not_there()
    {
        using var scope = new TensorScope();
        using var model = Load();
        var shorter = model.Forward(Tensor.From(new long[] { 998, 5, 999 }, 1, 3)).LastHiddenState;
        var masked = model.Forward(Tensor.From(new long[] { 998, 5, 999, 3, 3 }, 1, 5),
            Tensor.From(new long[] { 1, 1, 1, 0, 0 }, 1, 5)).LastHiddenState;
        masked.Slice(1, 0, 3).IsCloseTo(shorter, 1e-4, 1e-5).ShouldBeTrue();
    }

    [Fact]
    public void The_last_state_is_the_norm_of_the_last_layers()
    {
        using var scope = new TensorScope();
        using var model = Load();
        var states = model.Forward(Tensor.From(new long[] { 998, 5, 999 }, 1, 3));
        states.HiddenStates.Count.ShouldBe(5);
        model.FinalNorm(states.HiddenStates[^1]).EqualTo(states.LastHiddenState).ShouldBeTrue();
        states.TextEmbeds!.Shape.ShouldBe([1, 40]);
    }

    [Fact]
    public void In_bfloat16_it_says_nearly_the_same()
    {
        using var scope = new TensorScope();
        using var exact = Load();
        using var half = Load(dtype: DType.BFloat16);
        var ids = Tensor.From(new long[] { 998, 5, 6, 7, 8, 999 }, 1, 6);
        var states = half.Forward(ids);
        states.LastHiddenState.DType.ShouldBe(DType.BFloat16);
        states.LastHiddenState.To(DType.Float32).CosineSimilarity(exact.Forward(ids).LastHiddenState).Min().ToDouble()
            .ShouldBeGreaterThan(0.999);
    }

    [Theory]
    [InlineData(new long[] { 1000 }, "0 to 999")]
    [InlineData(new long[] { -1 }, "got -1")]
    public void Ids_out_of_the_vocabulary_are_refused(long[] ids, string reason)
    {
        using var scope = new TensorScope();
        using var model = Load();
        Should.Throw<ArgumentException>(() => model.Forward(Tensor.From(ids, 1, ids.Length))).Message.ShouldContain(reason);
        Should.Throw<ArgumentException>(() => model.Forward(Tensor.Zeros([1, 78], DType.Int64))).Message.ShouldContain("at most 77");
        Should.Throw<ArgumentException>(() => model.Forward(Tensor.Zeros([1, 7]))).Message.ShouldContain("whole numbers");
    }

    [Fact]
    public void The_vision_half_beside_names_without_a_prefix_is_passed_over()
    {
        using var scope = new TensorScope();
        using var plain = Load();
        using var file = SafetensorsFile.Open(Path.Combine(small, "model.safetensors"));
        var weights = file.Entries.Where(entry => entry.Name.StartsWith("text_model.", StringComparison.Ordinal))
            .ToDictionary(entry => entry.Name["text_model.".Length..], entry => file.Read(entry.Name), StringComparer.Ordinal);
        foreach (var extra in new[] { "visual_projection.weight", "vision_model.post_layernorm.weight" })
            weights[extra] = Tensor.Zeros([1]);
        using var half = new ClipTextModel(plain.Config, withProjection: false);
        half.LoadPublished(new WeightsInMemory(weights), DType.Float32);
        weights["decoder.weight"] = Tensor.Zeros([1]); // of another network
        Should.Throw<WeightsException>(() =>
            half.LoadPublished(new WeightsInMemory(weights))).Extra.ShouldBe(["text_model.decoder.weight"]);
    }

    [Fact]
    public void The_text_half_of_a_whole_CLIP_loads_with_what_it_has_no_use_for()
    {
        using var scope = new TensorScope();
        using var plain = Load();
        using var file = SafetensorsFile.Open(Path.Combine(small, "model.safetensors"));
        var weights = file.Entries.Select(entry => entry.Name)
            .ToDictionary(name => "clip." + name, name => file.Read(name), StringComparer.Ordinal);
        foreach (var extra in new[] { "clip.logit_scale", "clip.vision_model.embeddings.class_embedding", "clip.visual_projection.weight",
            "clip.text_model.embeddings.position_ids" }) weights[extra] = Tensor.Zeros([1]);
        using var half = new ClipTextModel(plain.Config, withProjection: false);
        half.LoadPublished(new WeightsInMemory(weights), DType.Float32);
        var ids = Tensor.From(new long[] { 998, 5, 999 }, 1, 3);
        half.Forward(ids).LastHiddenState.EqualTo(plain.Forward(ids).LastHiddenState).ShouldBeTrue();
        half.Forward(ids).TextEmbeds.ShouldBeNull();
        weights.Remove("clip.text_model.final_layer_norm.bias");
        weights["clip.text_model.final_layer_norm.extra"] = Tensor.Zeros([1]);
        var error = Should.Throw<WeightsException>(() => half.LoadPublished(new WeightsInMemory(weights)));
        error.Missing.ShouldBe(["text_model.final_layer_norm.bias"]);
        error.Extra.ShouldBe(["text_model.final_layer_norm.extra"]);
    }

    [Theory]
    [InlineData("hidden_size", "63", "multiple")]
    [InlineData("hidden_act", "\"wavy\"", "wavy")]
    [InlineData("num_attention_heads", "0", "num_attention_heads")]
    [InlineData("eos_token_id", "\"x\"", "eos_token_id must be a whole number")]
    public void A_configuration_that_cannot_be_is_refused(string field, string value, string reason)
    {
        using var folder = new TemporaryFolder();
        var json = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(small, "config.json")))!;
        json[field] = System.Text.Json.Nodes.JsonNode.Parse(value);
        File.WriteAllText(folder.File("config.json"), json.ToJsonString());
        Should.Throw<InvalidDataException>(() =>
            new ClipTextModel(ClipTextConfig.Read(folder.File("config.json")))).Message.ShouldContain(reason);
    }
}
