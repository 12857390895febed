using EmojiGen.Hub;

namespace EmojiGen.Cli;

/// <summary>Which diffusion model a name means.</summary>
static class ModelChoice
{
    /// <summary>The model that the project carries, for those who set none.</summary>
    public const string Embedded = "emoji-mini";

    /// <summary>The folder or file of the model named, or of the one that was set, or of the embedded one.</summary>
    /// <param name="name">A folder, a <c>.safetensors</c> file, a folder of <c>models/</c>, or a name on the hub that was pulled; null: the one that was set, or else the embedded one.</param>
    /// <returns>The name as it is spoken of, and where it lies.</returns>
    /// <exception cref="UsageException">None was named or set.</exception>
    /// <exception cref="IOException">There is no such model here.</exception>
    public static (string Name, string Path) Resolve(string? name, Terminal terminal, Installation installation)
    {
        var wanted = name ?? new ModelSettings(terminal).Model
            ?? (File.Exists(Path.Combine(installation.Models, Embedded, HubSelection.Index)) ? Embedded : null)
            ?? throw new UsageException("No diffusion model is set: name one with --model, or for good with emoji-dev set-model (emoji-dev pull fetches one).");
        var path = Path.GetFullPath(wanted, terminal.Folder);
        if (Directory.Exists(path) || File.Exists(path)) return (wanted, path);
        var shipped = Path.Combine(installation.Models, wanted);
        if (Path.GetFileName(wanted) == wanted && File.Exists(Path.Combine(shipped, "model_index.json"))) return (wanted, shipped);
        return (wanted, ModelReference.Resolve(wanted, HubEnvironment.Read(terminal.Variable), terminal.Folder).Path);
    }

    /// <summary>The models that are here, by name: the project's own, then those in the hub's cache.</summary>
    public static IEnumerable<(string Name, string Path)> All(Terminal terminal, Installation installation)
    {
        var own = Directory.Exists(installation.Models) ? Directory.EnumerateDirectories(installation.Models).Order(StringComparer.Ordinal).Select(it => (Path.GetFileName(it), it)) : [];
        var pulled = new HubCache(HubEnvironment.Read(terminal.Variable).Cache).Snapshots().Select(it => (it.Name.ToString(), it.Snapshot));
        return own.Concat(pulled).Where(it => File.Exists(Path.Combine(it.Item2, HubSelection.Index)));
    }
}
