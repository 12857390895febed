namespace EmojiGen.Diffusion.ModelFolders;

/// <summary>The weight files of one component's folder, by the names that diffusers and transformers give them.</summary>
/// <remarks>
/// STEM.safetensors, STEM.fp16.safetensors; in shards STEM.safetensors.index.json, STEM.safetensors.index.fp16.json. The stem is
/// <c>diffusion_pytorch_model</c> in diffusers and <c>model</c> in transformers.
/// </remarks>
sealed class WeightFiles
{
    const string Weights = ".safetensors";
    static readonly string[] stems = ["diffusion_pytorch_model", "model"];
    static readonly string[] otherFormats = [".bin", ".ckpt", ".pt", ".pth", ".msgpack", ".h5", ".onnx"];

    readonly string folder;
    readonly Dictionary<string, string> byVariant = new(StringComparer.Ordinal);
    readonly string? otherFormat;

    WeightFiles(string folder, IEnumerable<string> names)
    {
        this.folder = folder;
        foreach (var name in names)
        {
            if (VariantOf(name) is { } variant)
            {
                if (!byVariant.TryGetValue(variant, out var other) || Rank(name) < Rank(other)) byVariant[variant] = name;
            }
            else if (otherFormats.Contains(Path.GetExtension(name), StringComparer.Ordinal)) otherFormat ??= name;
        }
    }

    public bool HasPlain => HasVariant("");

    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static WeightFiles In(string folder)
    {
        try
        {
            return new(folder, Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"Folder '{folder}' cannot be read: the right to is missing.", e);
        }
    }

    public bool HasVariant(string variant) => byVariant.ContainsKey(variant);

    /// <returns>The path of a .safetensors file, or of an index of shards.</returns>
    /// <exception cref="FileNotFoundException">Nothing fits; says what is there.</exception>
    public string Choose(string? variant)
    {
        if (byVariant.TryGetValue(variant ?? "", out var name)) return Path.Combine(folder, name);
        if (variant is null && byVariant.Count == 1) return Path.Combine(folder, byVariant.Values.Single());
        throw new FileNotFoundException(byVariant.Count > 0
            ? $"Folder '{folder}' has no weights{(variant is null ? "" : $" of the variant {variant}")}, only {string.Join(", ", byVariant.Values.Order(StringComparer.Ordinal))}{(variant is null ? "; ask for one of these variants" : "")}."
            : otherFormat is not null
            ? $"Folder '{folder}' has its weights only as {otherFormat}, a format that is not read here (it may hold code): fetch or convert them to {stems[0]}{Weights}."
            : $"Folder '{folder}' has no weights: {stems[0]}{Weights} or {stems[1]}{Weights} is missing; fetch the model again.", folder);
    }

    /// <summary>diffusers' stem goes before transformers', and a whole file before shards of the same.</summary>
    static int Rank(string name) => (2 * Stem(name)) + (name.EndsWith(Weights, StringComparison.Ordinal) ? 0 : 1);

    static int Stem(string name) => Array.FindIndex(stems, stem => name.StartsWith(stem + ".", StringComparison.Ordinal));

    /// <returns>Empty for a plain file, null for what is no weights, or one shard of them.</returns>
    static string? VariantOf(string name)
    {
        if (Stem(name) is not (>= 0 and var stem)) return null;
        var parts = name[(stems[stem].Length + 1)..].Split('.');
        return parts switch
        {
            ["safetensors"] or ["safetensors", "index", "json"] => "",
            [var variant, "safetensors"] => variant,
            ["safetensors", "index", var variant, "json"] => variant,
            ["safetensors", var variant, "index", "json"] => variant,
            [var variant, "safetensors", "index", "json"] => variant,
            _ => null,
        };
    }
}
