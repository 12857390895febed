using EmojiGen.Hub;

namespace EmojiGen.Training.Data.Pulled;

/// <summary>How the pictures of a data set are published.</summary>
public enum PulledLayout
{
    Parquet,
    WebDataset,
    ImageFolder,
}

/// <summary>Tells layouts apart, and reads each.</summary>
public static class PulledLayouts
{
    /// <summary>Patterns of the files that a data set's pictures are read from.</summary>
    public static IReadOnlyList<string> Patterns { get; } =
        ["*.parquet", "*.tar", "*metadata.jsonl", "*metadata.csv", "*.txt", .. PictureFolder.Extensions.Select(it => "*" + it)];

    /// <exception cref="InvalidDataException">None of the files is of a layout that is read.</exception>
    public static PulledLayout Of(HubSnapshot snapshot) =>
        Has(snapshot, ".parquet") ? PulledLayout.Parquet
        : Has(snapshot, ".tar") ? PulledLayout.WebDataset
        : PictureFolder.Extensions.Any(it => Has(snapshot, it)) ? PulledLayout.ImageFolder
        : throw new InvalidDataException(
            $"Of data set {snapshot.Name} nothing is Parquet, a WebDataset tar or a picture: {string.Join(", ", snapshot.Files.Take(5))}.");

    /// <summary>The pictures in order of the files' names.</summary>
    /// <param name="captionColumn">The column or field with captions; null: the usual ones.</param>
    /// <inheritdoc cref="Of"/>
    public static IEnumerable<PulledPicture> Read(HubSnapshot snapshot, string? captionColumn)
    {
        var layout = Of(snapshot);
        if (layout == PulledLayout.ImageFolder) return FolderPictures.Of(snapshot.Folder, snapshot.Files, captionColumn);
        var end = layout == PulledLayout.Parquet ? ".parquet" : ".tar";
        return snapshot.Files.Where(it => it.EndsWith(end, StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)
            .SelectMany(file => layout == PulledLayout.Parquet
                ? ParquetPictures.Of(Path.Combine(snapshot.Folder, file), file, captionColumn)
                : TarPictures.Of(Path.Combine(snapshot.Folder, file), file, captionColumn));
    }

    static bool Has(HubSnapshot snapshot, string end) => snapshot.Files.Any(it => it.EndsWith(end, StringComparison.OrdinalIgnoreCase));
}
