using EmojiGen.Diffusion.ModelFolders.Original;
using EmojiGen.ModelFiles;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion.ModelFolders;

/// <summary>Weights of a single file under published names; each tensor is found, split or turned when it is read.</summary>
sealed class ConvertedWeights : ModelWeights
{
    readonly SafetensorsFile file;
    readonly Dictionary<string, StoredTensor> byName = new(StringComparer.Ordinal);

    /// <param name="file">Becomes this one's.</param>
    /// <exception cref="SafetensorsException">Two tensors would have one name.</exception>
    public ConvertedWeights(SafetensorsFile file, IEnumerable<(string Published, StoredTensor Stored)> tensors)
    {
        this.file = file;
        foreach (var (published, stored) in tensors)
        {
            if (!byName.TryAdd(published, stored))
                throw new SafetensorsException(file.Path, stored.Name, $"it and {byName[published].Name} would both be {published}");
        }
    }

    public override IReadOnlyCollection<string> Names => byName.Keys;

    public override string Source => file.Path;

    public override long[] ShapeOf(string name) => Stored(name).Shape(file);

    public override DType? TypeOf(string name) => file.AsWeights().TypeOf(Stored(name).Name);

    public override Tensor Read(string name) => Stored(name).Read(file);

    public override void Forget(string name) => file.AsWeights().Forget(Stored(name).Name);

    public override void Dispose() => file.Dispose();

    StoredTensor Stored(string name) => byName.TryGetValue(name, out var stored) ? stored
        : throw new SafetensorsException(Source, name, "no tensor of the file is this one under its original name");
}
