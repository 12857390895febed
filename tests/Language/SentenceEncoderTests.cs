using System.Text.Json.Nodes;
using EmojiGen.Language;
using EmojiGen.Models.Bert;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Language;

public class SentenceEncoderTests
{
    static readonly string Small = Repository.File("tests", "Reference", "cases", "bert_sentence", "model");
    static readonly string miniLm = Repository.File("models", "all-MiniLM-L6-v2");

    /// <summary>The small random BERT of the reference case, with a change.</summary>
    static string Copy(TemporaryFolder folder, Action<JsonObject>? config = null, Func<string, string>? rename = null)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Small, "config.json")))!.AsObject();
        config?.Invoke(json);
        File.WriteAllText(folder.File("config.json"), json.ToJsonString());
        using var weights = SafetensorsFile.Open(Path.Combine(Small, "model.safetensors"));
        SafetensorsWriter.Write(folder.File("model.safetensors"), weights.Entries.Select(entry =>
            new SafetensorsSource(rename?.Invoke(entry.Name) ?? entry.Name, entry.DType, entry.Shape, stream => stream.Write(weights.Bytes(entry.Name)))));
        return folder.Path;
    }

    static float[] States(string folder)
    {
        using var encoder = SentenceEncoder.Load(folder);
        return encoder.States([[5, 7, 399]])[0];
    }

    [Fact]
    public void Published_names_load_with_a_prefix_and_with_the_first_names_of_layer_norms()
    {
        using TemporaryFolder prefixed = new(), first = new();
        var expected = States(Small);
        States(Copy(prefixed, rename: name => "bert." + name)).ShouldBe(expected);
        States(Copy(first, rename: name => name.Replace("LayerNorm.weight", "LayerNorm.gamma", StringComparison.Ordinal)
            .Replace("LayerNorm.bias", "LayerNorm.beta", StringComparison.Ordinal))).ShouldBe(expected);
    }

    [Fact]
    public void Weights_that_do_not_fit_are_named_together()
    {
        using var folder = new TemporaryFolder();
        Copy(folder, config => config["intermediate_size"] = 97,
            name => name.Replace("layer.2.output.dense.bias", "layer.2.output.dense.basi", StringComparison.Ordinal));
        var error = Should.Throw<WeightsException>(() => SentenceEncoder.Load(folder.Path));
        error.Missing.ShouldBe(["encoder.layer.2.output.dense.bias"]);
        error.Extra.ShouldBe(["encoder.layer.2.output.dense.basi"]);
        error.Misshapen.Count.ShouldBe(9);
    }

    [Theory]
    [InlineData("hidden_act", "\"wavy\"", "wavy")]
    [InlineData("hidden_size", "50", "multiple")]
    [InlineData("hidden_size", "\"48\"", "hidden_size must be a whole number")]
    [InlineData("num_attention_heads", "0", "num_attention_heads")]
    [InlineData("position_embedding_type", "\"relative_key\"", "relative_key")]
    public void A_configuration_that_cannot_be_is_refused(string field, string value, string reason)
    {
        using var folder = new TemporaryFolder();
        Copy(folder, config => config[field] = JsonNode.Parse(value));
        Should.Throw<InvalidDataException>(() => SentenceEncoder.Load(folder.Path)).Message.ShouldContain(reason);
    }

    [Fact]
    public void Damaged_and_missing_files_are_named()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<FileNotFoundException>(() => SentenceEncoder.Load(folder.Path)).Message.ShouldContain("config.json");
        Copy(folder);
        var bytes = File.ReadAllBytes(folder.File("model.safetensors"));
        File.WriteAllBytes(folder.File("model.safetensors"), bytes[..(bytes.Length / 2)]);
        Should.Throw<SafetensorsException>(() => SentenceEncoder.Load(folder.Path)).Message.ShouldContain("truncated");
        File.WriteAllText(folder.File("config.json"), "{");
        Should.Throw<InvalidDataException>(() => SentenceEncoder.Load(folder.Path)).Message.ShouldContain("not valid JSON");
    }

    [Fact]
    public void Each_pooling_mode_is_its_formula_over_the_tokens_that_are_there()
    {
        float[] states = [1, -2, 3, 4]; // two tokens of two numbers
        var all = new SentencePooling(true, true, true, true, true, true);
        all.Modes.ShouldBe(6);
        var root = MathF.Sqrt(2);
        // first, max, mean, sum / sqrt(n), (1 a + 2 b) / 3, last
        float[] expected = [1, -2, 3, 4, 2, 1, 4 / root, 2 / root, 7 / 3f, 2, 3, 4];
        all.Pool(states, width: 2).Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-6);
    }

    [Fact]
    public void Pooling_and_normalising_are_as_the_folder_says()
    {
        using var folder = new TemporaryFolder();
        Copy(folder);
        File.WriteAllText(folder.File("modules.json"),
            """[{"path": "", "type": "sentence_transformers.models.Transformer"}, {"path": "pool", "type": "sentence_transformers.models.Pooling"}]""");
        Directory.CreateDirectory(folder.File("pool"));
        File.WriteAllText(folder.File("pool/config.json"), """{"pooling_mode_cls_token": true, "pooling_mode_mean_tokens": false}""");
        using var encoder = SentenceEncoder.Load(folder.Path);
        encoder.EncodeIds([[5, 7, 9]])[0].ShouldBe(encoder.States([[5, 7, 9]])[0][..encoder.Dimension]);
        File.WriteAllText(folder.File("pool/config.json"), """{"pooling_mode_mean_tokens": false}""");
        Should.Throw<InvalidDataException>(() => SentenceEncoder.Load(folder.Path)).Message.ShouldContain("no mode");
    }

    [Fact]
    public void A_text_has_one_vector_to_the_bit_alone_and_among_others()
    {
        using var encoder = SentenceEncoder.Load(miniLm);
        string[] texts = ["a cat", "", "an angry hippo with a top hat rides a very small bicycle through the rain", "🐱",
            new string('x', 5000), string.Join(' ', Enumerable.Repeat("long", 900))];
        var together = encoder.Encode(texts);
        var parallel = new float[texts.Length][];
        Parallel.For(0, texts.Length, i => parallel[i] = encoder.Encode(texts[i]));
        for (var i = 0; i < texts.Length; i++)
        {
            together[i].Length.ShouldBe(384);
            together[i].ShouldBe(parallel[i]);
            together[i].Sum(x => (double)x * x).ShouldBe(1, 1e-5);
        }
        encoder.Encode([]).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("gelu")]
    [InlineData("gelu_new")]
    [InlineData("quick_gelu")]
    [InlineData("relu")]
    [InlineData("silu")]
    [InlineData("tanh")]
    [InlineData("sigmoid")]
    [InlineData("linear")]
    public void Token_states_are_those_that_tensors_give_with_every_activation(string activation)
    {
        using var folder = new TemporaryFolder();
        Copy(folder, config => config["hidden_act"] = activation);
        int[][] texts = [[5, 7, 399], [.. Enumerable.Range(3, 37)], [0], [.. Enumerable.Range(100, 16)]];
        using var encoder = SentenceEncoder.Load(folder.Path);
        using var tensors = SentenceTokenEncoder.Load(folder.Path);
        var together = encoder.States(texts);
        for (var i = 0; i < texts.Length; i++)
        {
            using var scope = new TensorScope();
            var ids = Tensor.From<long>(Array.ConvertAll(texts[i], id => (long)id), 1, texts[i].Length);
            var expected = tensors.States(ids, Tensor.Ones([1, texts[i].Length])).ToArray<float>();
            together[i].Length.ShouldBe(expected.Length);
            together[i].Zip(expected).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 2e-5);
        }
    }

    [Fact]
    public void Ids_that_the_model_does_not_know_are_refused()
    {
        using var encoder = SentenceEncoder.Load(Small);
        Should.Throw<ArgumentException>(() => encoder.States([[5, 400]])).Message.ShouldContain("of different models");
        Should.Throw<ArgumentException>(() => encoder.States([[-1]]));
    }

    [Fact]
    public void Token_states_as_tensors_pool_to_the_sentence_and_leave_none_behind()
    {
        using var encoder = SentenceEncoder.Load(miniLm);
        using var tensors = SentenceTokenEncoder.Load(miniLm);
        var vector = encoder.Encode("a cat on a mat");
        using (new TensorScope())
        {
            var (states, mask) = tensors.Encode(["a cat on a mat", "a dog"]);
            states.Shape.ShouldBe([2L, 7L, 384L]);
            mask.ToArray<float>().ShouldBe([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0]);
            encoder.Pool(states.Select(0, 0).ToArray<float>()).Zip(vector).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-5);
            states.Scope.ShouldBeSameAs(TensorScope.Current);
        }
    }

    [Fact]
    public void Another_model_has_another_identity()
    {
        using TemporaryFolder same = new(), other = new();
        Copy(same);
        Copy(other, config => config["layer_norm_eps"] = 1e-5);
        SentenceFolder.IdentityOf(other.Path).ShouldNotBe(SentenceFolder.IdentityOf(same.Path));
        using var encoder = SentenceEncoder.Load(same.Path);
        SentenceFolder.IdentityOf(same.Path).ShouldBe(encoder.Identity);
    }
}
