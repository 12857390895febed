using System.Globalization;
using EmojiGen.Torch;

namespace EmojiGen.Models.Lora;

/// <summary>How the tensors of a LoRA's file are called.</summary>
public enum LoraFormat
{
    /// <summary>PEFT's and diffusers' names, with rank and alpha in the header.</summary>
    Diffusers,

    /// <summary>Those of kohya's trainer, which the web UIs know: <c>lora_unet_….lora_down.weight</c>; of Stable Diffusion XL with the
    /// blocks of its first publication.</summary>
    Kohya,

    /// <summary>The layers' first published names (CompVis), <c>diffusion_model.input_blocks.….lora_A.weight</c>.</summary>
    Original,
}

/// <summary>Writes a LoRA under other names; its matrices stay what they are, bit for bit.</summary>
public static class LoraExport
{
    /// <param name="path">The file to write, whole or not at all.</param>
    /// <param name="networks">What the LoRA is for, by component; weights are not needed, names are.</param>
    /// <param name="baseModel">The name of the model that it was made for; null: as the LoRA itself says, if it does.</param>
    /// <returns>Layers that were written.</returns>
    /// <exception cref="InvalidDataException">The networks lack a layer, or the format cannot say it; the message names it. Nothing was
    /// written.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static int Write(string path, LoraWeights lora, IReadOnlyDictionary<string, Module> networks, LoraFormat format,
        string? baseModel = null)
    {
        using var scope = new TensorScope();
        using var noGrad = Autograd.NoGrad();
        var names = networks.ToDictionary(it => LoraStack.Denoiser(it.Key), it => (Component: it.Key, Names: new LayerNames(it.Value)),
            StringComparer.Ordinal);
        var layers = new List<NamedLora>();
        var unmatched = new List<string>();
        foreach (var layer in lora.Layers)
        {
            var found = names.TryGetValue(LoraStack.Denoiser(layer.Component), out var network) ? network.Names[layer.Path] : [];
            if (found.Count == 0) unmatched.Add(layer.Key);
            foreach (var adapted in found) layers.Add(Named(lora, layer, network.Component, adapted));
        }
        if (unmatched.Count > 0)
            throw new InvalidDataException(
                $"LoRA '{lora.Source}' has layers that the model it would be written for has not ({LoraReport.List(unmatched)}); name the model that it was made for.");
        if (format == LoraFormat.Diffusers)
        {
            LoraFile.WriteNamed(path, [.. layers.Select(ForPeft)], baseModel ?? lora.BaseModel, lora.TriggerPhrase);
            return layers.Count;
        }
        var spelling = new Spelling(format, networks.Keys, names.GetValueOrDefault("unet").Names);
        var tensors = layers.SelectMany(it => Tensors(it, format, spelling.Of(it))).ToList();
        SafetensorsWriter.Write(path, tensors, Header(lora, layers, format, networks));
        return layers.Count;
    }

    /// <summary>How many layers of a LoRA have the sizes that networks have for them.</summary>
    /// <returns>Null where the networks lack one of the layers.</returns>
    public static int? SizesThatFit(LoraWeights lora, IReadOnlyDictionary<string, Module> networks)
    {
        var names = networks.ToDictionary(it => LoraStack.Denoiser(it.Key), it => new LayerNames(it.Value), StringComparer.Ordinal);
        var fitting = 0;
        foreach (var layer in lora.Layers)
        {
            var found = names.TryGetValue(LoraStack.Denoiser(layer.Component), out var network) ? network[layer.Path] : [];
            if (found.Count == 0) return null;
            if (found[0].Layer.Weight.Shape[1] == layer.A.Size(1)) fitting++;
        }
        return fitting;
    }

    static NamedLora Named(LoraWeights lora, LoraLayer layer, string component, AdaptedLayer adapted)
    {
        var b = adapted.Own(layer.B);
        var magnitude = layer.Magnitude is null || (layer.Magnitude.Size(0) == 1 && adapted.Rows is null) ? layer.Magnitude
            : adapted.Own(layer.Magnitude);
        return b is not null && (magnitude is null) == (layer.Magnitude is null)
            ? new(component, adapted.Name, layer.A, b, layer.Alpha, magnitude)
            : throw new InvalidDataException(
                $"LoRA '{lora.Source}', layer '{layer.Key}': its rows cannot be divided among {adapted.Name} and its neighbours.");
    }

    /// <summary>PEFT's lengths are those of the outputs: (outputs) of a linear layer, (1, outputs, 1, 1) of a convolution.</summary>
    static NamedLora ForPeft(NamedLora layer)
    {
        if (layer.Magnitude is not { } lengths) return layer;
        if (lengths.Size(0) != lengths.ElementCount)
            throw new InvalidDataException(
                $"{layer.Layer} has lengths of its inputs, which PEFT's DoRA has no way to say: export it as kohya.");
        return layer with { Magnitude = layer.A.Rank == 4 ? lengths.Reshape(1, -1, 1, 1) : lengths.Reshape(-1) };
    }

    static IEnumerable<SafetensorsSource> Tensors(NamedLora layer, LoraFormat format, string name)
    {
        var (down, up) = format == LoraFormat.Kohya ? ("lora_down", "lora_up") : ("lora_A", "lora_B");
        yield return layer.A.ToSource($"{name}.{down}.weight");
        yield return layer.B.ToSource($"{name}.{up}.weight");
        yield return SafetensorsSource.From($"{name}.alpha", new[] { (float)layer.Alpha });
        if (layer.Magnitude is { } lengths) yield return lengths.ToSource($"{name}.dora_scale");
    }

    /// <summary>What kohya's trainer writes and the web UIs read, as far as it is known here.</summary>
    static Dictionary<string, string> Header(LoraWeights lora, List<NamedLora> layers, LoraFormat format,
        IReadOnlyDictionary<string, Module> networks)
    {
        var header = new Dictionary<string, string>(StringComparer.Ordinal) { ["format"] = "pt" };
        if (lora.TriggerPhrase is { } phrase) header[LoraFile.TriggerPhraseKey] = phrase;
        if (format != LoraFormat.Kohya) return header;
        header["ss_network_module"] = "networks.lora";
        header["ss_network_dim"] = layers.Max(it => it.Rank).ToString(CultureInfo.InvariantCulture);
        header["ss_network_alpha"] = layers.Max(it => it.Alpha).ToString(CultureInfo.InvariantCulture);
        header["ss_base_model_version"] = networks.ContainsKey("transformer") ? "sd3"
            : networks.ContainsKey("text_encoder_2") ? "sdxl_base_v1-0" : "sd_v1";
        return header;
    }

    /// <summary>What a format calls a layer.</summary>
    sealed class Spelling(LoraFormat format, IEnumerable<string> components, LayerNames? unet)
    {
        readonly HashSet<string> components = [.. components];

        // Stable Diffusion 3 is known by its published names everywhere, 1 and 2 by those everywhere but in files of old.
        bool OriginalBlocks => unet is not null && (format == LoraFormat.Original || components.Contains("text_encoder_2"));

        bool SeveralEncoders => components.Contains("text_encoder_2");

        public string Of(NamedLora layer)
        {
            var name = layer.Component == "unet" && OriginalBlocks
                ? unet!.OriginalOfUnet(layer.Layer)
                    ?? throw new InvalidDataException($"{layer.Layer} had no name in the first publication.")
                : layer.Layer;
            if (format == LoraFormat.Kohya) return $"lora_{Kohya(layer.Component)}_{name.Replace('.', '_')}";
            return layer.Component == "transformer"
                ? throw new InvalidDataException(
                    "LoRAs of Stable Diffusion 3 are read under their published names everywhere: export diffusers or kohya.")
                : $"{Original(layer.Component)}.{name}";
        }

        string Kohya(string component) => component switch
        {
            "text_encoder" => SeveralEncoders ? "te1" : "te",
            "text_encoder_2" => "te2",
            "text_encoder_3" => "te3",
            _ => component,
        };

        // As ComfyUI calls the encoders.
        static string Original(string component) => component switch
        {
            "text_encoder" => "text_encoders.clip_l.transformer",
            "text_encoder_2" => "text_encoders.clip_g.transformer",
            _ => "diffusion_model",
        };
    }
}
