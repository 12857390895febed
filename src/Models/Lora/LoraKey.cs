using System.Text.RegularExpressions;

namespace EmojiGen.Models.Lora;

/// <summary>What a tensor is to its layer.</summary>
enum LoraRole
{
    Down,
    Mid,
    Up,
    Alpha,

    /// <summary>The lengths of a DoRA.</summary>
    Magnitude,
}

/// <summary>One key of a LoRA file, understood: all spellings stand here.</summary>
/// <remarks>
/// PEFT: <c>base_model.model.unet.down_blocks.0.….to_q.lora_A.weight</c> (or <c>lora_A.NAME.weight</c>). diffusers:
/// <c>unet.….to_q.lora.down.weight</c>, earlier
/// <c>….attn1.processor.to_q_lora.down.weight</c>, and <c>….lora_linear_layer.down.weight</c> in text encoders. kohya:
/// <c>lora_unet_down_blocks_0_…_to_q.lora_down.weight</c>.
/// ComfyUI and others: <c>diffusion_model.…</c> with original names, <c>text_encoders.clip_l.transformer.…</c>.
/// </remarks>
sealed partial record LoraKey(string Layer, string Component, string Path, LoraRole Role)
{
    static readonly Dictionary<string, string> Kohya = new(StringComparer.Ordinal)
    {
        ["unet"] = "unet",
        ["transformer"] = "unet",
        ["te"] = "text_encoder",
        ["te1"] = "text_encoder",
        ["te2"] = "text_encoder_2",
        ["te3"] = "text_encoder_3",
    };

    /// <returns>Null for what is no tensor of a LoRA.</returns>
    public static LoraKey? Parse(string key)
    {
        var match = Roles().Match(key);
        if (!match.Success) return null;
        var layer = key[..match.Index];
        var role = match.Groups["down"].Success ? LoraRole.Down : match.Groups["up"].Success ? LoraRole.Up : match.Groups["mid"].Success
            ? LoraRole.Mid
            : match.Groups["alpha"].Success ? LoraRole.Alpha : LoraRole.Magnitude;
        if (KohyaLayer().Match(layer) is { Success: true } kohya)
            return new(layer, kohya.Groups[2].Success ? "unet" : Kohya[kohya.Groups[1].Value], kohya.Groups[3].Value, role);
        var path = layer.StartsWith("base_model.model.", StringComparison.Ordinal) ? layer["base_model.model.".Length..] : layer;
        var component = "unet";
        if (DottedComponent().Match(path) is { Success: true } prefix)
        {
            component = prefix.Groups[1].Value switch
            {
                "unet" or "transformer" or "diffusion_model" or "model.diffusion_model" => "unet",
                "text_encoders.clip_l.transformer" => "text_encoder",
                "text_encoders.clip_g.transformer" => "text_encoder_2",
                "text_encoders.t5xxl.transformer" => "text_encoder_3",
                var published => published,
            };
            path = path[prefix.Length..];
        }
        // The first of diffusers' spellings: attn1.processor.to_q_lora, and to_out_lora for what is called to_out.0.
        path = path.Replace(".processor.", ".", StringComparison.Ordinal);
        if (match.Value.StartsWith('_')) path = FormerProjection(path, component);
        return new(layer, component, path.Replace('.', '_'), role);
    }

    /// <summary>The kind of adapter that a key is of where it is neither LoRA nor DoRA, by the names that LyCORIS and PEFT give their
    /// tensors; null: of none that is known.</summary>
    public static string? ForeignKind(string key)
    {
        var name = key.EndsWith(".weight", StringComparison.Ordinal) ? key[..^".weight".Length] : key;
        var last = name[(name.LastIndexOf('.') + 1)..];
        return last switch
        {
            _ when last.StartsWith("hada_", StringComparison.Ordinal) => "LoHa",
            _ when last.StartsWith("lokr_", StringComparison.Ordinal) => "LoKr",
            _ when last.StartsWith("oft_", StringComparison.Ordinal) || last.StartsWith("boft_", StringComparison.Ordinal) => "OFT",
            "a1" or "a2" or "b1" or "b2" => "GLoRA",
            "on_input" => "IA3",
            "diff" or "diff_b" or "set_weight" or "w_norm" or "b_norm" => "whole difference of weights",
            _ when name.Contains(".lora_embedding_", StringComparison.Ordinal) => "LoRA with trained embeddings",
            "bias" when TrainedBias().IsMatch(name) => "LoRA with trained biases",
            _ => null,
        };
    }

    static string FormerProjection(string path, string component)
    {
        var dot = path.LastIndexOf('.') + 1;
        var inText = component.StartsWith("text_encoder", StringComparison.Ordinal);
        return path[..dot] + path[dot..] switch
        {
            "to_q" when inText => "q_proj",
            "to_k" when inText => "k_proj",
            "to_v" when inText => "v_proj",
            "to_out" => inText ? "out_proj" : "to_out.0",
            var same => same,
        };
    }

    [GeneratedRegex("""
        (?:(?<down>\.lora_A(?:\.[^.]+)?\.weight|\.lora_down\.weight|[._]lora\.down\.weight|\.lora_linear_layer\.down\.weight)
        |(?<up>\.lora_B(?:\.[^.]+)?\.weight|\.lora_up\.weight|[._]lora\.up\.weight|\.lora_linear_layer\.up\.weight)
        |(?<mid>\.lora_mid\.weight)
        |(?<alpha>[._]lora\.alpha|\.alpha)
        |(?<magnitude>\.dora_scale|\.lora_magnitude_vector(?:\.[^.]+)*))$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Roles();

    [GeneratedRegex(@"\.lora_(A|B|down|up)(\.[^.]+)?\.bias$", RegexOptions.CultureInvariant)]
    private static partial Regex TrainedBias();

    [GeneratedRegex("^(?:lora_(unet|transformer|te|te1|te2|te3)|(lycoris))_([^.]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex KohyaLayer();

    [GeneratedRegex(@"^(unet|transformer|model\.diffusion_model|diffusion_model|text_encoder|text_encoder_2|text_encoder_3"
        + @"|text_encoders\.(?:clip_l|clip_g|t5xxl)\.transformer)\.", RegexOptions.CultureInvariant)]
    private static partial Regex DottedComponent();
}
