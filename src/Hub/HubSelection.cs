using System.Text.Json;
using System.Text.RegularExpressions;

namespace EmojiGen.Hub;

/// <summary>Which files of a repository are fetched: by default what a pipeline is loaded from, each tensor once.</summary>
/// <param name="All">Every file.</param>
/// <param name="Include">Patterns; where there are any, they choose instead of the default.</param>
/// <param name="Exclude">Patterns of what is left out of all that was chosen.</param>
/// <param name="Variant"><c>fp16</c>: weights of that variant, where a component has them.</param>
public sealed partial record HubSelection(bool All = false, IReadOnlyList<string>? Include = null, IReadOnlyList<string>? Exclude = null,
    string? Variant = null)
{
    /// <summary>The file that names the components of a pipeline.</summary>
    public const string Index = "model_index.json";

    /// <summary>Not run by this program, and larger than a network.</summary>
    const string SafetyChecker = "safety_checker";

    static readonly string[] texts = [".json", ".txt", ".model", ".md", ".jinja", ".yaml"];

    /// <param name="index">The content of <see cref="Index"/>; null where the repository has none.</param>
    /// <exception cref="ArgumentException">The patterns, or the variant, choose nothing.</exception>
    public IReadOnlyList<HubFile> Choose(HubModel model, JsonElement? index)
    {
        var chosen = All ? model.Files
            : Include is { Count: > 0 } ? [.. model.Files.Where(file => Include.Any(pattern => Glob.Matches(pattern, file.Path)))]
            : Needed(model, index);
        if (Exclude is { Count: > 0 }) chosen = [.. chosen.Where(file => !Exclude.Any(pattern => Glob.Matches(pattern, file.Path)))];
        return chosen.Count > 0 ? chosen
            : throw new ArgumentException(
                $"Of the {model.Files.Count} files of {model.Name} none is chosen; its first are {string.Join(", ", model.Files.Take(5).Select(file => file.Path))}.");
    }

    List<HubFile> Needed(HubModel model, JsonElement? index)
    {
        var components = index is { } json ? ComponentsOf(json) : null;
        var folders = model.Files.GroupBy(file => Path.GetDirectoryName(file.Path) ?? "", StringComparer.Ordinal)
            .Where(folder => folder.Key.Length == 0 || (components is null ? !IsForeign(folder.Key)
                : components.Contains(folder.Key.Split('/')[0]) || IsOfAdapters(folder.Key))).ToArray();
        if (Variant is { } wanted && !folders.Any(folder => folder.Any(file => Weights.Of(file) is { } it && it.Variant == wanted)))
        {
            var known = folders.SelectMany(folder => folder).Select(file => Weights.Of(file)?.Variant).Where(it => it is { Length: > 0 })
                .Distinct().Order().ToArray();
            throw new ArgumentException(
                $"Model {model.Name} has no weights of variant '{wanted}'; {(known.Length == 0 ? "it has no variants" : $"it has {string.Join(", ", known)}")}.");
        }
        return [.. folders.SelectMany(folder => InFolder([.. folder], isPipelineRoot: components is not null && folder.Key.Length == 0))];
    }

    IEnumerable<HubFile> InFolder(HubFile[] files, bool isPipelineRoot)
    {
        foreach (var file in files)
            if (Weights.Of(file) is null && IsText(file)) yield return file;
        if (isPipelineRoot) yield break; // single-file checkpoints: the same weights once more
        var weights = files.Select(Weights.Of).OfType<Weights>().ToArray();
        foreach (var group in weights.GroupBy(it => it.Stem, StringComparer.Ordinal))
        {
            var readable = group.Any(it => it.IsSafetensors) ? group.Where(it => it.IsSafetensors).ToArray() : [.. group];
            // PyTorch's name for what safetensors' files call differently.
            if (!readable[0].IsSafetensors
                && weights.Any(it => it.IsSafetensors && it.Stem is "model" or "diffusion_pytorch_model" or "adapter_model")) continue;
            var variants = readable.Select(it => it.Variant).Distinct().Order(StringComparer.Ordinal).ToArray();
            var variant = Variant is { } wanted && variants.Contains(wanted) ? wanted : variants.Contains("") ? ""
                : variants.Contains("fp16") ? "fp16" : variants[0];
            var of = readable.Where(it => it.Variant == variant).ToArray();
            var whole = of.Any(it => it.Kind == WeightsKind.Whole);
            foreach (var it in of)
                if (whole == (it.Kind == WeightsKind.Whole)) yield return it.File;
        }
    }

    internal static HashSet<string> ComponentsOf(JsonElement index) => index.ValueKind != JsonValueKind.Object ? []
        : [.. index.EnumerateObject().Where(part => part.Name != SafetyChecker && IsComponent(part.Value)).Select(part => part.Name)];

    /// <summary>Library and class; both null where a pipeline goes without.</summary>
    static bool IsComponent(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() == 2 && value[1].ValueKind == JsonValueKind.String;

    /// <summary>Adapters that go with a model are no components of its pipeline, and its index does not name them.</summary>
    static bool IsOfAdapters(string folder) => folder.Split('/')[0] is "ip_adapter" or "adapters" or "lora" or "loras";

    static bool IsForeign(string folder) =>
        folder.Split('/')[0] is "onnx" or "openvino" or "flax" or "coreml" or "runs" or "logs" or SafetyChecker || folder.StartsWith('.');

    static bool IsText(HubFile file) => Path.GetFileName(file.Path) is var name
        && (texts.Contains(Path.GetExtension(name)) || name.StartsWith("LICEN", StringComparison.OrdinalIgnoreCase) || name is "NOTICE")
        && !name.EndsWith(".index.json", StringComparison.Ordinal) && !name.StartsWith("training_", StringComparison.Ordinal);

    enum WeightsKind { Whole, Shard, Index }

    /// <summary>A file of weights by the parts of its name: <c>model.fp16-00001-of-00002.safetensors</c>.</summary>
    sealed partial record Weights(HubFile File, string Stem, string Variant, WeightsKind Kind, bool IsSafetensors)
    {
        /// <summary>Null where the file is none that a network is loaded from.</summary>
        public static Weights? Of(HubFile file)
        {
            var name = Path.GetFileName(file.Path);
            if (Published().Match(name) is { Success: true } known)
            {
                var kind = known.Groups["index"].Success ? WeightsKind.Index : known.Groups["shard"].Success ? WeightsKind.Shard
                    : WeightsKind.Whole;
                return new(file, known.Groups["stem"].Value, known.Groups["variant"].Value, kind,
                    known.Groups["type"].Value == "safetensors");
            }
            // Adapters and checkpoints have names of their own; of PyTorch's files, the state of training is none.
            return Path.GetExtension(name) switch
            {
                ".safetensors" => new(file, Path.GetFileNameWithoutExtension(name), "", WeightsKind.Whole, true),
                ".bin" when !State().IsMatch(name) => new(file, Path.GetFileNameWithoutExtension(name), "", WeightsKind.Whole, false),
                _ => null,
            };
        }

        // The variant stands before the shard, as diffusers writes it, or after it, as it once did; of an index also before .json.
        [GeneratedRegex(
            @"^(?<stem>diffusion_pytorch_model|pytorch_model|model)(\.(?<variant>\w+))??(?<shard>-\d{5}-of-\d{5})?(\.(?<variant>\w+))?\.(?<type>safetensors|bin)"
            + @"(?<index>\.index(\.(?<variant>\w+))?\.json)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex Published();

        [GeneratedRegex("^(optimizer|scheduler|training_args|random_states|rng_state)",
            RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
        private static partial Regex State();
    }
}
