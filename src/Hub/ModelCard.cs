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

    public static byte[] Write(string folder, HubName name)
    {
        var isPipeline = File.Exists(Path.Combine(folder, HubSelection.Index));
        var isAdapter = Directory.EnumerateFiles(folder, "*lora*.safetensors").Any()
            || File.Exists(Path.Combine(folder, "adapter_config.json"));
        var license = License(folder);
        var card = new StringBuilder("---\n");
        if (license is not null) card.Append("license: ").Append(license).Append('\n');
        card.Append("library_name: ").Append(isPipeline || isAdapter ? "diffusers" : "emojigen").Append('\n');
        card.Append("pipeline_tag: text-to-image\n");
        if (BaseModel(folder) is { } parent) card.Append("base_model: ").Append(parent).Append('\n');
        card.Append("tags:\n- emoji\n- emojigen\n");
        if (isAdapter) card.Append("- lora\n");
        card.Append("---\n\n# ").Append(name.Repository.Split('/')[^1]).Append("\n\n");
        card.Append("A model for emoji, pushed by EmojiGen.\n\n    emoji-dev pull ").Append(name.Repository).Append("\n    emoji-gen ")
            .Append(isAdapter ? "--lora " : "--model ").Append(name.Repository).Append(" a cat riding a skateboard\n");
        if (license is null) card.Append("\nIts licence is that of the model and the pictures that it was made from.\n");
        return Encoding.UTF8.GetBytes(card.ToString());
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
