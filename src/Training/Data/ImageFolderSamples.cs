using System.Text.Json;
using EmojiGen.Imaging;

namespace EmojiGen.Training.Data;

/// <summary>A folder of pictures with <c>metadata.jsonl</c>, as Hugging Face's imagefolder: one object a line, <c>file_name</c> and a caption.</summary>
/// <remarks>A folder <c>train</c>, <c>validation</c> or <c>test</c> above a picture decides its split, else the seed does. A picture without a line, or a line without a
/// caption, has the empty prompt. Lines whose file is missing are left out when it is read.</remarks>
public static class ImageFolderSamples
{
    const string Metadata = "metadata.jsonl";

    static readonly string[] captionFields = ["text", "caption", "prompt"];
    static readonly string[] extensions = [".png", ".webp", ".jpg", ".jpeg", ".gif"];

    /// <exception cref="IOException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">A line of metadata is not such an object, or there is nothing to import.</exception>
    public static IReadOnlyList<DatasetSample> Of(string folder, ulong seed)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"Cannot import {folder}: there is no such folder.");
        var root = Path.GetFullPath(folder);
        var captions = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
            if (extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)) captions[file] = "";
        foreach (var metadata in Directory.EnumerateFiles(root, Metadata, SearchOption.AllDirectories).Order(StringComparer.Ordinal)) ReadMetadata(metadata, root, captions);
        if (captions.Count == 0) throw new InvalidDataException($"The folder {folder} holds no pictures ({string.Join(", ", extensions)}) to import.");
        return [.. captions.Select(it => Sample(it.Key, it.Value, Path.GetRelativePath(root, it.Key), seed))];
    }

    static DatasetSample Sample(string file, string caption, string source, ulong seed) =>
        new(new DatasetRecord(RecordKind.Image, SplitOf(source) ?? EmojiSplit.OfName(source, seed), caption) { Source = source },
            size => ImageFile.Load(file).Fit(size, size), source, IsForeign: true);

    internal static Split? SplitOf(string source) => source.Split('/', '\\')[0].ToUpperInvariant() switch
    {
        "TRAIN" => Split.Train,
        "VALIDATION" or "VALID" or "VAL" => Split.Validation,
        "TEST" => Split.Test,
        _ => null,
    };

    static void ReadMetadata(string path, string root, SortedDictionary<string, string> captions)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            try
            {
                using var json = JsonDocument.Parse(line);
                if (json.RootElement.ValueKind != JsonValueKind.Object) throw new FormatException("it is no object");
                if (!json.RootElement.TryGetProperty("file_name", out var name) || name.ValueKind != JsonValueKind.String || name.GetString() is not { Length: > 0 } file)
                    throw new FormatException("it has no file_name");
                var full = Path.GetFullPath(file, Path.GetDirectoryName(path)!);
                if (!full.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal)) throw new FormatException($"its file '{file}' lies outside of the folder");
                captions[full] = Caption(json.RootElement);
            }
            catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
            {
                throw new InvalidDataException($"Line {number} of {path} cannot be used ({e.Message.TrimEnd('.')}): write {{\"file_name\": \"0001.png\", \"text\": \"a caption\"}}.", e);
            }
        }
    }

    /// <summary>The first of the fields that hold captions in published datasets; empty where there is none.</summary>
    internal static string Caption(JsonElement json)
    {
        foreach (var field in captionFields)
            if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty(field, out var text) && text.ValueKind == JsonValueKind.String) return text.GetString()!.Trim();
        return "";
    }
}
