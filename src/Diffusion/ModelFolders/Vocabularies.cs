using EmojiGen.Hub;

namespace EmojiGen.Diffusion.ModelFolders;

/// <summary>Published models whose folders have the vocabularies that single files lack; looked for among what was pulled, never fetched
/// here.</summary>
static class Vocabularies
{
    // Encoders of one kind pad differently from model to model, so that only models of the same architecture will do.
    static readonly string[] ofV1 = ["stable-diffusion-v1-5/stable-diffusion-v1-5", "CompVis/stable-diffusion-v1-4"];
    static readonly string[] ofV2 = ["stabilityai/stable-diffusion-2-1", "stabilityai/stable-diffusion-2-1-base",
        "stabilityai/stable-diffusion-2"];
    static readonly string[] ofXl = ["stabilityai/stable-diffusion-xl-base-1.0", "stabilityai/sdxl-turbo"];
    static readonly string[] of3 = ["stabilityai/stable-diffusion-3-medium-diffusers", "stabilityai/stable-diffusion-3.5-medium",
        "stabilityai/stable-diffusion-3.5-large"];

    /// <summary>The models, the one to recommend first.</summary>
    /// <param name="configurations">As in <see cref="SingleFileLayout"/>.</param>
    public static string[] Models(string[] configurations) =>
        configurations.Contains("sd3") ? of3 : configurations.Contains("xl") ? ofXl : configurations.Contains("v2") ? ofV2 : ofV1;

    /// <summary>A folder of this name in any of the models that were pulled; null where there is none.</summary>
    public static string? Folder(string tokenizer, string[] configurations, HubCache cache) => Models(configurations)
        .Select(model => cache.Snapshot(HubName.Parse(model))).OfType<string>().Select(snapshot => Path.Combine(snapshot, tokenizer))
            .FirstOrDefault(Directory.Exists);
}
