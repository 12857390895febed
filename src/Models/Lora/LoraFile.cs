using System.Text;
using System.Text.Json;
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
    /// <exception cref="InvalidDataException">It is no LoRA, a layer is incomplete or misshapen, or of a kind that is not known here (DoRA,
    /// LoHa, LoKr, OFT); says which key.</exception>
    public static LoraWeights Read(string path, double? alpha = null)
    {
        if (Directory.Exists(path))
        {
            path = fileNames.Select(name => Path.Combine(path, name)).FirstOrDefault(File.Exists)
                ?? throw new FileNotFoundException($"Folder '{path}' has no LoRA: {string.Join(" or ", fileNames)} is missing.", path);
        }
        using var file = SafetensorsFile.Open(path);
        var layers = new Dictionary<(string Component, string Path), Dictionary<LoraRole, (LoraKey Key, SafetensorsEntry Entry)>>();
        var unknown = new List<string>();
        foreach (var entry in file.Entries.OrderBy(it => it.Name, StringComparer.Ordinal))
        {
            if (LoraKey.Parse(entry.Name) is not { } key)
            {
                unknown.Add(entry.Name);
                continue;
            }
            if (key.Role == LoraRole.Other)
                throw new InvalidDataException(
                    $"LoRA '{path}': {entry.Name} is of an adapter that is more than two matrices (DoRA, LoHa, LoKr, OFT), which is not known here; convert it to a plain LoRA.");
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
        foreach (var layer in read) (_, _) = (layer.A.Unscoped(), layer.B.Unscoped());
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
        return new LoraLayer(key.Layer, component, path, a, file.Read(up.Entry.Name), Alpha());

        double Alpha()
        {
            if (!parts.TryGetValue(LoraRole.Alpha, out var stored))
                return alphas.Of(component, Dotted(key.Layer), rank) ?? otherwise ?? rank;
            if (stored.Entry.Count != 1) throw Wrong(stored.Entry.Name, $"one number is expected, not the shape {stored.Entry.ShapeText}");
            var number = file.ReadSingles(stored.Entry.Name)[0];
            return float.IsFinite(number) ? number : throw Wrong(stored.Entry.Name, $"a finite number is expected, not {number}");
        }

        // LyCORIS splits a convolution in three: 1 x 1 down, k x k in the middle, 1 x 1 up; the first two make an A.
        Tensor Joined(SafetensorsEntry middle, SafetensorsEntry first) => middle.DType.IsFloatingPoint()
            && middle.Shape is [_, var inner, _, _] && middle.Shape[0] == rank && inner == rank && first.Shape is [_, _, 1, 1] or [_, _]
            ? Tensor.Einsum("rskl,si->rikl", file.Read(middle.Name).To(DType.Float32), file.Read(first.Name).To(DType.Float32).Flatten(1))
            : throw Wrong(middle.Name, $"its shape {middle.ShapeText} does not fit {first.Name} {first.ShapeText}");

        InvalidDataException Wrong(string name, string problem) => new($"LoRA '{file.Path}', tensor '{name}': {problem}.");
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
        var all = layers.ToList();
        var tensors = all.SelectMany(it => new[]
        {
            it.Adapter.A.Tensor.ToSource($"{it.Component}.{it.Layer}.lora_A.weight"),
                it.Adapter.B.Tensor.ToSource($"{it.Component}.{it.Layer}.lora_B.weight"),
        });
        var metadata = new Dictionary<string,
            string>(StringComparer.Ordinal)
        { ["format"] = "pt", [LoraAlphas.MetadataKey] = Settings(all, baseModel) };
        if (triggerPhrase is not null) metadata[TriggerPhraseKey] = triggerPhrase;
        SafetensorsWriter.Write(path, tensors, metadata);
    }

    /// <summary>PEFT's LoraConfig of each component: the commonest rank and alpha, and the layers that have others.</summary>
    static string Settings(List<(string Component, string Layer, LowRankAdapter Adapter)> layers, string? baseModel)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            foreach (var component in layers.GroupBy(it => it.Component, StringComparer.Ordinal)
                .OrderBy(it => it.Key, StringComparer.Ordinal))
            {
                var rank = Commonest(component.Select(it => it.Adapter.Rank));
                var alpha = Commonest(component.Select(it => it.Adapter.Alpha));
                writer.WriteString($"{component.Key}.peft_type", "LORA");
                if (baseModel is not null) writer.WriteString($"{component.Key}.base_model_name_or_path", baseModel);
                writer.WriteNumber($"{component.Key}.r", rank);
                writer.WriteNumber($"{component.Key}.lora_alpha", alpha);
                writer.WriteStartArray($"{component.Key}.target_modules");
                foreach (var layer in component) writer.WriteStringValue(layer.Layer);
                writer.WriteEndArray();
                writer.WriteStartObject($"{component.Key}.rank_pattern");
                foreach (var layer in component.Where(it => it.Adapter.Rank != rank)) writer.WriteNumber(layer.Layer, layer.Adapter.Rank);
                writer.WriteEndObject();
                writer.WriteStartObject($"{component.Key}.alpha_pattern");
                foreach (var layer in component.Where(it => it.Adapter.Alpha != alpha))
                    writer.WriteNumber(layer.Layer, layer.Adapter.Alpha);
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(json.GetBuffer(), 0, (int)json.Length);
    }

    static T Commonest<T>(IEnumerable<T> values) where T : notnull => values.GroupBy(it => it).MaxBy(it => it.Count())!.Key;
}
