using EmojiGen.Models.Generation;
using EmojiGen.Models.Llama;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Models.Llama;

public class LlamaTests
{
    static readonly string Small = Repository.File("tests", "Reference", "cases", "llama_generate", "model");

    static readonly LlamaConfig Tiny = new(VocabSize: 60, HiddenSize: 32, IntermediateSize: 48, NumHiddenLayers: 2, NumAttentionHeads: 4,
        MaxPositionEmbeddings: 100, EosTokenIds: [2]);

    static LlamaForCausalLM Random(LlamaConfig config, DType dtype = DType.Float32)
    {
        using var generator = new Generator(5);
        var model = new LlamaForCausalLM(config);
        model.Initialise(generator);
        model.To(dtype);
        return model;
    }

    static readonly long[] Text = [1, 9, 33, 17, 25, 40];

    static void FollowsItself(LlamaForCausalLM model)
    {
        using var scope = new TensorScope();
        var ids = Tensor.From(Text, 1, Text.Length);
        var steps = model.GenerateBatch(ids, new GenerationOptions(70)).Select(step => (long)step[0]).ToArray();
        long[] all = [.. Text, .. steps];
        var expected = model.Forward(Tensor.From(all, 1, all.Length)).ArgMax(-1).ToArray<long>();
        for (var i = 0; i < steps.Length; i++) steps[i].ShouldBe(expected[Text.Length - 1 + i], $"token {i}");
    }

    [Theory]
    [InlineData(null, false, false)]
    [InlineData(1, false, false)] // one key for all
    [InlineData(2, true, false)]
    [InlineData(4, true, true)]
    public void Token_by_token_with_a_cache_is_the_whole_text_at_once(int? keys, bool tied, bool biases)
    {
        using var model = Random(Tiny with { NumKeyValueHeads = keys, TieWordEmbeddings = tied, AttentionBias = biases, MlpBias = biases });
        FollowsItself(model);
    }

    [Fact]
    public void Padding_before_a_text_changes_nothing()
    {
        using var scope = new TensorScope();
        using var model = Random(Tiny with { NumKeyValueHeads = 2 });
        var alone = model.GenerateBatch(Tensor.From(Text, 1, 6), new GenerationOptions(12)).Select(step => step[0]).ToArray();
        var batch = Tensor.From([.. new long[] { 0, 0, 0 }, .. Text, 1, 50, 51, 52, 53, 54, 55, 56, 57], 2, 9);
        var mask = Tensor.From([.. new long[] { 0, 0, 0 }, .. Enumerable.Repeat(1L, 15)], 2, 9);
        model.GenerateBatch(batch, new GenerationOptions(12), mask).Select(step => step[0]).Take(alone.Length).ShouldBe(alone);
    }

    [Fact]
    public void Keys_that_are_shared_are_as_keys_repeated()
    {
        using var scope = new TensorScope();
        using var shared = Random(Tiny with { NumKeyValueHeads = 2 });
        using var own = new LlamaForCausalLM(Tiny);
        // Each key's rows once for each of its two queries (width 8).
        own.LoadPublished(new WeightsInMemory(shared.NamedParameters().ToDictionary(it => it.Name,
            it => it.Name.Contains("k_proj", StringComparison.Ordinal) || it.Name.Contains("v_proj", StringComparison.Ordinal)
            ? it.Parameter.Tensor.Reshape(2, 8, -1).RepeatInterleave(2, 0).Reshape(32, -1) : it.Parameter.Tensor, StringComparer.Ordinal)));
        var ids = Tensor.From(Text, 1, 6);
        own.Forward(ids).IsCloseTo(shared.Forward(ids), 1e-4, 1e-5).ShouldBeTrue();
    }

    [Fact]
    public void Linear_scaling_is_the_same_text_at_wider_places()
    {
        using var scope = new TensorScope();
        var places = Tensor.From(new float[] { 0, 4, 8 }, 1, 3);
        var scaled = new RotaryOptions(Kind: "linear", Factor: 4).Angles(places, 16, DType.Float32);
        var plain = new RotaryOptions().Angles(places / 4, 16, DType.Float32);
        scaled.Cos.IsCloseTo(plain.Cos).ShouldBeTrue();
        scaled.Sin.IsCloseTo(plain.Sin).ShouldBeTrue();
    }

    [Fact]
    public void LLaMA_3_scaling_stretches_long_wavelengths_only()
    {
        // Meta's rule: wavelength λ = 2π/f; below 8192/4 kept, over 8192/1 divided by 8, blended between.
        using var scope = new TensorScope();
        const int width = 128;
        var options = new RotaryOptions(500000, "llama3", 8, 1, 4, 8192);
        var sines = options.Angles(Tensor.From(new float[] { 1 }, 1, 1), width, DType.Float32).Sin.ToArray<float>();
        for (var i = 0; i < width / 2; i++)
        {
            var frequency = Math.Pow(500000, -2.0 * i / width);
            var wavelength = 2 * Math.PI / frequency;
            var blend = ((8192 / wavelength) - 1) / 3;
            var expected = wavelength < 2048 ? frequency : wavelength > 8192 ? frequency / 8
                : ((1 - blend) * frequency / 8) + (blend * frequency);
            sines[i].ShouldBe((float)Math.Sin(expected), (float)(1e-6 + (2e-6 * expected)));
        }
    }

    [Fact]
    public void Only_the_distance_of_places_matters()
    {
        using var scope = new TensorScope();
        using var generator = new Generator(0);
        Tensor q = generator.Normal([1, 1, 1, 16]), k = generator.Normal([1, 1, 1, 16]);
        double Score(float at, float from)
        {
            var options = new RotaryOptions();
            return (RotaryOptions.Turn(q, options.Angles(Tensor.From(new[] { at }, 1, 1), 16, DType.Float32)) * RotaryOptions.Turn(k,
                options.Angles(Tensor.From(new[] { from }, 1, 1), 16, DType.Float32))).Sum().ToDouble();
        }

        Score(7, 3).ShouldBe(Score(57, 53), 1e-4);
        Math.Abs(Score(7, 3) - Score(9, 3)).ShouldBeGreaterThan(1e-3);
    }

    [Fact]
    public void A_tied_table_needs_no_head_and_ignores_one()
    {
        using var scope = new TensorScope();
        using var tied = Random(Tiny with { TieWordEmbeddings = true });
        var weights = tied.NamedParameters().ToDictionary(it => it.Name, it => it.Parameter.Tensor, StringComparer.Ordinal);
        weights["lm_head.weight"] = Tensor.Zeros([60, 32]);
        weights["model.layers.0.self_attn.rotary_emb.inv_freq"] = Tensor.Zeros([4]);
        using var other = new LlamaForCausalLM(tied.Config);
        other.LoadPublished(new WeightsInMemory(weights));
        var ids = Tensor.From(Text, 1, 6);
        other.Forward(ids).EqualTo(tied.Forward(ids)).ShouldBeTrue();
    }

    [Fact]
    public void In_bfloat16_it_says_nearly_the_same()
    {
        using var scope = new TensorScope();
        using LlamaForCausalLM exact = Random(Tiny), half = Random(Tiny, DType.BFloat16);
        var ids = Tensor.From(Text, 1, 6);
        half.Forward(ids).To(DType.Float32).CosineSimilarity(exact.Forward(ids)).Min().ToDouble().ShouldBeGreaterThan(0.999);
        half.Generate([1, 9, 33], new GenerationOptions(5)).Count().ShouldBeLessThanOrEqualTo(5);
    }

    [Fact]
    public void Generation_ends_at_the_longest_text()
    {
        using var scope = new TensorScope();
        using var model = Random(Tiny with { EosTokenIds = [], MaxPositionEmbeddings = 10 });
        model.GenerateBatch(Tensor.From(Text, 1, 6), new GenerationOptions(50)).Count().ShouldBe(5); // the last is not read any more
        Should.Throw<ArgumentException>(() => model.Forward(Tensor.Ones([1, 11], DType.Int64))).Message.ShouldContain("at most 10");
        Should.Throw<ArgumentException>(() => model.Forward(Tensor.From(new long[] { 60 }, 1, 1))).Message.ShouldContain("0 to 59");
    }

    [Theory]
    [InlineData("rope_scaling", """{"type": "yarn", "factor": 4}""", "yarn")]
    [InlineData("rope_scaling", """{"type": "linear", "factor": 0}""", "factors")]
    [InlineData("num_key_value_heads", "3", "multiple")]
    [InlineData("head_dim", "15", "even")]
    [InlineData("hidden_act", "\"wavy\"", "wavy")]
    [InlineData("rope_theta", "\"x\"", "rope_theta must be a number")]
    public void A_configuration_that_cannot_be_is_refused(string field, string value, string reason)
    {
        using var folder = new TemporaryFolder();
        var json = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(Small, "config.json")))!.AsObject();
        json.Remove("rope_parameters");
        json[field] = System.Text.Json.Nodes.JsonNode.Parse(value);
        File.WriteAllText(folder.File("config.json"), json.ToJsonString());
        Should.Throw<InvalidDataException>(() =>
            new LlamaForCausalLM(LlamaConfig.Read(folder.File("config.json")))).Message.ShouldContain(reason);
    }
}
