using System.Text;
using System.Text.Json;

namespace EmojiGen.Training.Data.Pulled;

/// <summary>Pictures as files of a snapshot (Hugging Face's imagefolder), their captions in <c>metadata.jsonl</c> or <c>metadata.csv</c> of a
/// folder above, or in a text file beside each.</summary>
static class FolderPictures
{
    const string FileColumn = "file_name";

    static readonly string[] captionColumns = ["text", "caption", "prompt"];

    /// <param name="root">The snapshot's folder.</param>
    /// <param name="files">Its files, with '/' between folders.</param>
    /// <param name="captionColumn">The field with the caption; null: <c>text</c>, <c>caption</c> or <c>prompt</c>.</param>
    /// <exception cref="InvalidDataException">Metadata names a file outside, or is none.</exception>
    public static IEnumerable<PulledPicture> Of(string root, IReadOnlyList<string> files, string? captionColumn)
    {
        var captions = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in files)
        {
            var rows = Path.GetFileName(file) switch
            {
                "metadata.jsonl" => JsonLines(Path.Combine(root, file), file, captionColumn),
                "metadata.csv" => Csv(Path.Combine(root, file), file, captionColumn),
                _ => [],
            };
            var folder = Path.GetDirectoryName(file) is { Length: > 0 } above ? above.Replace('\\', '/') + "/" : "";
            foreach (var (name, caption) in rows)
            {
                if (name.StartsWith('/') || name.Contains('\\', StringComparison.Ordinal) || name.Split('/').Contains(".."))
                    throw new InvalidDataException($"'{file}' names a picture '{name}', which leads out of the data set; nothing of it was kept.");
                if (PulledPicture.Tidy(caption) is { } tidy) captions[folder + name] = tidy;
            }
        }
        foreach (var file in files.Where(it => PictureFolder.Extensions.Contains(Path.GetExtension(it).ToLowerInvariant())))
        {
            var path = Path.Combine(root, file);
            if (new FileInfo(path) is { LinkTarget: null, Length: > PulledPicture.MostBytes }) continue;
            yield return new(File.ReadAllBytes(path), captions.GetValueOrDefault(file) ?? Beside(root, file, files),
                PulledPicture.SplitOf(Path.GetDirectoryName(file) ?? ""), file);
        }
    }

    static string? Beside(string root, string picture, IReadOnlyList<string> files) =>
        Path.ChangeExtension(picture, ".txt") is var text && files.Contains(text)
            ? PulledPicture.Tidy(File.ReadAllText(Path.Combine(root, text))) : null;

    static IEnumerable<(string File, string? Caption)> JsonLines(string path, string file, string? column)
    {
        var number = 0;
        foreach (var line in File.ReadLines(path, Encoding.UTF8))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            yield return Row(line, $"'{file}', line {number}", column);
        }
    }

    static (string, string?) Row(string line, string place, string? column)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(FileColumn, out var name)
                && name.ValueKind == JsonValueKind.String)
                return (name.GetString()!, PictureFolder.CaptionIn(json.RootElement, column));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{place}: it is no JSON.", e);
        }
        throw new InvalidDataException($"{place}: it has no {FileColumn}.");
    }

    static IEnumerable<(string File, string? Caption)> Csv(string path, string file, string? column)
    {
        using var reader = new StreamReader(path, Encoding.UTF8);
        var head = CsvRow.Read(reader) ?? [];
        int name = head.IndexOf(FileColumn), text = (column is null ? captionColumns : [column]).Select(it => head.IndexOf(it))
            .FirstOrDefault(it => it >= 0, -1);
        if (name < 0) throw new InvalidDataException($"'{file}' has no column {FileColumn}.");
        while (CsvRow.Read(reader) is { } row)
            if (row.Count > name && row[name].Length > 0) yield return (row[name], text >= 0 && text < row.Count ? row[text] : null);
    }
}
