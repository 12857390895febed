using System.Collections.Immutable;
using System.Text.Json;

namespace EmojiGen.Training.Data;

/// <summary>A dataset on disk, read without libvips. Safe to share between threads.</summary>
/// <remarks>A folder of <c>dataset.json</c> (what it is), <c>records.jsonl</c> (a record a line) and <c>pictures-SIZE.bin</c> (<see
/// cref="PictureFile"/>), in one order.</remarks>
public sealed class PreparedDataset : IDisposable
{
    internal const string ManifestName = "dataset.json", RecordsName = "records.jsonl", Format = "emojigen-dataset";
    internal const int Version = 1;

    readonly PictureFile pictures;
    readonly ImmutableArray<int>[] splits;

    PreparedDataset(string folder, PictureFile pictures, ImmutableArray<DatasetRecord> records, ImmutableArray<int> sizes,
        ImmutableArray<string> templates, ulong seed)
    {
        (Folder, this.pictures, Records, Sizes, Templates, Seed) = (folder, pictures, records, sizes, templates, seed);
        splits = [.. Enum.GetValues<Split>()
            .Select(split => Enumerable.Range(0, records.Length).Where(i => records[i].Split == split).ToImmutableArray())];
    }

    public string Folder { get; }

    public ImmutableArray<DatasetRecord> Records { get; }

    /// <summary>Pixels of a side that there are pictures of, in the order they were asked for.</summary>
    public ImmutableArray<int> Sizes { get; }

    /// <summary>For <see cref="CaptionTemplates.Apply"/>.</summary>
    public ImmutableArray<string> Templates { get; }

    /// <summary>What the split was drawn with.</summary>
    public ulong Seed { get; }

    /// <summary>Pixels of the side of what <see cref="Read(int)"/> gives.</summary>
    public int Side => pictures.Side;

    public int Count => Records.Length;

    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, ManifestName));

    /// <summary>Says before anything is loaded that a dataset is missing.</summary>
    /// <exception cref="FileNotFoundException">The folder is no dataset.</exception>
    public static void Expect(string folder)
    {
        if (IsIn(folder)) return;
        throw new FileNotFoundException(
            $"The folder {folder} holds no dataset ({ManifestName} is missing): make one with emoji-dev prepare.",
            Path.Combine(folder, ManifestName));
    }

    /// <param name="folder">What <c>emoji-dev prepare</c> wrote.</param>
    /// <param name="size">One of its sizes; null: the first.</param>
    /// <exception cref="IOException">The folder is no dataset, or a file is missing.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    /// <exception cref="ArgumentException">There are no pictures of this size.</exception>
    public static PreparedDataset Open(string folder, int? size = null)
    {
        Expect(folder);
        var manifest = Path.Combine(folder, ManifestName);
        var (seed, sizes, templates, count) = ReadManifest(manifest);
        var side = size ?? sizes[0];
        if (!sizes.Contains(side))
            throw new ArgumentException(
            $"The dataset {folder} has pictures of {string.Join(", ", sizes)} pixels, not of {side}: prepare it with pictures of that size too.", nameof(size));
        var records = ReadRecords(Path.Combine(folder, RecordsName));
        var pictures = PictureFile.Open(PicturesOf(folder, side));
        if (records.Length == count && pictures.Count == count && pictures.Side == side)
            return new PreparedDataset(folder, pictures, records, sizes, templates, seed);
        pictures.Dispose();
        throw new InvalidDataException(
            $"The dataset {folder} does not go together ({count} pictures by {ManifestName}, {records.Length} records, {pictures.Count} pictures): prepare it anew with emoji-dev prepare.");
    }

    /// <summary>Places of the records of a split, in order.</summary>
    public ImmutableArray<int> Split(Split split) => splits[(int)split];

    /// <summary>Places of what a model is measured on: records of some kinds of a split.</summary>
    /// <param name="none">What the split has not, where there are none: <c>no emoji</c>.</param>
    /// <param name="purpose">The end of the sentence: what is measured on them, and how to get some.</param>
    /// <exception cref="InvalidDataException">There are none.</exception>
    public int[] Measured(Split split, Func<RecordKind, bool> kinds, string none, string purpose)
    {
        int[] places = [.. Split(split).Where(i => kinds(Records[i].Kind))];
        return places.Length > 0 ? places
            : throw new InvalidDataException($"The dataset {Folder} has {none} of the {split.ToString().ToLowerInvariant()} split, which {purpose}.");
    }

    /// <summary>The picture of a record: side x side x 4 bytes of RGBA, straight alpha, rows from the top.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public byte[] Read(int index)
    {
        var rgba = new byte[Side * Side * 4];
        pictures.Read(index, rgba);
        return rgba;
    }

    /// <inheritdoc cref="Read(int)"/>
    public void Read(int index, Span<byte> rgba) => pictures.Read(index, rgba);

    /// <summary>The pictures of some records, one after the other.</summary>
    /// <inheritdoc cref="Read(int)"/>
    public byte[] ReadAll(IReadOnlyList<int> indices)
    {
        var bytes = Side * Side * 4;
        var rgba = new byte[indices.Count * bytes];
        for (var i = 0; i < indices.Count; i++) Read(indices[i], rgba.AsSpan(i * bytes, bytes));
        return rgba;
    }

    /// <summary>All captions of a record, the prompt alone first.</summary>
    public IEnumerable<string> Captions(int index) => CaptionTemplates.Apply(Templates, Records[index]);

    public void Dispose() => pictures.Dispose();

    internal static string PicturesOf(string folder, int side) =>
        Path.Combine(folder, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"pictures-{side}.bin"));

    static (ulong Seed, ImmutableArray<int> Sizes, ImmutableArray<string> Templates, int Count) ReadManifest(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = json.RootElement;
            if (root.GetProperty("format").GetString() != Format) throw new FormatException("it is of another format");
            if (root.GetProperty("version").GetInt32() is not Version and var version)
                throw new FormatException($"it is of version {version}, and this program reads {Version}");
            ImmutableArray<int> sizes = [.. root.GetProperty("sizes").EnumerateArray().Select(it => it.GetInt32())];
            if (sizes.IsEmpty) throw new FormatException("it names no sizes");
            return (root.GetProperty("seed").GetUInt64(), sizes,
                [.. root.GetProperty("templates").EnumerateArray().Select(it => it.GetString()!)], root.GetProperty("count").GetInt32());
        }
        catch (Exception e) when (e is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException(
                $"The dataset's file {path} cannot be read ({e.Message.TrimEnd('.')}): prepare it anew with emoji-dev prepare.", e);
        }
    }

    static ImmutableArray<DatasetRecord> ReadRecords(string path)
    {
        if (!File.Exists(path))
            throw new FileNotFoundException($"The dataset's file {path} is missing: prepare it anew with emoji-dev prepare.", path);
        var records = ImmutableArray.CreateBuilder<DatasetRecord>();
        foreach (var line in File.ReadLines(path))
        {
            try
            {
                using var json = JsonDocument.Parse(line);
                records.Add(DatasetRecord.Read(json.RootElement));
            }
            catch (Exception e) when (e is JsonException or FormatException)
            {
                throw new InvalidDataException(
                    $"Line {records.Count + 1} of the dataset's file {path} is no record ({e.Message.TrimEnd('.')}): prepare it anew with emoji-dev prepare.", e);
            }
        }
        return records.ToImmutable();
    }
}
