namespace EmojiGen.Diffusion.ModelFolders;

/// <summary>Published models whose folders have the vocabularies that single files lack; looked for in the Hugging Face cache, never fetched here.</summary>
static class Vocabularies
{
    static readonly string[] Models =
    [
        "stable-diffusion-v1-5/stable-diffusion-v1-5", "stabilityai/stable-diffusion-2-1", "stabilityai/stable-diffusion-xl-base-1.0",
        "stabilityai/stable-diffusion-3-medium-diffusers", "stabilityai/stable-diffusion-3.5-medium", "stabilityai/stable-diffusion-3.5-large",
    ];

    public static string Published(string tokenizer) => tokenizer switch
    {
        "tokenizer_3" => Models[3],
        "tokenizer_2" => Models[2],
        _ => Models[0],
    };

    /// <summary>Snapshots of published models in the cache, those of the same architecture first.</summary>
    public static IEnumerable<string> Folders(SingleFileLayout layout)
    {
        var own = layout.Configurations[^1] switch { "sd3" => 3, _ when layout.Configurations.Contains("xl") => 2, _ when layout.Configurations.Contains("v2") => 1, _ => 0 };
        // SD 2 and SDXL's second encoder pad otherwise than SD 1: only folders of the same architecture, or of a later one with the same encoder, will do.
        int[] order = own == 3 ? [3, 4, 5] : [own];
        return order.Select(it => Snapshot(Models[it])).OfType<string>();
    }

    static string? Snapshot(string model)
    {
        var folder = Path.Combine(Cache(), $"models--{model.Replace("/", "--", StringComparison.Ordinal)}");
        var reference = Path.Combine(folder, "refs", "main");
        return File.Exists(reference) && File.ReadAllText(reference).Trim() is { Length: > 0 and <= 64 } revision && revision.All(char.IsAsciiHexDigit)
            && Path.Combine(folder, "snapshots", revision) is var snapshot && Directory.Exists(snapshot) ? snapshot : null;
    }

    /// <remarks>huggingface_hub: HF_HUB_CACHE, else HF_HOME/hub, else the user's cache.</remarks>
    static string Cache() => Environment.GetEnvironmentVariable("HF_HUB_CACHE") is { Length: > 0 } cache ? cache
        : Environment.GetEnvironmentVariable("HF_HOME") is { Length: > 0 } home ? Path.Combine(home, "hub")
        : Path.Combine(Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } user ? user
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache"), "huggingface", "hub");
}
