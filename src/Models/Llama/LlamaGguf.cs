using EmojiGen.Torch;

namespace EmojiGen.Models.Llama;

/// <summary>LLaMA as GGUF files have it: configuration in the metadata, names of ggml's own, rows of queries and keys in another order.</summary>
public static class LlamaGguf
{
    const string Architecture = "llama";

    /// <exception cref="GgufException">The file is of another network, or a value cannot be read.</exception>
    /// <exception cref="InvalidDataException">The sizes cannot be.</exception>
    public static LlamaConfig Config(GgufFile file)
    {
        var data = file.Metadata;
        if (data.Text("general.architecture") is var architecture && architecture != Architecture)
            throw data.Fault($"it holds a network of the architecture '{architecture}'; '{Architecture}' is what is computed here");
        if (data.Whole("llama.expert_count") is > 0) throw data.Fault("it holds a mixture of experts, which is not computed here");
        var published = new LlamaConfig();
        var width = Needed("embedding_length");
        var heads = Needed("attention.head_count");
        var headWidth = data.Whole("llama.attention.key_length") ?? width / Math.Max(1, heads);
        if ((data.Whole("llama.rope.dimension_count") ?? headWidth) is var turned && turned != headWidth)
            throw data.Fault($"only {turned} of the {headWidth} numbers of a head are turned by their place, which is not computed here");
        return ConfigSizes.Checked(file.Path, new LlamaConfig(
            Vocabulary(file),
            width,
            Needed("feed_forward_length"),
            Needed("block_count"),
            heads,
            data.Whole("llama.attention.head_count_kv"),
            headWidth,
            published.HiddenAct,
            Needed("context_length"),
            data.Number("llama.attention.layer_norm_rms_epsilon")
                ?? throw data.Fault("'llama.attention.layer_norm_rms_epsilon' is missing; it cannot be guessed"),
            TieWordEmbeddings: !file.Contains("output.weight"),
            AttentionBias: file.Contains("blk.0.attn_q.bias"),
            MlpBias: file.Contains("blk.0.ffn_gate.bias"),
            Rotary(file, headWidth),
            data.Whole("tokenizer.ggml.padding_token_id"),
            Ends(data)), it => it.Validate());

        int Needed(string key) => data.Whole($"{Architecture}.{key}") ?? throw data.Fault($"'{Architecture}.{key}' is missing");
    }

    /// <summary>The network with the file's weights, as float32.</summary>
    /// <exception cref="IOException">The file's weights do not fit its own configuration (<see cref="WeightsException"/>), or it is of another
    /// network (<see cref="GgufException"/>).</exception>
    public static LlamaForCausalLM Load(GgufFile file)
    {
        var model = new LlamaForCausalLM(Config(file));
        try
        {
            model.Load(new RenamedWeights(new Untwisted(file, model.Config), name => Renamed(name, model.Config)));
            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    static int Vocabulary(GgufFile file) => file.Contains("token_embd.weight") ? (int)Math.Min(int.MaxValue, file["token_embd.weight"].Shape[0])
        : throw file.Metadata.Fault("the tensor 'token_embd.weight' is missing");

    static RotaryOptions Rotary(GgufFile file, int headWidth)
    {
        var data = file.Metadata;
        var theta = data.Number("llama.rope.freq_base") ?? new RotaryOptions().Theta;
        if (!(theta > 1 && double.IsFinite(theta))) throw data.Fault($"'llama.rope.freq_base' must be over 1, not {theta}");
        // LLaMA 3.1 and later: what each frequency is divided by stands in the file.
        if (file.Contains("rope_freqs.weight") && file["rope_freqs.weight"].Count != headWidth / 2)
            throw data.Fault($"the tensor 'rope_freqs.weight' should have {headWidth / 2} numbers, not {file["rope_freqs.weight"].Count}");
        if (file.Contains("rope_freqs.weight"))
            return new RotaryOptions(theta, "divided", Divisors: file.ReadSingles("rope_freqs.weight"));
        var factor = data.Number("llama.rope.scaling.factor") ?? data.Number("llama.rope.scale_linear") ?? 1;
        return (data.Text("llama.rope.scaling.type") ?? (factor == 1 ? "none" : "linear")) switch
        {
            "none" => new RotaryOptions(theta),
            "linear" when factor >= 1 => new RotaryOptions(theta, "linear", factor),
            var kind => throw data.Fault($"places are scaled by '{kind}' with a factor of {factor}, which is not computed here"),
        };
    }

    /// <summary>The end of a text, and of a turn.</summary>
    static List<int> Ends(GgufMetadata data) =>
        [.. new[] { "eos_token_id", "eot_token_id" }.Select(key => data.Whole("tokenizer.ggml." + key)).OfType<int>().Distinct()];

    static string? Renamed(string name, LlamaConfig config)
    {
        if (name is "rope_freqs.weight") return null; // it has gone into the configuration
        if (name is "token_embd.weight") return "model.embed_tokens.weight";
        if (name is "output_norm.weight") return "model.norm.weight";
        if (name is "output.weight") return config.TieWordEmbeddings ? null : "lm_head.weight";
        if (name.Split('.') is not ["blk", var layer, var part, var what]) return name; // left over, and said so
        var known = part switch
        {
            "attn_q" => "self_attn.q_proj",
            "attn_k" => "self_attn.k_proj",
            "attn_v" => "self_attn.v_proj",
            "attn_output" => "self_attn.o_proj",
            "attn_norm" => "input_layernorm",
            "ffn_norm" => "post_attention_layernorm",
            "ffn_gate" => "mlp.gate_proj",
            "ffn_up" => "mlp.up_proj",
            "ffn_down" => "mlp.down_proj",
            _ => null,
        };
        return known is null ? name : $"model.layers.{layer}.{known}.{what}";
    }

    /// <summary>Queries and keys are turned in neighbouring pairs (2i, 2i + 1) there and in halves (i, i + width / 2) here; their rows are put
    /// back.</summary>
    sealed class Untwisted(GgufFile file, LlamaConfig config) : IWeights
    {
        readonly GgufWeights weights = new(file);

        public IReadOnlyCollection<string> Names => weights.Names;

        public string Source => weights.Source;

        public long[] ShapeOf(string name) => weights.ShapeOf(name);

        public DType? TypeOf(string name) => weights.TypeOf(name);

        public Tensor Read(string name)
        {
            var stored = weights.Read(name);
            var rows = name.Contains(".attn_q.", StringComparison.Ordinal) || name.Contains(".attn_k.", StringComparison.Ordinal);
            if (!rows) return stored;
            return stored.Reshape(-1, config.HeadWidth / 2, 2, stored.ElementCount / stored.Size(0)) // (heads, width / 2, 2, d)
                .Transpose(1, 2).Reshape(stored.Shape);
        }
    }
}
