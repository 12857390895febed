using EmojiGen.ModelFiles;

namespace EmojiGen.Diffusion.ModelFolders;

/// <summary>A folder in diffusers' layout: <c>model_index.json</c>, and one folder a component.</summary>
sealed class DiffusersFolder : ModelFolder
{
    const string IndexFile = "model_index.json";

    DiffusersFolder(string folder, string pipelineClass, IReadOnlyDictionary<string, ModelComponent> components, ModelConfig settings)
        : base(folder, pipelineClass, components) => Settings = settings;

    public override ModelConfig Settings { get; }

    public static new DiffusersFolder Open(string folder)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException(
            $"Model '{folder}' does not exist: give a folder with {IndexFile}, or a .safetensors file.");
        var path = System.IO.Path.Combine(folder, IndexFile);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(File.Exists(System.IO.Path.Combine(folder, "config.json"))
                ? $"Folder '{folder}' has no {IndexFile}, only a config.json: it is one component of a model; give the folder above it."
                : $"Folder '{folder}' has no {IndexFile}: it is no model folder, or was not fetched whole.", path);
        }
        var index = ModelConfig.Read(path);
        var components = new Dictionary<string, ModelComponent>(StringComparer.Ordinal);
        foreach (var name in index.FieldNames)
        {
            // What is not [library, class] is a setting of the pipeline, and [null, null] a component left out.
            if (name.StartsWith('_') || index.TextsIfAny(name) is not [var library, { } type]) continue;
            if (name.Length == 0 || name.Any(it => !char.IsAsciiLetterOrDigit(it) && it is not ('_' or '-')))
                throw new InvalidDataException(
                    $"Configuration '{path}': '{name}' is no name of a component; fetch the model folder again.");
            components[name] = new ModelComponent(library ?? "", type);
        }
        return new DiffusersFolder(folder, index.Text("_class_name", ""), components, index);
    }

    public override string Path(string component)
    {
        Component(component);
        var folder = System.IO.Path.Combine(Location, component);
        return Directory.Exists(folder) ? folder
            : throw new DirectoryNotFoundException(
                $"Model '{Location}': {IndexFile} names {component}, but the folder '{folder}' is missing; fetch the model again.");
    }

    public override ModelWeights Weights(string component, string? variant = null)
    {
        var folder = Path(component);
        var files = WeightFiles.In(folder);
        // As published pipelines do: a variant that some components have is not demanded of the others.
        if (variant is not null && !files.HasVariant(variant) && files.HasPlain
            && Components.Keys.Any(other => System.IO.Path.Combine(Location, other) is var there && Directory.Exists(there) && WeightFiles.In(there).HasVariant(variant)))
            variant = null;
        return ShardedWeights.Open(files.Choose(variant));
    }
}
