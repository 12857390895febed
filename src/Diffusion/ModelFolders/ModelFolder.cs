using EmojiGen.ModelFiles;

namespace EmojiGen.Diffusion.ModelFolders;

/// <summary>One entry of a <c>model_index.json</c>.</summary>
/// <param name="Library">The Python library that has the class: <c>diffusers</c>, <c>transformers</c>.</param>
/// <param name="Class"><c>UNet2DConditionModel</c></param>
public sealed record ModelComponent(string Library, string Class);

/// <summary>A published model: which components it has, where their configurations lie, and their weights under the names of diffusers and
/// transformers.</summary>
/// <remarks>A folder in diffusers' layout, or, with the same members, a <see cref="SingleFile"/>.</remarks>
public abstract class ModelFolder
{
    private protected ModelFolder(string location, string pipelineClass, IReadOnlyDictionary<string, ModelComponent> components) =>
        (Location, PipelineClass, Components) = (location, pipelineClass, components);

    /// <summary>The folder or file, for messages.</summary>
    public string Location { get; }

    /// <summary>The pipeline that the model was published for: <c>StableDiffusionPipeline</c>.</summary>
    public string PipelineClass { get; }

    /// <summary>The components by name; those that the model leaves out (<c>[null, null]</c>) are not among them.</summary>
    public IReadOnlyDictionary<string, ModelComponent> Components { get; }

    /// <summary>The pipeline's own settings: the fields of <c>model_index.json</c> that are no components, as
    /// <c>force_zeros_for_empty_prompt</c>.</summary>
    public abstract ModelConfig Settings { get; }

    /// <summary>What the files do not tell and was assumed, in sentences for a person.</summary>
    public virtual IReadOnlyList<string> Notes => [];

    /// <summary>Opens a folder with a <c>model_index.json</c>, or a single <c>.safetensors</c> file.</summary>
    /// <exception cref="IOException">There is nothing there, or it is damaged.</exception>
    /// <exception cref="InvalidDataException">It is something else.</exception>
    public static ModelFolder Open(string path) => File.Exists(path) ? SingleFile.Open(path) : DiffusersFolder.Open(path);

    public bool Has(string component) => Components.ContainsKey(component);

    /// <summary>The folder of a component's configuration (or vocabulary).</summary>
    /// <exception cref="InvalidDataException">The model has no such component.</exception>
    /// <exception cref="DirectoryNotFoundException">It should have, but the folder is missing.</exception>
    public abstract string Path(string component);

    /// <summary>A file in the folder of a component; whether it exists is for its reader to say.</summary>
    /// <inheritdoc cref="Path(string)"/>
    public string Path(string component, string file) => System.IO.Path.Combine(Path(component), file);

    /// <summary>The weights of a component, mapped: nothing is read until a tensor's elements are touched.</summary>
    /// <param name="component"><c>unet</c>, <c>vae</c>, <c>text_encoder</c>, ...</param>
    /// <param name="variant">As in <c>diffusion_pytorch_model.fp16.safetensors</c>; null takes the plain file, or the only variant where
    /// there is no plain one.</param>
    /// <exception cref="InvalidDataException">The model has no such component, or none that can be read here.</exception>
    /// <exception cref="IOException">A file is missing or damaged; says which, and the key.</exception>
    public abstract ModelWeights Weights(string component, string? variant = null);

    private protected ModelComponent Component(string component) => Components.TryGetValue(component, out var found) ? found
        : throw new InvalidDataException(
            $"Model '{Location}' has no {component}; it has {(Components.Count == 0 ? "nothing" : string.Join(", ", Components.Keys.Order(StringComparer.Ordinal)))}.");
}
