namespace EmojiGen.Hub;

/// <summary>What <c>--model</c> was given: where on this disk the model lies.</summary>
/// <param name="Path">A model folder, or a single <c>.safetensors</c> file.</param>
/// <param name="Name">The model on the hub that it is a snapshot of; null where a path was given.</param>
/// <param name="Commit">Of that snapshot.</param>
public sealed record ModelReference(string Path, HubName? Name = null, string? Commit = null)
{
    public bool IsSingleFile => File.Exists(Path);

    /// <summary>What a model or an adapter is called wherever it lies: its name on the hub, else that of its folder or file, without the
    /// folders above, which are nobody's affair.</summary>
    /// <param name="text">A path, or a name as it was given.</param>
    public static string NameOf(string text)
    {
        var parts = text.Split(['/', System.IO.Path.DirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        var cached = Array.FindLastIndex(parts, it => it.StartsWith(HubCache.RepositoryPrefix, StringComparison.Ordinal));
        if (cached >= 0 && cached + 1 < parts.Length && parts[cached + 1] == "snapshots")
            return HubCache.RepositoryOf(parts[cached]);
        var isPath = System.IO.Path.IsPathRooted(text) || text.StartsWith('.') || text.EndsWith('/') || parts.Length != 2
            || text.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) || !HubName.TryParse(text, out _);
        if (!isPath || parts.Length == 0) return text;
        // What every tool calls its output tells nothing apart; the folder does.
        var last = WithoutEnding(parts[^1]);
        return TellsNothing(last) && parts.Length > 1 ? parts[^2] : last;
    }

    /// <summary>Whether it is the name that every tool gives its output.</summary>
    /// <param name="file">A file's name without its ending.</param>
    public static bool TellsNothing(string file) => file is "pytorch_lora_weights" or "adapter_model";

    static string WithoutEnding(string name) =>
        name.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) ? name[..^".safetensors".Length] : name;

    /// <summary>A local folder, a local file, or a model in the cache; the network is not asked.</summary>
    /// <param name="text">A path, or <c>owner/name[@revision]</c>.</param>
    /// <param name="folder">What relative paths start from; absolute.</param>
    /// <exception cref="FileNotFoundException">It is neither; the message says how to fetch it.</exception>
    public static ModelReference Resolve(string text, HubEnvironment environment, string folder)
    {
        var path = System.IO.Path.GetFullPath(text, folder);
        if (Directory.Exists(path)) return new(path);
        if (File.Exists(path))
        {
            return path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase) ? new(path)
                : throw new ArgumentException(
                    $"'{text}' is no model: a single file must be .safetensors. Other formats may hold programs, which are not run here.");
        }
        var looksLikePath = System.IO.Path.IsPathRooted(text) || text.StartsWith('.') || text.EndsWith('/')
            || text.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);
        if (looksLikePath || !HubName.TryParse(text, out var name))
            throw new FileNotFoundException(
                $"There is no model folder or .safetensors file '{text}'; models on the hub are written owner/name.", path);
        var cache = new HubCache(environment.Cache);
        return cache.Snapshot(name) is { } snapshot ? new(snapshot, name, cache.Commit(name))
            : throw new FileNotFoundException($"Model {name} is not on this disk; fetch it with: emoji-dev pull {name}", path);
    }
}
