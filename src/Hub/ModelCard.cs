using System.Text;
using System.Text.Json;

namespace EmojiGen.Hub;

/// <summary>The <c>README.md</c> that a model without one is given: front matter that the hub reads, and how the model is used.</summary>
static class ModelCard
{
    public const string FileName = "README.md";

    /// <summary>Licences by the words that only their texts have, under the hub's identifiers.</summary>
    static readonly (string Words, string Id)[] licenses =
    [
        ("CreativeML Open RAIL++-M", "openrail++"), ("CreativeML OpenRAIL++-M", "openrail++"),
        ("CreativeML Open RAIL-M", "creativeml-openrail-m"), ("CreativeML OpenRAIL-M", "creativeml-openrail-m"),
        ("Creative Commons Attribution-ShareAlike 4.0", "cc-by-sa-4.0"), ("Creative Commons Attribution 4.0", "cc-by-4.0"),
        ("Apache License", "apache-2.0"), ("MIT License", "mit"), ("Stability AI Community License", "other"),
    ];

    /// <summary>What the hub knows licences by, beside those that are told by their texts.</summary>
    static readonly HashSet<string> ids =
        [.. licenses.Select(it => it.Id), "bsd-3-clause", "cc0-1.0", "unlicense", "gpl-3.0", "openrail", "stabilityai-ai-community"];

    public static byte[] Write(string folder, HubName name, CardFacts facts)
    {
        var isPipeline = File.Exists(Path.Combine(folder, HubSelection.Index));
        var isAdapter = facts.IsAdapter || Directory.EnumerateFiles(folder, "*lora*.safetensors").Any()
            || File.Exists(Path.Combine(folder, "adapter_config.json"));
        var license = License(folder) ?? facts.License;
        var card = new StringBuilder("---\n");
        if (license is not null) card.Append(LicenseLines(license));
        card.Append("library_name: ").Append(isPipeline || isAdapter ? "diffusers" : "emojigen").Append('\n');
        card.Append("pipeline_tag: text-to-image\n");
        var parent = BaseModel(folder) ?? facts.BaseModel;
        // Of a name that is none on the hub, its page would lead nowhere.
        if (parent is not null && parent.Contains('/')) card.Append("base_model: ").Append(parent).Append('\n');
        if (facts.TriggerPhrase is { } trigger) card.Append("instance_prompt: ").Append(Quoted(trigger)).Append('\n');
        card.Append("tags:\n- emoji\n- emojigen\n");
        if (isAdapter) card.Append("- lora\n");
        if (facts.Samples.Count > 0) card.Append("widget:\n");
        foreach (var sample in facts.Samples)
            card.Append("- text: ").Append(Quoted(sample.Prompt)).Append("\n  output:\n    url: ").Append(sample.Path).Append('\n');
        card.Append("---\n\n# ").Append(name.Repository.Split('/')[^1]).Append("\n\n");
        card.Append(isAdapter ? $"A LoRA for {parent ?? "a diffusion model"}" : "A model for emoji").Append(", pushed by EmojiGen.\n");
        if (facts.TriggerPhrase is { } phrase) card.Append("\nIts words: **").Append(phrase).Append("**\n");
        foreach (var sample in facts.Samples) card.Append("\n![").Append(sample.Prompt).Append("](").Append(sample.Path).Append(")\n");
        card.Append("\n    emoji-dev pull ").Append(name.Repository).Append("\n    emoji-gen ");
        if (isAdapter && parent is not null) card.Append("--model ").Append(parent).Append(' ');
        card.Append(isAdapter ? "--lora " : "--model ").Append(name.Repository).Append(' ')
            .Append(facts.TriggerPhrase is { } words ? $"{words} riding a skateboard" : "a cat riding a skateboard").Append('\n');
        if (facts.WebUiFile is { } file)
            card.Append("\nFor AUTOMATIC1111, Forge and ComfyUI: `").Append(file).Append("` has the same under names that they know.\n");
        if (isAdapter && license is not null)
            card.Append("\nIts licence is that of the model that it was made for; the pictures that it learned from may have others.\n");
        if (license is null) card.Append("\nIts licence is that of the model and the pictures that it was made from.\n");
        return Encoding.UTF8.GetBytes(card.ToString());
    }

    static string LicenseLines(string license)
    {
        var id = license.ToLowerInvariant();
        return ids.Contains(id) ? $"license: {id}\n" : $"license: other\nlicense_name: {Quoted(license)}\n";
    }

    /// <summary>As YAML has it.</summary>
    static string Quoted(string text)
    {
        var escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        return $"\"{escaped.ReplaceLineEndings(" ")}\"";
    }

    static string? License(string folder)
    {
        var file = Directory.EnumerateFiles(folder, "LICEN*").Order(StringComparer.Ordinal).FirstOrDefault();
        if (file is null) return null;
        var text = File.ReadAllText(file);
        return licenses.FirstOrDefault(it => text.Contains(it.Words, StringComparison.OrdinalIgnoreCase)).Id ?? "other";
    }

    /// <summary>The hub model that this one was made from, where its own files say so.</summary>
    static string? BaseModel(string folder)
    {
        foreach (var (file, field) in new[] { ("adapter_config.json", "base_model_name_or_path"), (HubSelection.Index, "_name_or_path") })
        {
            var path = Path.Combine(folder, file);
            if (File.Exists(path) && Json.Parse(File.ReadAllBytes(path)) is { ValueKind: JsonValueKind.Object } json
                && Json.Text(json, field) is { } parent && parent.Contains('/') && HubName.TryParse(parent, out var name)) return name.Repository;
        }
        return null;
    }
}
