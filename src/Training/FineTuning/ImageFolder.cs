using System.Text;
using System.Text.Json;

namespace EmojiGen.Training.FineTuning;

/// <summary>A picture and what it shows.</summary>
/// <param name="Caption">Null where nobody said.</param>
public sealed record CaptionedPicture(string Path, string? Caption);

/// <summary>A folder of pictures with a <c>metadata.jsonl</c>: Hugging Face's imagefolder.</summary>
/// <param name="Pictures">Those that are there, in order of their paths.</param>
/// <param name="Problems">What was left out, and why: one sentence each.</param>
public sealed record ImageFolder(IReadOnlyList<CaptionedPicture> Pictures, IReadOnlyList<string> Problems)
{
    const string MetadataFile = "metadata.jsonl", FileColumn = "file_name";

    static readonly string[] s_captionColumns = ["text", "caption", "prompt"], s_extensions = [".png", ".webp", ".jpg", ".jpeg", ".gif"];

    /// <summary>Reads what a folder says; no picture is opened.</summary>
    /// <param name="captionColumn">The field with the caption; null: <c>text</c>, <c>caption</c> or <c>prompt</c>.</param>
    /// <remarks>Without metadata a caption may stand in a text file beside its picture. Where there is no <c>metadata.jsonl</c>, <c>train/</c> is looked into.</remarks>
    /// <exception cref="IOException">The folder is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">There is no picture in it.</exception>
    public static ImageFolder Read(string folder, string? captionColumn = null)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"Image folder '{folder}' does not exist.");
        var metadata = Path.Combine(folder, MetadataFile);
        if (!File.Exists(metadata) && File.Exists(Path.Combine(folder, "train", MetadataFile))) return Read(Path.Combine(folder, "train"), captionColumn);
        List<string> problems = [];
        var pictures = File.Exists(metadata) ? FromMetadata(folder, metadata, captionColumn, problems) : FromFiles(folder);
        if (pictures.Count == 0)
            throw new InvalidDataException($"Image folder '{folder}' holds no pictures ({string.Join(", ", s_extensions)}){(problems.Count > 0 ? $": {problems[0]}" : "")}.");
        return new([.. pictures.OrderBy(it => it.Path, StringComparer.Ordinal)], problems);
    }

    static List<CaptionedPicture> FromFiles(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(it => s_extensions.Contains(Path.GetExtension(it).ToLowerInvariant())).Select(it => new CaptionedPicture(it, Beside(it)))];

    static string? Beside(string picture) => Path.ChangeExtension(picture, ".txt") is var text && File.Exists(text) && File.ReadAllText(text).Trim() is { Length: > 0 } caption ? caption : null;

    static List<CaptionedPicture> FromMetadata(string folder, string metadata, string? captionColumn, List<string> problems)
    {
        List<CaptionedPicture> pictures = [];
        var number = 0;
        foreach (var line in File.ReadLines(metadata, Encoding.UTF8))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (Parse(line, captionColumn, out var problem) is not var (file, caption)) problems.Add($"{MetadataFile}, line {number}: {problem}");
            else if (Path.IsPathRooted(file) || file.Split('/', '\\').Contains("..")) problems.Add($"{MetadataFile}, line {number}: '{file}' leaves the folder");
            else if (!File.Exists(Path.Combine(folder, file))) problems.Add($"{MetadataFile}, line {number}: there is no file '{file}'");
            else pictures.Add(new(Path.Combine(folder, file), caption));
        }
        return pictures;
    }

    static (string File, string? Caption)? Parse(string line, string? captionColumn, out string problem)
    {
        problem = "";
        try
        {
            using var json = JsonDocument.Parse(line);
            if (json.RootElement.ValueKind == JsonValueKind.Object)
            {
                if (Text(json.RootElement, FileColumn) is not { } file) problem = $"it has no {FileColumn}";
                else return (file, (captionColumn is null ? s_captionColumns : [captionColumn]).Select(it => Text(json.RootElement, it)).FirstOrDefault(it => it is not null));
            }
            else problem = "it is no JSON object";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter of half a character
        {
            problem = "it is no JSON";
        }
        return null;
    }

    static string? Text(JsonElement row, string column) => row.TryGetProperty(column, out var value) && value.ValueKind == JsonValueKind.String && value.GetString()!.Trim() is { Length: > 0 } text ? text : null;
}
