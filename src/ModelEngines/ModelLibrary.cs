using EmojiGen.Generation;
using EmojiGen.Hub;
using EmojiGen.Models.Lora;
using EmojiGen.Torch;

namespace EmojiGen.ModelEngines;

/// <summary>The models that are here: those that come along, those that were pulled, and whatever lies in a folder that is named.</summary>
/// <param name="hub">Where pulled models lie.</param>
/// <param name="folder">What relative paths start from; absolute.</param>
public sealed class ModelLibrary(Installation installation, HubEnvironment hub, string folder)
{
    /// <summary>The diffusion model that comes along, for those who name none.</summary>
    public const string Embedded = "emoji-mini";

    /// <summary>The VQ-VAE that comes along.</summary>
    public const string EmbeddedVqVae = "emoji-vqvae";

    /// <summary>The image classifier that comes along.</summary>
    public const string EmbeddedJudge = "emoji-judge";

    /// <summary>As this process sees it: its environment, its folder.</summary>
    public static ModelLibrary Of(Installation installation) =>
        new(installation, HubEnvironment.Read(Environment.GetEnvironmentVariable), Environment.CurrentDirectory);

    public HubEnvironment Hub => hub;

    /// <summary>A diffusion model.</summary>
    /// <param name="name">A folder, a <c>.safetensors</c> file, a folder of <c>models/</c>, or a name on the hub that was pulled; null:
    /// <see cref="Embedded"/>.</param>
    /// <exception cref="IOException">There is no such model here.</exception>
    /// <exception cref="ArgumentException">It is no model.</exception>
    public FoundModel Diffusion(string? name = null)
    {
        var wanted = name ?? Embedded;
        var path = Path.GetFullPath(wanted, folder);
        if (name is not null && (Directory.Exists(path) || File.Exists(path))) return new(wanted, path);
        var shipped = Path.Combine(installation.Models, wanted);
        if (Path.GetFileName(wanted) == wanted && IsDiffusion(shipped)) return new(wanted, shipped);
        if (name is null)
            throw new DirectoryNotFoundException(
            $"No diffusion model came along with {installation.Root}: name one (emoji-dev pull fetches one).");
        return new(wanted, ModelReference.Resolve(wanted, hub, folder).Path);
    }

    /// <summary>The diffusion models by name: those that come along, then those in the hub's cache.</summary>
    public IEnumerable<FoundModel> AllDiffusion()
    {
        var own = Directory.Exists(installation.Models) ? Directory.EnumerateDirectories(installation.Models).Order(StringComparer.Ordinal)
            .Select(it => new FoundModel(Path.GetFileName(it), it)) : [];
        var pulled = new HubCache(hub.Cache).Snapshots().Select(it => new FoundModel(it.Name.ToString(), it.Snapshot));
        return own.Concat(pulled).Where(it => IsDiffusion(it.Path));
    }

    /// <summary>A LoRA.</summary>
    /// <param name="name">A <c>.safetensors</c> file, a folder with one, or a name on the hub that was pulled or published.</param>
    /// <returns>Its file.</returns>
    /// <exception cref="IOException">There is none here.</exception>
    public FoundModel Lora(string name)
    {
        var path = Path.GetFullPath(name, folder);
        if (File.Exists(path)) return new(name, path);
        var looksLikePath = Path.IsPathRooted(name) || name.StartsWith('.') || name.EndsWith('/')
            || name.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase);
        var place = Directory.Exists(path) ? path
            : !looksLikePath && HubName.TryParse(name, out var named) ? new HubCache(hub.Cache).Snapshot(named) : null;
        if (place is not null && LoraFile.In(place) is { } file) return new(name, file);
        throw new FileNotFoundException(place is not null
            ? $"Folder '{place}' has no LoRA, or several: name the file."
            : $"There is no LoRA '{name}': name a .safetensors file, a folder with one, or one that emoji-dev pull fetched.", path);
    }

    /// <summary>The file of a LoRA that is asked for.</summary>
    /// <exception cref="IOException">There is none here.</exception>
    public string FileOf(Lora lora)
    {
        var path = Path.GetFullPath(lora.File, folder);
        return File.Exists(path) || Directory.Exists(path) ? path : Lora(lora.Name).Path;
    }

    /// <summary>The LoRA that a picture's file names: in a folder or file of that name here, in <c>finetuned/</c>, or pulled.</summary>
    /// <param name="hash">The beginning of <see cref="LoraWeights.Hash"/>; null: any of that name.</param>
    /// <returns>Null where none of them is it.</returns>
    public Lora? Remembered(NamedWeight named, string? hash)
    {
        if (named.Name.IndexOfAny(['/', '\\']) >= 0) return null;
        var parent = FolderIn(named.Name);
        string[] places = [Path.Combine(folder, $"{named.Name}.safetensors"), Path.Combine(folder, parent),
            Path.Combine(folder, "finetuned", parent)];
        var here = places.Select(it => File.Exists(it) ? it : Directory.Exists(it) ? LoraFile.In(it) : null).OfType<string>()
            .Select(it => new FoundModel(it, it));
        var pulled = AllLoras().Where(it => it.Label.Split('/')[^1] == parent);
        var found = here.Concat(pulled)
            .FirstOrDefault(it => hash is null || HashOf(it.Path).StartsWith(hash, StringComparison.OrdinalIgnoreCase));
        if (found is null) return null;
        // Asked for as it was, so that it is called the same again.
        var isFolder = parent == named.Name && found.Path == found.Name
            && ModelReference.TellsNothing(Path.GetFileNameWithoutExtension(found.Path));
        var asked = isFolder ? Path.GetDirectoryName(found.Path)! : found.Path;
        return new(asked, named.Weight) { Name = isFolder ? asked : found.Name };
    }

    /// <summary><see cref="UsedLora.Label"/> without the file's own name, where that tells nothing.</summary>
    static string FolderIn(string label) =>
        label.LastIndexOf('-') is > 0 and var at && ModelReference.TellsNothing(label[(at + 1)..]) ? label[..at] : label;

    static string HashOf(string path)
    {
        try
        {
            using var scope = new TensorScope();
            using var weights = LoraFile.Read(path);
            return weights.Hash;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return "";
        }
    }

    /// <summary>The LoRAs in the hub's cache, by name.</summary>
    public IEnumerable<FoundModel> AllLoras() => new HubCache(hub.Cache).Snapshots()
        .Where(it => !IsDiffusion(it.Snapshot)).Select(it => (it.Name, File: LoraFile.In(it.Snapshot))).Where(it => it.File is not null)
        .Select(it => new FoundModel(it.Name.ToString(), it.File!));

    /// <summary>An Emoji VQ-VAE.</summary>
    /// <param name="name">A folder, or one of <c>models/</c>; null: <see cref="EmbeddedVqVae"/>.</param>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    public FoundModel VqVae(string? name = null)
    {
        var wanted = name ?? EmbeddedVqVae;
        foreach (var path in Places(name, wanted))
            if (File.Exists(Path.Combine(path, VqVaeModelFolder.Config))) return new(Path.GetFileName(wanted.TrimEnd('/')), path);
        throw new DirectoryNotFoundException(name is null
            ? $"There is no Emoji VQ-VAE in {Path.Combine(installation.Models, EmbeddedVqVae)}: train one with emoji-dev train vqvae, then emoji-dev train vqvae-prior, and name its folder."
            : $"There is no Emoji VQ-VAE '{name}': name the folder that emoji-dev train vqvae wrote.");
    }

    /// <summary>Whether a name means an Emoji VQ-VAE that has its prior.</summary>
    public bool IsVqVae(string name) =>
        Places(name, name).Any(it => File.Exists(Path.Combine(VqVaeModelFolder.PriorOf(it), VqVaeModelFolder.Config)));

    /// <summary>The image classifier that judges pictures, in <c>models/</c>.</summary>
    public string Judge => Path.Combine(installation.Models, EmbeddedJudge);

    IEnumerable<string> Places(string? named, string wanted) => named is null ? [Path.Combine(installation.Models, wanted)]
        : [Path.GetFullPath(wanted, folder), Path.Combine(installation.Models, wanted)];

    static bool IsDiffusion(string path) => File.Exists(Path.Combine(path, HubSelection.Index));
}
