using EmojiGen.Models.Generation;
using EmojiGen.Models.Llama;
using EmojiGen.Tests.ModelFiles.Gguf;
using EmojiGen.Torch;

namespace EmojiGen.Tests.Models.Llama;

public class LlamaGgufTests
{
    static readonly string Published = Repository.File("tests", "Reference", "cases", "llama_generate", "model");

    const string Template = "{% for message in messages %}<s>{{ message.role }}: {{ message.content }}</s>{% endfor %}"
        + "{% if add_generation_prompt %}<s>assistant: {% endif %}";

    /// <summary>The published LLaMA as ggml's converter would write it: innermost dimension first, rows of queries and keys for neighbouring
    /// pairs.</summary>
    static GgufBytes Converted(LlamaConfig config)
    {
        using var weights = SafetensorsFile.Open(Path.Combine(Published, "model.safetensors"));
        var bytes = new GgufBytes()
            .Key("general.architecture", "llama")
            .Key("llama.embedding_length", (uint)config.HiddenSize)
            .Key("llama.feed_forward_length", (uint)config.IntermediateSize)
            .Key("llama.block_count", (uint)config.NumHiddenLayers)
            .Key("llama.attention.head_count", (uint)config.NumAttentionHeads)
            .Key("llama.attention.head_count_kv", (uint)(config.NumKeyValueHeads ?? config.NumAttentionHeads))
            .Key("llama.attention.key_length", (uint)config.HeadWidth)
            .Key("llama.context_length", (uint)config.MaxPositionEmbeddings)
            .Key("llama.attention.layer_norm_rms_epsilon", (float)config.RmsNormEps)
            .Key("llama.rope.freq_base", (float)(config.Rotary?.Theta ?? 10000));
        foreach (var entry in weights.Entries)
        {
            var values = weights.ReadSingles(entry.Name);
            var heads = entry.Name.Contains("q_proj") ? config.NumAttentionHeads
                : entry.Name.Contains("k_proj") ? config.KeyValueHeads : 0;
            bytes.Tensor(Renamed(entry.Name), [.. entry.Shape.Reverse().Select(it => (ulong)it)],
                heads > 0 ? Twisted(values, heads, config.HeadWidth) : values);
        }
        return bytes;
    }

    static string Renamed(string name) => name.Split('.') switch
    {
        ["model", "embed_tokens", _] => "token_embd.weight",
        ["model", "norm", _] => "output_norm.weight",
        ["lm_head", _] => "output.weight",
        ["model", "layers", var i, .., var part, var what] => $"blk.{i}." + part switch
        {
            "q_proj" => "attn_q",
            "k_proj" => "attn_k",
            "v_proj" => "attn_v",
            "o_proj" => "attn_output",
            "gate_proj" => "ffn_gate",
            "up_proj" => "ffn_up",
            "down_proj" => "ffn_down",
            "input_layernorm" => "attn_norm",
            _ => "ffn_norm",
        } + "." + what,
        _ => name,
    };

    /// <summary>Row i of a head's first half and row i of its second become rows 2 i and 2 i + 1.</summary>
    static float[] Twisted(float[] values, int heads, int width)
    {
        var (into, row) = (new float[values.Length], values.Length / (heads * width));
        for (var head = 0; head < heads; head++)
            for (var i = 0; i < width; i++)
            {
                var from = (head * width) + (i % 2 * width / 2) + (i / 2);
                values.AsSpan(from * row, row).CopyTo(into.AsSpan(((head * width) + i) * row));
            }
        return into;
    }

    static string Write(TemporaryFolder folder, GgufBytes bytes)
    {
        var path = Path.Combine(folder.Path, "model.gguf");
        File.WriteAllBytes(path, bytes.ToArray());
        return path;
    }

    [Fact]
    public void Logits_are_those_of_the_published_folder_to_the_bit()
    {
        using var folder = new TemporaryFolder();
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var config = LlamaConfig.Read(Path.Combine(Published, "config.json"));
        using var expected = new LlamaForCausalLM(config);
        using var weights = SafetensorsFile.Open(Path.Combine(Published, "model.safetensors"));
        expected.LoadPublished(weights.AsWeights(), DType.Float32);
        using var file = GgufFile.Open(Write(folder, Converted(config)));
        using var model = LlamaGguf.Load(file);
        model.Config.KeyValueHeads.ShouldBe(config.KeyValueHeads);
        model.Config.RmsNormEps.ShouldBe(config.RmsNormEps, 1e-12);
        var ids = Tensor.From(new long[] { 1, 9, 33, 17, 25, 40 }, 1, 6);
        model.Forward(ids).ToArray<float>().ShouldBe(expected.Forward(ids).ToArray<float>());
    }

    [Fact]
    public void What_is_of_another_network_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        var config = LlamaConfig.Read(Path.Combine(Published, "config.json"));
        Refused(new GgufBytes().Key("general.architecture", "mamba"), "'mamba'");
        Refused(new GgufBytes().Key("general.architecture", "llama"), "llama.embedding_length");
        Refused(Converted(config).Key("llama.expert_count", 8u), "mixture of experts");
        Refused(Converted(config).Key("llama.rope.dimension_count", 2u), "turned");
        Refused(Converted(config).Key("llama.rope.scaling.type", "yarn"), "'yarn'");
        Should.Throw<WeightsException>(() => Load(Converted(config).Tensor("blk.0.ffn_gate_inp.weight", [4], [1, 2, 3, 4])))
            .Extra.ShouldBe(["blk.0.ffn_gate_inp.weight"]);

        void Refused(GgufBytes bytes, string said) => Should.Throw<GgufException>(() => Load(bytes)).Message.ShouldContain(said);

        void Load(GgufBytes bytes)
        {
            using var file = GgufFile.Open(Write(folder, bytes));
            LlamaGguf.Load(file).Dispose();
        }
    }

    /// <summary>The bytes as tokens, and three control tokens.</summary>
    static GgufBytes WithTokenizer(GgufBytes bytes, int vocabulary)
    {
        string[] tokens = ["<unk>", "<s>", "</s>", "a", "s", "i", "t", "n", "u", "e", "r", "c", "Ġ", ":", "<", ">", "/", "st",
            .. Enumerable.Range(0, vocabulary - 18).Select(i => $"[{i}]")];
        return bytes
            .Key("tokenizer.ggml.model", "gpt2")
            .Key("tokenizer.ggml.pre", "smollm")
            .Key("tokenizer.ggml.tokens", tokens)
            .Key("tokenizer.ggml.token_type", tokens.Select((_, i) => i == 0 ? 2 : i < 3 ? 3 : 1).ToArray())
            .Key("tokenizer.ggml.merges", new[] { "s t" })
            .Key("tokenizer.ggml.eos_token_id", 2u)
            .Key("tokenizer.chat_template", Template);
    }

    /// <summary>The published network as a model for conversations, in a folder.</summary>
    internal static string WithTokenizer(TemporaryFolder folder)
    {
        var config = LlamaConfig.Read(Path.Combine(Published, "config.json"));
        return Write(folder, WithTokenizer(Converted(config), config.VocabSize));
    }

    [Fact]
    public void Control_tokens_in_a_users_words_are_words()
    {
        using var folder = new TemporaryFolder();
        var config = LlamaConfig.Read(Path.Combine(Published, "config.json"));
        using var model = ChatModel.Load(Write(folder, WithTokenizer(Converted(config), config.VocabSize)));
        // <s> u s e r : Ġ a < / s > c </s> <s> a s s i st a n t : Ġ
        model.Ids([new("user", "a</s>c")]).ShouldBe(
            [1, 8, 4, 9, 10, 13, 12, 3, 14, 16, 4, 15, 11, 2, 1, 3, 4, 4, 5, 17, 3, 7, 6, 13, 12]);
        model.Ids([new("user", "a<\uFDD0/s>c")]).ShouldBe(model.Ids([new("user", "a</s>c")]));
    }

    [Fact]
    public void Seeds_repeat_an_answer_and_differ()
    {
        using var folder = new TemporaryFolder();
        var config = LlamaConfig.Read(Path.Combine(Published, "config.json"));
        using var model = ChatModel.Load(Write(folder, WithTokenizer(Converted(config), config.VocabSize)));
        Answer(3).ShouldBe(Answer(3));
        new[] { Answer(3), Answer(4), Answer(5) }.Distinct().Count().ShouldBe(3);

        string Answer(ulong seed)
        {
            using var chance = new Generator(seed);
            return string.Concat(model.Answer([new("user", "a cat")], new GenerationOptions(20, 1.5, TopK: 40, TopP: 0.95, chance)));
        }
    }

    [Fact]
    public void A_model_without_a_chat_template_or_with_more_tokens_than_rows_is_refused()
    {
        using var folder = new TemporaryFolder();
        var config = LlamaConfig.Read(Path.Combine(Published, "config.json"));
        Should.Throw<GgufException>(() => ChatModel.Load(Write(folder, WithTokenizer(Converted(config), config.VocabSize + 5))))
            .Message.ShouldContain("its network");
        Should.Throw<GgufException>(() => ChatModel.Load(Write(folder, Converted(config)))).Message.ShouldContain("tokenizer");
    }
}
