using EmojiGen.Diffusion.ModelFolders.Original;
using EmojiGen.Hub;
using EmojiGen.ModelFiles;

namespace EmojiGen.Diffusion.ModelFolders;

/// <summary>A whole model, or one network of it, in one <c>.safetensors</c> file under its original key names (CompVis, Stability), shown
/// as a folder in diffusers' layout.</summary>
/// <remarks>
/// Configurations come from a folder that is given, else they are the published ones of the architecture, which is told from keys and
/// shapes. A single file has no vocabulary:
/// it comes from the given folder, or from a published model in the Hugging Face cache.
/// </remarks>
public sealed class SingleFile : ModelFolder
{
    readonly SingleFileLayout layout;
    readonly string? configuration;
    readonly HubCache? cache;

    SingleFile(string path, SingleFileLayout layout, string? configuration, HubCache? cache, ModelConfig settings, string pipelineClass,
        IReadOnlyDictionary<string, ModelComponent> components)
        : base(path, pipelineClass, components)
    {
        (this.layout, this.configuration, this.cache) = (layout, configuration, cache);
        Settings = settings;
    }

    public override ModelConfig Settings { get; }

    /// <summary>What the file does not tell and was assumed.</summary>
    public override IReadOnlyList<string> Notes => layout.Notes;

    /// <param name="path">A <c>.safetensors</c> file.</param>
    /// <param name="configuration">A folder with the configurations and vocabularies of some or all components, as in diffusers' layout
    /// (<c>unet/config.json</c>, <c>tokenizer/vocab.json</c>); null: the published ones.</param>
    /// <param name="cache">Where pulled models lie, for their vocabularies; null: where the environment says.</param>
    /// <exception cref="SafetensorsException">The file is damaged.</exception>
    /// <exception cref="InvalidDataException">The file is of another format or holds no model known here.</exception>
    public static SingleFile Open(string path, string? configuration = null, HubCache? cache = null)
    {
        if (configuration is not null && !Directory.Exists(configuration))
            throw new DirectoryNotFoundException($"The folder of configurations '{configuration}' does not exist.");
        if (System.IO.Path.GetExtension(path) is ".ckpt" or ".pt" or ".pth" or ".bin" or ".gguf")
            throw new InvalidDataException(
                $"Single file '{path}' is of a format that is not read here (most of these may hold code): fetch or convert it to .safetensors.");
        using var file = SafetensorsFile.Open(path);
        var layout = SingleFileLayout.Of(file);
        var index = Roots(layout, configuration).Select(root => System.IO.Path.Combine(root, "model_index.json")).First(File.Exists);
        var settings = ModelConfig.Read(index);
        var components = layout.Components.ToDictionary(it => it.Key,
            it => new ModelComponent(LibraryOf(it.Key), ClassOf(it.Key, it.Value.As)), StringComparer.Ordinal);
        foreach (var encoder in layout.Components.Keys.Where(it => it.StartsWith("text_encoder", StringComparison.Ordinal)))
            components[encoder.Replace("text_encoder", "tokenizer", StringComparison.Ordinal)] =
                new ModelComponent("transformers", encoder == "text_encoder_3" ? "T5TokenizerFast" : "CLIPTokenizer");
        var scheduler = Roots(layout, configuration)
            .Select(root => ModelConfig.ReadIfAny(System.IO.Path.Combine(root, "scheduler", "scheduler_config.json"))).OfType<ModelConfig>()
            .First();
        components["scheduler"] = new ModelComponent("diffusers", scheduler.Text("_class_name", ""));
        return new SingleFile(path, layout, configuration, cache, settings, settings.Text("_class_name", ""), components);
    }

    public override string Path(string component)
    {
        Component(component);
        foreach (var root in Roots(layout, configuration))
        {
            if (System.IO.Path.Combine(root, component) is var folder && Directory.Exists(folder)) return folder;
        }
        var isVocabulary = component.StartsWith("tokenizer", StringComparison.Ordinal);
        if (isVocabulary && Vocabularies.Folder(component, layout.Configurations,
            cache ?? new HubCache(HubEnvironment.Read(Environment.GetEnvironmentVariable).Cache)) is { } vocabulary) return vocabulary;
        throw new DirectoryNotFoundException(isVocabulary
            ? $"Single file '{Location}' has no vocabulary, as none has: give a folder with {component}/, or pull {Vocabularies.Models(layout.Configurations)[0]} once."
            : $"Single file '{Location}': there is no published configuration of its {component}; give a folder with {component}/config.json.");
    }

    /// <inheritdoc/>
    /// <param name="variant">Has no meaning for a single file.</param>
    public override ModelWeights Weights(string component, string? variant = null)
    {
        Component(component);
        if (!layout.Components.TryGetValue(component, out var stored))
            throw new InvalidDataException($"Single file '{Location}': {component} has no weights.");
        var file = SafetensorsFile.Open(Location);
        try
        {
            return new ConvertedWeights(file, Names(file, component, stored.Prefix, stored.As));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    IEnumerable<(string Published, StoredTensor Stored)> Names(SafetensorsFile file, string component, string prefix, StoredAs stored)
    {
        string[] names = [.. file.Entries.Where(it => it.Name.StartsWith(prefix, StringComparison.Ordinal))
            .Select(it => it.Name[prefix.Length..])];
        return stored switch
        {
            StoredAs.OriginalUnet =>
                Linears(OriginalUnet.Names(names, Config(component).Text("addition_embed_type", "") == "text_time" ? "add_embedding"
                : "class_embedding")),
            StoredAs.OriginalMMDiT => OriginalMMDiT.Names(names, prefix),
            StoredAs.OriginalVae => Linears(OriginalVae.Names(names)),
            StoredAs.Clip => Wholes(OriginalText.Clip(names)),
            // The published pipeline gives the first encoder of SD 3 an identity, whatever the file has.
            StoredAs.ClipWithoutProjection => Wholes(OriginalText.Clip(names).Where(it => it.Published != "text_projection.weight"))
                .Append(("text_projection.weight", new IdentityBeside(prefix + "text_model.final_layer_norm.weight"))),
            StoredAs.OpenClip => OriginalText.OpenClip(names, prefix, Config(component).Whole("num_hidden_layers", int.MaxValue),
                projection: component == "text_encoder_2"),
            StoredAs.T5 => Wholes(OriginalText.T5(names)),
            _ => Wholes(names.Select(it => (it, it))),
        };

        IEnumerable<(string, StoredTensor)> Wholes(IEnumerable<(string Published, string Original)> pairs) =>
            pairs.Select(it => (it.Published, (StoredTensor)new Whole(prefix + it.Original)));

        // Projections of attention were convolutions of 1 x 1 in the first of these networks, and are linear in diffusers' (a transformer's
        // proj_in is what its configuration says).
        IEnumerable<(string, StoredTensor)> Linears(IEnumerable<(string Published, string Original)> pairs) => pairs.Select(it =>
            (it.Published, it.Published.Contains(".attentions.", StringComparison.Ordinal)
                && it.Published.Contains(".to_", StringComparison.Ordinal)
                ? new LinearOfConvolution(prefix + it.Original) : (StoredTensor)new Whole(prefix + it.Original)));
    }

    ModelConfig Config(string component) => ModelConfig.Read(Path(component, "config.json"));

    /// <summary>Where configurations are looked for, in this order.</summary>
    static IEnumerable<string> Roots(SingleFileLayout layout, string? configuration) =>
        [.. configuration is null ? Array.Empty<string>() : [configuration],
            .. layout.Configurations.Select(it => System.IO.Path.Combine(AppContext.BaseDirectory, "published", it))];

    static string LibraryOf(string component) =>
        component.StartsWith("text_encoder", StringComparison.Ordinal) ? "transformers" : "diffusers";

    static string ClassOf(string component, StoredAs stored) => component switch
    {
        "unet" => "UNet2DConditionModel",
        "transformer" => "SD3Transformer2DModel",
        "vae" => "AutoencoderKL",
        "text_encoder_3" => "T5EncoderModel",
        "text_encoder_2" => "CLIPTextModelWithProjection",
        _ => stored == StoredAs.ClipWithoutProjection ? "CLIPTextModelWithProjection" : "CLIPTextModel",
    };
}
