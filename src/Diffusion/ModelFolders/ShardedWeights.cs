using EmojiGen.ModelFiles;
using EmojiGen.Torch;

namespace EmojiGen.Diffusion.ModelFolders;

/// <summary>One safetensors file, or several that an index joins.</summary>
sealed class ShardedWeights : ModelWeights
{
    readonly SafetensorsFile[] files;
    readonly Dictionary<string, SafetensorsFile> byName;

    ShardedWeights(string source, SafetensorsFile[] files, Dictionary<string, SafetensorsFile> byName) =>
        (Source, this.files, this.byName) = (source, files, byName);

    public override IReadOnlyCollection<string> Names => byName.Keys;

    public override string Source { get; }

    /// <param name="path">A .safetensors file, or an index of shards (.json).</param>
    /// <exception cref="IOException">A file is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">The index is none, or does not fit its shards.</exception>
    public static ShardedWeights Open(string path)
    {
        if (path.EndsWith(".json", StringComparison.Ordinal)) return OpenIndex(path);
        var file = SafetensorsFile.Open(path);
        return new ShardedWeights(path, [file], file.Entries.ToDictionary(it => it.Name, _ => file, StringComparer.Ordinal));
    }

    static ShardedWeights OpenIndex(string path)
    {
        var map = ModelConfig.Read(path).Section("weight_map")
            ?? throw new InvalidDataException($"Index '{path}': weight_map is missing; fetch the model again.");
        var files = new Dictionary<string, SafetensorsFile>(StringComparer.Ordinal);
        var byName = new Dictionary<string, SafetensorsFile>(StringComparer.Ordinal);
        try
        {
            foreach (var name in map.FieldNames)
            {
                var shard = map.Text(name, "");
                if (!files.TryGetValue(shard, out var file)) files.Add(shard, file = OpenShard(path, name, shard));
                if (!file.Contains(name))
                    throw new SafetensorsException(file.Path, name,
                    $"the index '{path}' says it is here, but it is not; fetch the model again");
                if (!byName.TryAdd(name, file)) throw new InvalidDataException($"Index '{path}': {name} stands twice.");
            }
            return new ShardedWeights(path, [.. files.Values], byName);
        }
        catch
        {
            foreach (var file in files.Values) file.Dispose();
            throw;
        }
    }

    static SafetensorsFile OpenShard(string index, string name, string shard)
    {
        // A name that leaves the folder is no shard's: an index from anywhere must not open files anywhere.
        if (shard.Length == 0 || shard.AsSpan().IndexOfAny("/\\\0") >= 0 || !shard.EndsWith(".safetensors", StringComparison.Ordinal))
            throw new InvalidDataException(
                $"Index '{index}': {name} should lie in '{shard}', which is no .safetensors file of the same folder.");
        var path = Path.Combine(Path.GetDirectoryName(index)!, shard);
        return System.IO.File.Exists(path) ? SafetensorsFile.Open(path)
            : throw new FileNotFoundException(
                $"Index '{index}': {name} should lie in {shard}, but that file is missing; fetch the model again.", path);
    }

    public override long[] ShapeOf(string name) => File(name)[name].Shape;

    public override DType? TypeOf(string name) => File(name).AsWeights().TypeOf(name);

    public override Tensor Read(string name) => File(name).Read(name);

    public override void Forget(string name) => File(name).AsWeights().Forget(name);

    public override void Dispose()
    {
        foreach (var file in files) file.Dispose();
    }

    SafetensorsFile File(string name) => byName.TryGetValue(name, out var file) ? file
        : throw new SafetensorsException(Source, name, $"it is not among the {byName.Count} tensors");
}
