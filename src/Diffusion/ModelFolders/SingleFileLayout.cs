using EmojiGen.ModelFiles;

namespace EmojiGen.Diffusion.ModelFolders;

/// <summary>How a component is stored in a single file.</summary>
enum StoredAs
{
    Published,
    OriginalUnet,
    OriginalMMDiT,
    OriginalVae,
    Clip,
    ClipWithoutProjection,
    OpenClip,
    T5,
}

/// <summary>What a single file holds, told from its keys and their shapes: components with the prefix of their keys, and the folders of
/// published configurations that describe them.</summary>
/// <param name="Configurations">Names below <c>published/</c>, the most special first.</param>
/// <param name="Notes">What could not be told and was assumed.</param>
sealed record SingleFileLayout(IReadOnlyDictionary<string, (string Prefix, StoredAs As)> Components, string[] Configurations,
    string[] Notes)
{
    /// <summary>A key that each component has, after one of the prefixes; the first that is there decides.</summary>
    static readonly (string Component, StoredAs As, string Key, string[] Prefixes)[] marks =
    [
        ("unet", StoredAs.OriginalUnet, "input_blocks.0.0.weight", ["model.diffusion_model.", "diffusion_model.", ""]),
        ("unet", StoredAs.Published, "down_blocks.0.resnets.0.conv1.weight", ["unet.", ""]),
        ("transformer", StoredAs.OriginalMMDiT, "joint_blocks.0.x_block.attn.qkv.weight",
            ["model.diffusion_model.", "diffusion_model.", ""]),
        ("transformer", StoredAs.Published, "transformer_blocks.0.norm1_context.linear.weight", ["transformer.", ""]),
        ("vae", StoredAs.OriginalVae, "decoder.mid.block_1.conv1.weight", ["first_stage_model.", "vae.", ""]),
        ("vae", StoredAs.Published, "decoder.mid_block.resnets.0.conv1.weight", ["first_stage_model.", "vae.", ""]),
        ("text_encoder", StoredAs.Clip, "text_model.final_layer_norm.weight",
            ["cond_stage_model.transformer.", "conditioner.embedders.0.transformer."]),
        ("text_encoder", StoredAs.Clip, "final_layer_norm.weight", ["cond_stage_model.transformer."]),
        ("text_encoder", StoredAs.OpenClip, "ln_final.weight", ["cond_stage_model.model."]),
        ("text_encoder", StoredAs.ClipWithoutProjection, "text_model.final_layer_norm.weight", ["text_encoders.clip_l.transformer."]),
        ("text_encoder_2", StoredAs.OpenClip, "ln_final.weight", ["conditioner.embedders.1.model.", "conditioner.embedders.0.model."]),
        ("text_encoder_2", StoredAs.Clip, "text_model.final_layer_norm.weight", ["text_encoders.clip_g.transformer."]),
        ("text_encoder_3", StoredAs.T5, "encoder.final_layer_norm.weight", ["text_encoders.t5xxl.transformer."]),
    ];

    /// <exception cref="InvalidDataException">The file holds no model that is known here.</exception>
    public static SingleFileLayout Of(SafetensorsFile file)
    {
        var components = new Dictionary<string, (string Prefix, StoredAs As)>(StringComparer.Ordinal);
        foreach (var (component, stored, key, prefixes) in marks)
        {
            if (!components.ContainsKey(component) && prefixes.FirstOrDefault(prefix => file.Contains(prefix + key)) is { } prefix)
                components[component] = (prefix, stored);
        }
        if (!components.Keys.Any(it => it is "unet" or "transformer" or "vae")) throw new InvalidDataException(Unknown(file));
        var notes = new List<string>();
        string[] configurations = components.ContainsKey("transformer") ? OfTransformer(file, components["transformer"].Prefix)
            : components.ContainsKey("unet") ? OfUnet(file, components, notes)
            : file.TryGet(components["vae"].Prefix + "decoder.conv_in.weight", out var entry) && entry.Shape is [_, 16, ..] ? ["sd3"]
                : ["v1"];
        return new(components, configurations, [.. notes]);
    }

    /// <summary>SD 3.5 medium has a second attention, SD 3.5 large normed queries and keys, SD 3 neither.</summary>
    static string[] OfTransformer(SafetensorsFile file, string prefix)
    {
        bool Any(string original, string published) => file.Contains(prefix + original) || file.Contains(prefix + published);
        return Any("joint_blocks.0.x_block.attn2.qkv.weight", "transformer_blocks.0.attn2.to_q.weight") ? ["sd35-medium", "sd3"]
            : Any("joint_blocks.0.x_block.attn.ln_q.weight", "transformer_blocks.0.attn.norm_q.weight") ? ["sd35-large", "sd3"]
            : ["sd3"];
    }

    static string[] OfUnet(SafetensorsFile file, Dictionary<string, (string Prefix, StoredAs As)> components, List<string> notes)
    {
        var prefix = components["unet"].Prefix;
        var first = file.TryGet(prefix + "input_blocks.0.0.weight", out var input) || file.TryGet(prefix + "conv_in.weight", out input)
            ? input.Shape : [];
        if (first is [_, NetworkChannels.OfEditing and var channels, ..])
            throw new InvalidDataException(NetworkChannels.Unknown(file.Path, channels, NetworkChannels.OfEditing / 2));
        var inpainting = first is [_, 9, ..];
        var sizes = file.TryGet(prefix + "label_emb.0.0.weight", out var label)
            || file.TryGet(prefix + "add_embedding.linear_1.weight", out label) ? label.Shape : null;
        var context = file.Entries.FirstOrDefault(it => it.Name.StartsWith(prefix, StringComparison.Ordinal)
            && it.Name.EndsWith("attn2.to_k.weight", StringComparison.Ordinal))?.Shape;
        var predictsVelocity = file.Metadata.TryGetValue("modelspec.prediction_type", out var type) ? type is "v" or "v_prediction"
            : (bool?)null;
        if (components.TryGetValue("text_encoder_2", out var second) ? second.Prefix.Contains(".0.", StringComparison.Ordinal)
            : sizes is [_, 2560]) return ["xl-refiner", "xl"];
        if (second.Prefix is not null || sizes is not null)
        {
            // Tensors of these names mark SDXL models that predict velocity, and from pure noise.
            string[] scheduler = file.Contains("ztsnr") ? ["xl-v-zsnr"] : file.Contains("v_pred") || predictsVelocity == true ? ["xl-v"]
                : [];
            return [.. scheduler, .. inpainting ? ["xl-inpainting"] : Array.Empty<string>(), "xl", "v1"];
        }
        if (components.TryGetValue("text_encoder", out var encoder) ? encoder.As == StoredAs.OpenClip : context is [_, 1024])
        {
            if (inpainting) return ["v2-inpainting", "v2-base", "v2", "v1"];
            if (predictsVelocity == false) return ["v2-base", "v2", "v1"];
            if (predictsVelocity is null)
                notes.Add(
                    $"'{file.Path}' is a Stable Diffusion 2: nothing in it tells whether it predicts velocity (768 x 768) or noise (512-base); velocity is assumed. Give a folder with scheduler/scheduler_config.json if it is the other.");
            return ["v2", "v1"];
        }
        return inpainting ? ["v1-inpainting", "v1"] : ["v1"];
    }

    static string Unknown(SafetensorsFile file)
    {
        var names = file.Entries.Select(it => it.Name).ToList();
        return $"Single file '{file.Path}' " + (names.Count == 0 ? "holds no tensors."
            : names.Any(it => it.Contains("lora_", StringComparison.Ordinal) || it.Contains(".lora.", StringComparison.Ordinal))
                ? "is a LoRA, not a model: give it beside a model."
            : names.Any(it => it.Contains("double_blocks.", StringComparison.Ordinal)) ? "is of the Flux family, which is not read here."
            : $"holds no model that is known here (Stable Diffusion 1, 2, XL, 3, 3.5): its first key is {names.Min(StringComparer.Ordinal)}.");
    }
}
