using EmojiGen.Models;

namespace EmojiGen.Diffusion.ModelFolders;

/// <summary>A whole model in one <c>.safetensors</c> file under its original key names.</summary>
public sealed class SingleFile : ModelFolder
{
    SingleFile(string path) : base(path, "", new Dictionary<string, ModelComponent>(StringComparer.Ordinal)) => Settings = ModelConfig.Read(path);

    public override ModelConfig Settings { get; }

    public static new SingleFile Open(string path) => throw new InvalidDataException($"Single file '{path}' cannot be read yet.");

    public override string Path(string component) => throw new InvalidDataException();

    public override ModelWeights Weights(string component, string? variant = null) => throw new InvalidDataException();
}
