using EmojiGen.Torch;

namespace EmojiGen.Models.Lora;

/// <summary>LoRA files: read in PEFT's, diffusers' and kohya's naming, written in PEFT's.</summary>
public static class LoraFile
{
    /// <summary>Of the header: the words that call up what was learned, as Stability AI's ModelSpec names them.</summary>
    internal const string TriggerPhraseKey = "modelspec.trigger_phrase";

    static readonly string[] fileNames = ["pytorch_lora_weights.safetensors", "adapter_model.safetensors"];

    /// <summary>Reads a LoRA; its matrices stay mapped until they are computed with.</summary>
    /// <param name="path">A <c>.safetensors</c> file, or a folder with one under its published name.</param>
    /// <param name="alpha">Of layers of which neither the file nor its metadata says one; null: the rank, so that nothing is
    /// scaled.</param>
    /// <exception cref="IOException">The file is missing or damaged.</exception>
    /// <exception cref="InvalidDataException">It is neither LoRA nor DoRA, which the message says by name, or a layer is incomplete or
    /// misshapen; says which key.</exception>
    public static LoraWeights Read(string path, double? alpha = null)
    {
        if (Directory.Exists(path))
        {
            path = In(path) ?? throw new FileNotFoundException(
                $"Folder '{path}' has no LoRA: {string.Join(" or ", fileNames)} is missing, and no other file is the only one.", path);
        }
        using var file = SafetensorsFile.Open(path);
        var layers = new Dictionary<(string Component, string Path), Dictionary<LoraRole, (LoraKey Key, SafetensorsEntry Entry)>>();
        var unknown = new List<string>();
        foreach (var entry in file.Entries.OrderBy(it => it.Name, StringComparer.Ordinal))
        {
            if (LoraKey.ForeignKind(entry.Name) is { } kind)
                throw new InvalidDataException(
                    $"'{path}' is of the kind {kind} ({entry.Name}), which is not known here: LoRA and DoRA are; convert it to one of these.");
            if (LoraKey.Parse(entry.Name) is not { } key)
            {
                unknown.Add(entry.Name);
                continue;
            }
            if (!layers.TryGetValue((key.Component, key.Path), out var parts)) layers.Add((key.Component, key.Path), parts = []);
            if (!parts.TryAdd(key.Role, (key, entry)))
                throw new InvalidDataException($"LoRA '{path}': {parts[key.Role].Entry.Name} and {entry.Name} are the same.");
        }
        if (layers.Count == 0)
            throw new InvalidDataException(
                $"'{path}' is no LoRA: {(unknown.Count == 0 ? "it holds no tensors" : $"of its {unknown.Count} keys, as {unknown[0]}, none is one's")}.");
        var alphas = LoraAlphas.Of(path, file.Metadata);
        using var scope = new TensorScope();
        var read = layers.Select(it => Layer(file, it.Key.Component, it.Key.Path, it.Value, alphas, alpha)).ToList();
        foreach (var layer in read) (_, _, _) = (layer.A.Unscoped(), layer.B.Unscoped(), layer.Magnitude?.Unscoped());
        return new LoraWeights(path, read, unknown, file.Entries.Length, file.Metadata);
    }

    static LoraLayer Layer(SafetensorsFile file, string component, string path, Dictionary<LoraRole,
        (LoraKey Key, SafetensorsEntry Entry)> parts, LoraAlphas alphas, double? otherwise)
    {
        var (key, any) = parts.Values.First();
        if (!parts.TryGetValue(LoraRole.Down, out var down))
            throw Wrong(any.Name, "its matrix A (lora_A, lora.down, lora_down) is missing");
        if (!parts.TryGetValue(LoraRole.Up, out var up)) throw Wrong(any.Name, "its matrix B (lora_B, lora.up, lora_up) is missing");
        foreach (var (_, entry) in new[] { down, up })
        {
            if (!entry.DType.IsFloatingPoint()) throw Wrong(entry.Name, $"floating point is expected, not {entry.DType}");
            if (entry.Shape.Length is not (2 or 4) || entry.Count == 0)
                throw Wrong(entry.Name, $"a matrix or the weight of a convolution is expected, not the shape {entry.ShapeText}");
        }
        var rank = down.Entry.Shape[0];
        if (up.Entry.Shape[1] != rank)
            throw Wrong(up.Entry.Name, $"its shape {up.Entry.ShapeText} does not fit the rank {rank} of {down.Entry.Name}");
        var a = file.Read(down.Entry.Name);
        if (parts.TryGetValue(LoraRole.Mid, out var mid)) a = Joined(mid.Entry, down.Entry);
        return new LoraLayer(key.Layer, component, path, a, file.Read(up.Entry.Name), Alpha())
        {
            Magnitude = parts.TryGetValue(LoraRole.Magnitude, out var lengths) ? Magnitude(lengths.Entry) : null,
        };

        double Alpha()
        {
            if (!parts.TryGetValue(LoraRole.Alpha, out var stored))
                return alphas.Of(component, Dotted(key.Layer), rank) ?? otherwise ?? rank;
            if (stored.Entry.Count != 1) throw Wrong(stored.Entry.Name, $"one number is expected, not the shape {stored.Entry.ShapeText}");
            var number = file.ReadSingles(stored.Entry.Name)[0];
            return float.IsFinite(number) ? number : throw Wrong(stored.Entry.Name, $"a finite number is expected, not {number}");
        }

        // PEFT's has no shape of its own, and is always for the outputs; LyCORIS' says by its shape which dimension has lengths.
        Tensor Magnitude(SafetensorsEntry entry) => !entry.DType.IsFloatingPoint() || entry.Count == 0
            ? throw Wrong(entry.Name, $"lengths in floating point are expected, not {entry.DType} {entry.ShapeText}")
            : entry.Name.EndsWith(".dora_scale", StringComparison.Ordinal) ? file.Read(entry.Name) : file.Read(entry.Name).Reshape(-1, 1);

        // LyCORIS splits a convolution in three: 1 x 1 down, k x k in the middle, 1 x 1 up; the first two make an A.
        Tensor Joined(SafetensorsEntry middle, SafetensorsEntry first) => middle.DType.IsFloatingPoint()
            && middle.Shape is [_, var inner, _, _] && middle.Shape[0] == rank && inner == rank && first.Shape is [_, _, 1, 1] or [_, _]
            ? Tensor.Einsum("rskl,si->rikl", file.Read(middle.Name).To(DType.Float32), file.Read(first.Name).To(DType.Float32).Flatten(1))
            : throw Wrong(middle.Name, $"its shape {middle.ShapeText} does not fit {first.Name} {first.ShapeText}");

        InvalidDataException Wrong(string name, string problem) => new($"LoRA '{file.Path}', tensor '{name}': {problem}.");
    }

    /// <summary>The LoRA of a folder: under its published name, or the only file there that is one.</summary>
    /// <returns>Null where there is none, or several are.</returns>
    public static string? In(string folder) =>
        fileNames.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists)
        ?? (Directory.EnumerateFiles(folder, "*.safetensors").Where(IsLora).Take(2).ToArray() is [var only] ? only : null);

    /// <summary>Whether a file has tensors of a LoRA; only its header is read.</summary>
    public static bool IsLora(string path)
    {
        try
        {
            using var file = SafetensorsFile.Open(path);
            return file.Entries.Any(it => LoraKey.Parse(it.Name) is { Role: LoraRole.Down });
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The module's name as PEFT's patterns see it.</summary>
    static string Dotted(string layer) => layer.StartsWith("unet.", StringComparison.Ordinal)
        || layer.StartsWith("transformer.", StringComparison.Ordinal) || layer.StartsWith("text_encoder", StringComparison.Ordinal)
        ? layer[(layer.IndexOf('.', StringComparison.Ordinal) + 1)..] : layer;

    /// <summary>Writes adapters under PEFT's names, <c>unet.….to_q.lora_A.weight</c>, with rank and alpha in the header as diffusers reads
    /// them.</summary>
    /// <param name="layers">Component (<c>unet</c>, <c>transformer</c>, <c>text_encoder</c>), layer (<c>down_blocks.0.….to_q</c>) and
    /// adapter.</param>
    /// <param name="baseModel">What was adapted: a folder, or a name on the hub.</param>
    /// <param name="triggerPhrase">The words that call up what was learned.</param>
    public static void Write(string path, IEnumerable<(string Component, string Layer, LowRankAdapter Adapter)> layers,
        string? baseModel = null, string? triggerPhrase = null)
    {
        WriteNamed(path, [.. layers.Select(it => new NamedLora(it.Component, it.Layer, it.Adapter.A.Tensor, it.Adapter.B.Tensor,
            it.Adapter.Alpha, it.Adapter.Magnitude?.Tensor))], baseModel, triggerPhrase);
    }

    internal static void WriteNamed(string path, IReadOnlyList<NamedLora> layers, string? baseModel, string? triggerPhrase)
    {
        var tensors = layers.SelectMany(it => new[]
        {
            it.A.ToSource($"{it.Component}.{it.Layer}.lora_A.weight"),
            it.B.ToSource($"{it.Component}.{it.Layer}.lora_B.weight"),
            it.Magnitude?.ToSource($"{it.Component}.{it.Layer}.lora_magnitude_vector"),
        }).OfType<SafetensorsSource>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["format"] = "pt",
            [LoraAlphas.MetadataKey] = AdapterSettings.Write(layers, baseModel),
        };
        if (triggerPhrase is not null) metadata[TriggerPhraseKey] = triggerPhrase;
        SafetensorsWriter.Write(path, tensors, metadata);
    }
}
