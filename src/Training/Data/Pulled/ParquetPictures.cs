using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace EmojiGen.Training.Data.Pulled;

/// <summary>Pictures in a Parquet file as the hub's own tools write them: a column <c>image</c> of bytes and path, one of text.</summary>
/// <remarks>What stands in <c>path</c> is not opened: bytes alone count.</remarks>
static class ParquetPictures
{
    /// <summary>What a group of rows may become in memory; tools write a few hundred MB.</summary>
    const long MostGroupBytes = 2L << 30;

    const long MostGroupRows = 1_000_000;

    /// <summary>Pictures are packed already: what grows by more than this is none.</summary>
    const long MostGrowth = 200;

    static readonly string[] pictureColumns = ["image", "img", "picture", "jpg", "png", "webp"],
        captionColumns = ["text", "caption", "prompt", "txt"];

    /// <param name="path">The file.</param>
    /// <param name="source">What it is called.</param>
    /// <param name="captionColumn">The column with captions; null: <c>text</c>, <c>caption</c>, <c>prompt</c> or <c>txt</c>.</param>
    /// <exception cref="InvalidDataException">It is damaged, has no pictures, or would need more memory than pictures do.</exception>
    public static IEnumerable<PulledPicture> Of(string path, string source, string? captionColumn)
    {
        using var stream = File.OpenRead(path);
        using var reader = new Disposed(Guard(source, () => ParquetReader.CreateAsync(stream, new ParquetOptions { TreatByteArrayAsString = false })));
        var file = reader.Reader;
        var fields = Guard(source, () => Task.FromResult(file.Schema.GetDataFields()));
        var pictures = fields.FirstOrDefault(IsPicture) ?? throw new InvalidDataException(
            $"'{source}' has no column of pictures (image, with bytes); its columns are {string.Join(", ", fields.Take(10).Select(it => it.Path.ToString()))}.");
        var texts = Caption(fields, captionColumn, source);
        var split = PulledPicture.SplitOf(source);
        for (var group = 0; group < file.RowGroupCount; group++)
        {
            using var rows = file.OpenRowGroupReader(group);
            Check(rows.RowGroup, source, stream.Length);
            var bytes = new byte[]?[(int)rows.RowCount];
            var captions = new string?[(int)rows.RowCount];
            Guard(source, () => Read(rows, pictures, bytes));
            if (texts is not null) Guard(source, () => Read(rows, texts, captions));
            for (var row = 0; row < bytes.Length; row++)
            {
                if (bytes[row] is not { Length: > 0 and <= PulledPicture.MostBytes } one) continue;
                bytes[row] = []; // not needed by the group any more
                yield return new(one, PulledPicture.Tidy(captions[row]), split, $"{source}, row {row + 1} of group {group + 1}");
            }
        }
    }

    static bool IsPicture(DataField field)
    {
        var parts = field.Path.ToList();
        return IsOf<byte>(field) && !field.IsArray && field.MaxRepetitionLevel == 0
            && pictureColumns.Contains(parts[0], StringComparer.OrdinalIgnoreCase)
            && (parts.Count == 1 || (parts.Count == 2 && parts[1] == "bytes"));
    }

    /// <summary>A run of bytes or characters, whichever type the reader has for it.</summary>
    static bool IsOf<T>(DataField field) => field.ClrType == typeof(ReadOnlyMemory<T>) || field.ClrType == typeof(T[])
        || (typeof(T) == typeof(char) && field.ClrType == typeof(string));

    static DataField? Caption(DataField[] fields, string? named, string source)
    {
        DataField[] texts = [.. fields.Where(it => it.Path.Length == 1 && it.MaxRepetitionLevel == 0 && IsOf<char>(it))];
        if (named is null) return captionColumns.Select(Column).FirstOrDefault(it => it is not null);
        return Column(named) ?? throw new InvalidDataException(
            $"'{source}' has no column of text '{named}'; it has {(texts.Length == 0 ? "none" : string.Join(", ", texts.Select(it => it.Name)))}.");

        DataField? Column(string name) => texts.FirstOrDefault(it => it.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>What the file says of its own size is believed only where it can be true.</summary>
    static void Check(RowGroup group, string source, long fileBytes)
    {
        var becomes = group.Columns.Sum(it => Math.Max(0, it.MetaData?.TotalUncompressedSize ?? 0));
        var stored = group.Columns.Sum(it => Math.Max(0, it.MetaData?.TotalCompressedSize ?? 0));
        if (group.NumRows is < 0 or > MostGroupRows || becomes > MostGroupBytes || becomes > MostGrowth * Math.Max(stored, 1 << 20)
            || stored > fileBytes || group.Columns.Any(it => it.MetaData is { TotalUncompressedSize: < 0 } or { TotalCompressedSize: < 0 }))
            throw new InvalidDataException(
                $"'{source}' claims a group of {group.NumRows} rows that take {becomes} bytes in memory and {stored} in the file: no pictures are so, and it was not unpacked.");
    }

    static async Task<bool> Read(ParquetRowGroupReader rows, DataField field, byte[]?[] into)
    {
        await rows.ReadAsync(field, into.AsMemory()).ConfigureAwait(false);
        return true;
    }

    static async Task<bool> Read(ParquetRowGroupReader rows, DataField field, string?[] into)
    {
        await rows.ReadAsync(field, into.AsMemory()).ConfigureAwait(false);
        return true;
    }

    /// <summary>A damaged file makes the reader throw whatever its arithmetic runs into.</summary>
    static T Guard<T>(string source, Func<Task<T>> read)
    {
        try
        {
            return read().GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not (OperationCanceledException or UnauthorizedAccessException))
        {
            throw new InvalidDataException($"'{source}' is no Parquet file that can be read, or is damaged.", e);
        }
    }

    /// <summary>The reader is disposed of asynchronously alone.</summary>
    sealed class Disposed(ParquetReader reader) : IDisposable
    {
        public ParquetReader Reader => reader;

        public void Dispose() => reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
