namespace EmojiGen.Cli;

/// <summary>Which diffusion model a name means.</summary>
static class ModelChoice
{
    /// <summary>The folder or file of the model named, or of the one that was set.</summary>
    /// <param name="name">A folder, a <c>.safetensors</c> file, a folder of <c>models/</c>, or a name on the hub that was pulled; null: the one that was set.</param>
    /// <returns>The name as it is spoken of, and where it lies.</returns>
    /// <exception cref="UsageException">None was named or set.</exception>
    /// <exception cref="IOException">There is no such model here.</exception>
    public static (string Name, string Path) Resolve(string? name, Terminal terminal, Installation installation)
    {
        var wanted = name ?? new ModelSettings(terminal).Model
            ?? throw new UsageException("No diffusion model is set: name one with --model, or for good with emoji-dev set-model (emoji-dev pull fetches one).");
        var path = Path.GetFullPath(wanted, terminal.Folder);
        if (Directory.Exists(path) || File.Exists(path)) return (wanted, path);
        var shipped = Path.Combine(installation.Models, wanted);
        if (Path.GetFileName(wanted) == wanted && File.Exists(Path.Combine(shipped, "model_index.json"))) return (wanted, shipped);
        throw new DirectoryNotFoundException($"There is no model '{wanted}' here: it is no folder or file, and was not pulled; try emoji-dev pull {wanted}, or emoji-dev list-models.");
    }

    /// <summary>The models that are here, by name.</summary>
    public static IEnumerable<(string Name, string Path)> All(Terminal terminal, Installation installation) =>
        Directory.Exists(installation.Models)
            ? Directory.EnumerateDirectories(installation.Models).Where(it => File.Exists(Path.Combine(it, "model_index.json"))).Select(it => (Path.GetFileName(it), it)).OrderBy(it => it.Item1, StringComparer.Ordinal)
            : [];
}
