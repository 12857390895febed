using System.Text;
using System.Text.Json;
using EmojiGen.Training.Checkpoints;

namespace EmojiGen.Training.Data;

/// <summary>A picture and what it shows.</summary>
/// <param name="Caption">Null where nobody said.</param>
public sealed record CaptionedPicture(string Path, string? Caption);

/// <summary>A person's folder of pictures, with captions in <c>metadata.jsonl</c> (Hugging Face's imagefolder) or in a text file beside
/// each.</summary>
/// <param name="Folder">As it was named.</param>
/// <param name="Pictures">In order of their paths, each once for each of its captions.</param>
/// <param name="Problems">What was left out, and why: one sentence each.</param>
public sealed record PictureFolder(string Folder, IReadOnlyList<CaptionedPicture> Pictures, IReadOnlyList<string> Problems)
{
    /// <summary>Ends of the names of files that are read, in lower case.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [".png", ".webp", ".jpg", ".jpeg", ".jfif", ".gif"];

    /// <summary>Pictures too, but of kinds that are not read: they are named, so that nobody thinks that they are trained on.</summary>
    static readonly HashSet<string> unread =
        new([".bmp", ".tif", ".tiff", ".heic", ".heif", ".avif", ".jxl", ".psd", ".ico", ".svg", ".tga"], StringComparer.OrdinalIgnoreCase);

    const string MetadataFile = "metadata.jsonl", FileColumn = "file_name";

    static readonly string[] captionColumns = ["text", "caption", "prompt"], captionFiles = [".txt", ".caption"];

    /// <summary>Reads what a folder and all below it say; no picture is opened.</summary>
    /// <param name="captionColumn">The field with the caption; null: <c>text</c>, <c>caption</c> or <c>prompt</c>.</param>
    /// <param name="except">A folder that is not looked into: where the result goes.</param>
    /// <remarks>Hidden files and folders, and results of trainings and preparations of ours, are left alone. Links are followed; what
    /// several lead to counts once.</remarks>
    /// <exception cref="IOException">The folder is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">There is no picture in it.</exception>
    public static PictureFolder Read(string folder, string? captionColumn = null, string? except = null)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"Image folder '{folder}' does not exist.");
        var scan = new Scan(folder, captionColumn, except);
        scan.Look(new DirectoryInfo(folder));
        return scan.Result();
    }

    /// <summary>The caption in a line of metadata, or null.</summary>
    internal static string? CaptionIn(JsonElement row, string? column = null) =>
        (column is null ? captionColumns : [column]).Select(it => Text(row, it)).FirstOrDefault(it => it is not null);

    static string? Text(JsonElement row, string column) =>
        row.ValueKind == JsonValueKind.Object && row.TryGetProperty(column, out var value) && value.ValueKind == JsonValueKind.String
            && value.GetString()!.Trim() is { Length: > 0 } text ? text : null;

    sealed class Scan(string root, string? captionColumn, string? except)
    {
        readonly SortedDictionary<string, List<string>> pictures = new(StringComparer.Ordinal);
        readonly SortedDictionary<string, int> unreadKinds = new(StringComparer.OrdinalIgnoreCase);
        readonly HashSet<string> seen = new(StringComparer.Ordinal);
        readonly List<string> problems = [];
        readonly string? closed = except is null ? null : RealPath.Of(except);

        public void Look(DirectoryInfo folder)
        {
            var real = RealPath.Of(folder.FullName);
            if (real == closed || !seen.Add(real)) return;
            var entries = folder.EnumerateFileSystemInfos().OrderBy(it => it.Name, StringComparer.Ordinal).Where(it => !IsHidden(it))
                .ToList();
            var lost = entries.Where(LeadsNowhere).ToList();
            entries = [.. entries.Except(lost)];
            foreach (var file in entries.Where(it => File.Exists(it.FullName))) LookAt(file);
            if (File.Exists(Path.Combine(folder.FullName, MetadataFile))) ReadMetadata(folder.FullName);
            foreach (var below in entries.Where(it => Directory.Exists(it.FullName)))
                if (OursIn(below.FullName) is { } what) problems.Add($"'{Relative(below.FullName)}' was left out: it is {what}");
                else Look(new DirectoryInfo(below.FullName));
            problems.AddRange(lost.Select(it => $"'{Relative(it.FullName)}' was left out: it is a link to something that is not there"));
        }

        public PictureFolder Result()
        {
            foreach (var (kind, count) in unreadKinds)
                problems.Add(
                    $"{count} {(count == 1 ? "file" : "files")} of kind {kind.ToLowerInvariant()} left out: convert to PNG to train on {(count == 1 ? "it" : "them")}");
            if (pictures.Count == 0)
            {
                var why = problems.Count > 0 ? $": {problems[0]}" : "";
                throw new InvalidDataException($"Image folder '{root}' holds no pictures ({string.Join(", ", Extensions)}){why}.");
            }
            return new(root, [.. pictures.SelectMany(it => Captioned(it.Key, it.Value))], problems);
        }

        void LookAt(FileSystemInfo file)
        {
            if (Extensions.Contains(file.Extension, StringComparer.OrdinalIgnoreCase))
            {
                if (seen.Add(RealPath.Of(file.FullName))) pictures[file.FullName] = [];
            }
            else if (unread.Contains(file.Extension)) unreadKinds[file.Extension] = unreadKinds.GetValueOrDefault(file.Extension) + 1;
        }

        void ReadMetadata(string folder)
        {
            var (path, number) = (Path.Combine(folder, MetadataFile), 0);
            foreach (var line in File.ReadLines(path, Encoding.UTF8))
            {
                number++;
                if (!string.IsNullOrWhiteSpace(line) && Take(line, folder) is { } problem)
                    problems.Add($"{Relative(path)}, line {number}: {problem}");
            }
        }

        /// <returns>Why a line cannot be used; null where it can.</returns>
        string? Take(string line, string folder)
        {
            try
            {
                using var json = JsonDocument.Parse(line);
                if (json.RootElement.ValueKind != JsonValueKind.Object) return "it is no JSON object";
                if (Text(json.RootElement, FileColumn) is not { } file) return $"it has no {FileColumn}";
                if (Path.IsPathRooted(file) || file.Split('/', '\\').Contains("..")) return $"'{file}' leaves the folder";
                var full = Path.Combine(folder, file);
                if (!File.Exists(full)) return $"there is no file '{file}'";
                if (!pictures.ContainsKey(full) && seen.Add(RealPath.Of(full))) pictures[full] = [];
                if (CaptionIn(json.RootElement, captionColumn) is { } caption) pictures.GetValueOrDefault(full)?.Add(caption);
                return null;
            }
            // the second of half a character, the last of a file's name
            catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
            {
                return "it is no JSON";
            }
        }

        /// <summary>A picture that has several captions counts as often.</summary>
        static IEnumerable<CaptionedPicture> Captioned(string picture, List<string> captions) =>
            captions.Count == 0 ? [new(picture, Beside(picture))]
                : captions.Distinct(StringComparer.Ordinal).Select(it => new CaptionedPicture(picture, it));

        static bool LeadsNowhere(FileSystemInfo entry) =>
            entry.LinkTarget is not null && entry.ResolveLinkTarget(returnFinalTarget: true) is not { Exists: true };

        static string? Beside(string picture) => captionFiles.Select(it => Path.ChangeExtension(picture, it)).Where(File.Exists)
            .Select(it => File.ReadAllText(it).Trim()).FirstOrDefault(it => it.Length > 0);

        /// <summary>macOS' archives bring shadows of all files in a folder of that name.</summary>
        static bool IsHidden(FileSystemInfo entry) =>
            entry.Name.StartsWith('.') || entry.Attributes.HasFlag(FileAttributes.Hidden) || entry.Name == "__MACOSX";

        static string? OursIn(string folder) =>
            RunRecord.IsIn(folder) ? "a training's own folder" : PreparedDataset.IsIn(folder) ? "a prepared dataset" : null;

        string Relative(string path) => Path.GetRelativePath(root, path);
    }
}
