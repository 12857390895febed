using EmojiGen.Models.Generation;
using EmojiGen.Models.T5;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Models.T5;

public class T5Tests
{
    static readonly string small = Repository.File("tests", "Reference", "cases", "t5_v1_1_generate", "model");

    static T5ForConditionalGeneration Load(Func<T5Config, T5Config>? change = null)
    {
        var config = T5Config.Read(Path.Combine(small, "config.json"));
        var model = new T5ForConditionalGeneration(change?.Invoke(config) ?? config);
        using var weights = SafetensorsFile.Open(Path.Combine(small, "model.safetensors"));
        model.LoadPublished(weights.AsWeights(), DType.Float32);
        return model;
    }

    static T5Encoder Random(T5Config config, DType dtype = DType.Float32)
    {
        using var generator = new Generator(0);
        var encoder = new T5Encoder(config);
        encoder.Initialise(generator);
        encoder.To(dtype);
        return encoder;
    }

    static readonly T5Config tiny = new(VocabSize: 50, DModel: 16, DKv: 8, DFf: 24, NumLayers: 2, NumDecoderLayers: 2, NumHeads: 3);

    [Fact]
    public void The_encoder_of_a_whole_T5_is_the_encoder_alone()
    {
        using var scope = new TensorScope();
        using var whole = Load();
        using var alone = new T5Encoder(whole.Config);
        using var weights = SafetensorsFile.Open(Path.Combine(small, "model.safetensors"));
        alone.LoadPublished(weights.AsWeights(), DType.Float32);
        var ids = Tensor.From(new long[] { 5, 9, 200, 1 }, 1, 4);
        alone.Forward(ids).EqualTo(whole.Encode(ids)).ShouldBeTrue();
    }

    [Fact]
    public void A_file_with_the_encoders_table_only_loads()
    {
        using var scope = new TensorScope();
        using var whole = Load();
        using var file = SafetensorsFile.Open(Path.Combine(small, "model.safetensors"));
        var weights = file.Entries.Select(entry => entry.Name).Where(name => name.StartsWith("encoder.", StringComparison.Ordinal))
            .ToDictionary(name => name, name => file.Read(name), StringComparer.Ordinal);
        weights["encoder.embed_tokens.weight"] = file.Read("shared.weight");
        using var alone = new T5Encoder(whole.Config);
        alone.LoadPublished(new WeightsInMemory(weights), DType.Float32);
        var ids = Tensor.From(new long[] { 5, 9, 200, 1 }, 1, 4);
        alone.Forward(ids).EqualTo(whole.Encode(ids)).ShouldBeTrue();
    }

    [Fact]
    public void Logits_have_a_table_of_their_own_where_the_file_has_one()
    {
        using var scope = new TensorScope();
        using var tied = Load();
        using var file = SafetensorsFile.Open(Path.Combine(small, "model.safetensors"));
        var weights = file.Entries.Select(entry => entry.Name).ToDictionary(name => name, name => file.Read(name), StringComparer.Ordinal);
        weights["lm_head.weight"] = file.Read("shared.weight").To(DType.Float32) * 2;
        using var untied = new T5ForConditionalGeneration(tied.Config);
        untied.LoadPublished(new WeightsInMemory(weights), DType.Float32);
        Tensor ids = Tensor.From(new long[] { 5, 9, 1 }, 1, 3), answer = Tensor.From(new long[] { 0, 7 }, 1, 2);
        untied.Decode(untied.Encode(ids), answer).IsCloseTo(tied.Decode(tied.Encode(ids), answer) * 2, 1e-4, 1e-3).ShouldBeTrue();
        // The first T5 scales the states before the tied table; this one's configuration says that it does not.
        using var scaled = Load(config => config with { ScaleDecoderOutputs = null });
        scaled.Decode(scaled.Encode(ids), answer).IsCloseTo(tied.Decode(tied.Encode(ids), answer) / 8, 1e-4, 1e-3).ShouldBeTrue(); // √64
    }

    [Fact]
    public void Token_by_token_with_a_cache_is_the_whole_answer_at_once()
    {
        using var scope = new TensorScope();
        using var model = Load();
        var ids = Tensor.From(new long[] { 5, 9, 200, 17, 1, 33, 40, 1, 0, 0 }, 2, 5);
        var mask = Tensor.From(new long[] { 1, 1, 1, 1, 1, 1, 1, 1, 0, 0 }, 2, 5);
        // beyond the cache's first room, and 128 apart is one bucket
        var steps = model.GenerateBatch(ids, new GenerationOptions(80), mask).ToList();
        var states = model.Encode(ids, mask);
        for (var text = 0; text < 2; text++)
        {
            long[] answer = [0, .. steps.Select(step => (long)step[text])];
            var logits = model.Decode(states.Narrow(0, text, 1), Tensor.From(answer, 1, answer.Length), mask.Narrow(0, text, 1));
            var expected = logits.ArgMax(-1).ToArray<long>();
            var ended = Array.IndexOf(answer, 1L);
            for (var i = 0; i < (ended < 0 ? steps.Count : ended); i++) answer[i + 1].ShouldBe(expected[i], $"text {text}, token {i}");
            if (ended >= 0) answer.Skip(ended + 1).ShouldAllBe(token => token == 0);
        }
    }

    [Fact]
    public void Seeds_repeat_answers_and_differ()
    {
        using var model = Load();
        using var generator = new Generator(3);
        int[] Answer(ulong seed)
        {
            generator.Reseed(seed);
            return [.. model.Generate([5, 9, 200, 1],
                new GenerationOptions(12, Temperature: 1.5, TopK: 50, TopP: 0.95, Generator: generator))];
        }

        Answer(1).ShouldBe(Answer(1));
        Enumerable.Range(0, 5).Select(seed => string.Join(' ', Answer((ulong)seed))).Distinct().Count().ShouldBeGreaterThan(1);
    }

    [Theory]
    [InlineData("relu", false)]
    [InlineData("gated-gelu", true)]
    [InlineData("gated-silu", true)]
    [InlineData("gelu", false)]
    public void Feed_forward_layers_are_named_as_published(string activation, bool gated)
    {
        using var encoder = new T5Encoder(tiny with { FeedForwardProj = activation });
        var names = encoder.NamedParameters().Select(it => it.Name).ToArray();
        names.Contains("encoder.block.1.layer.1.DenseReluDense.wi_0.weight").ShouldBe(gated);
        names.Contains("encoder.block.1.layer.1.DenseReluDense.wi.weight").ShouldBe(!gated);
    }

    [Fact]
    public void What_a_mask_hides_changes_nothing_for_the_rest()
    {
        using var scope = new TensorScope();
        using var encoder = Random(tiny);
        var shorter = encoder.Forward(Tensor.From(new long[] { 5, 9, 1 }, 1, 3));
        var padded = encoder.Forward(Tensor.From(new long[] { 5, 9, 1, 0, 0 }, 1, 5), Tensor.From(new long[] { 1, 1, 1, 0, 0 }, 1, 5));
        padded.Slice(1, 0, 3).IsCloseTo(shorter, 1e-4, 1e-4).ShouldBeTrue();
    }

    [Fact]
    public void In_bfloat16_it_says_nearly_the_same()
    {
        using var scope = new TensorScope();
        using Module exact = Random(tiny), half = Random(tiny, DType.BFloat16);
        var ids = Tensor.From(new long[] { 5, 9, 20, 7, 1 }, 1, 5);
        var mask = Tensor.From(new long[] { 1, 1, 1, 1, 0 }, 1, 5);
        var states = ((T5Encoder)half).Forward(ids, mask);
        states.DType.ShouldBe(DType.BFloat16);
        states.To(DType.Float32).CosineSimilarity(((T5Encoder)exact).Forward(ids, mask)).Min().ToDouble().ShouldBeGreaterThan(0.99);
    }

    [Fact]
    public void Ids_and_options_out_of_range_are_refused()
    {
        using var scope = new TensorScope();
        using var model = Load();
        Should.Throw<ArgumentException>(() => model.Encode(Tensor.From(new long[] { 300 }, 1, 1))).Message.ShouldContain("0 to 299");
        Should.Throw<ArgumentException>(() => model.Generate([1], new GenerationOptions(0))).Message.ShouldContain("MaxNewTokens");
        Should.Throw<ArgumentException>(() => model.Generate([1], new GenerationOptions(TopP: 0))).Message.ShouldContain("TopP");
        Should.Throw<ArgumentException>(() =>
            model.Generate([1], new GenerationOptions(Temperature: 1))).Message.ShouldContain("Generator");
    }

    [Theory]
    [InlineData("num_layers", "0", "num_layers")]
    [InlineData("feed_forward_proj", "\"gated-wavy\"", "wavy")]
    [InlineData("eos_token_id", "\"x\"", null)] // generation_config.json says it
    [InlineData("relative_attention_num_buckets", "2", "relative_attention_num_buckets")]
    [InlineData("d_model", "1.5", "d_model must be a whole number")]
    public void A_configuration_that_cannot_be_is_refused(string field, string value, string? reason)
    {
        using var folder = new TemporaryFolder();
        var json = System.Text.Json.Nodes.JsonNode.Parse(File.ReadAllText(Path.Combine(small, "config.json")))!;
        json[field] = System.Text.Json.Nodes.JsonNode.Parse(value);
        File.WriteAllText(folder.File("config.json"), json.ToJsonString());
        File.Copy(Path.Combine(small, "generation_config.json"), folder.File("generation_config.json"));
        if (reason is null) T5Config.Read(folder.File("config.json")).EosTokenIds.ShouldBe([1]);
        else Should.Throw<InvalidDataException>(() =>
            new T5Encoder(T5Config.Read(folder.File("config.json")))).Message.ShouldContain(reason);
    }
}
