using EmojiGen.Models.Clip;
using EmojiGen.Models.Lora;
using EmojiGen.Models.MMDiT;
using EmojiGen.Models.T5;
using EmojiGen.Models.Unet;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion.ModelFolders;

/// <summary>Networks that adapters are for, by component and without weights: their layers have names and sizes, and take no
/// memory.</summary>
public static class NetworkOutlines
{
    /// <summary>Architectures by the folders of their published configurations, the most special first.</summary>
    static readonly string[][] architectures =
        [["v1"], ["xl", "v1"], ["v2", "v1"], ["sd3"], ["sd35-medium", "sd3"], ["sd35-large", "sd3"]];

    /// <summary>Those of a model folder.</summary>
    /// <exception cref="IOException">A configuration is missing.</exception>
    /// <exception cref="InvalidDataException">A configuration is of a kind that is not known here.</exception>
    public static IReadOnlyDictionary<string, Module> Of(string folder) =>
        File.Exists(folder) ? Of(SingleFile.Open(folder)) : Of(ModelFolder.Open(folder));

    /// <summary>Those of the published architecture that has all layers of a LoRA, and most of its sizes.</summary>
    /// <returns>Null where none has.</returns>
    public static IReadOnlyDictionary<string, Module>? Fitting(LoraWeights lora)
    {
        IReadOnlyDictionary<string, Module>? best = null;
        var most = -1;
        foreach (var roots in architectures)
        {
            var networks = Of([.. roots.Select(it => Path.Combine(AppContext.BaseDirectory, "published", it))]);
            if (LoraExport.SizesThatFit(lora, networks) is not { } fitting || fitting <= most) continue;
            (best, most) = (networks, fitting);
        }
        return best;
    }

    static Dictionary<string, Module> Of(ModelFolder model) => Of(component =>
        model.Components.TryGetValue(component, out var found) && found.Class is not "BertModel" ? model.Path(component, "config.json")
            : null);

    static Dictionary<string, Module> Of(string[] roots) =>
        Of(component => roots.Select(it => Path.Combine(it, component, "config.json")).FirstOrDefault(File.Exists));

    /// <param name="config">Where a component's configuration lies; null: the model has no such component.</param>
    static Dictionary<string, Module> Of(Func<string, string?> config)
    {
        var networks = new Dictionary<string, Module>(StringComparer.Ordinal);
        Add("unet", it => new UNet2DConditionModel(UNet2DConditionConfig.Read(it)));
        Add("transformer", it => new SD3Transformer2DModel(SD3TransformerConfig.Read(it)));
        Add("text_encoder", it => new ClipTextModel(ClipTextConfig.Read(it)));
        Add("text_encoder_2", it => new ClipTextModel(ClipTextConfig.Read(it)));
        Add("text_encoder_3", it => new T5Encoder(T5Config.Read(it)));
        return networks;

        void Add(string component, Func<string, Module> make)
        {
            if (config(component) is { } path) networks[component] = make(path);
        }
    }
}
