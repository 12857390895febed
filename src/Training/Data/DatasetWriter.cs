using System.Text.Json;

namespace EmojiGen.Training.Data;

/// <summary>Writes a dataset into a folder beside its place and moves it there when it is complete: it is there whole or not at
/// all.</summary>
sealed class DatasetWriter : IDisposable
{
    static readonly JsonWriterOptions indented = new() { Indented = true };

    readonly string folder, beside;
    readonly PictureFileWriter[] pictures;
    readonly StreamWriter records;
    bool committed;

    /// <param name="folder">Must not be there, be empty, or hold a dataset, which is replaced at the end.</param>
    /// <exception cref="IOException">It holds something else, or cannot be written.</exception>
    public DatasetWriter(string folder, IReadOnlyList<int> sizes)
    {
        this.folder = Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar);
        if (File.Exists(this.folder)) throw new IOException($"Cannot write the dataset {folder}: there is a file of that name.");
        if (Directory.Exists(this.folder) && Directory.EnumerateFileSystemEntries(this.folder).Any()
            && !File.Exists(Path.Combine(this.folder, PreparedDataset.ManifestName)))
            throw new IOException($"Cannot write the dataset {folder}: the folder holds something else; name a new one.");
        Directory.CreateDirectory(Path.GetDirectoryName(this.folder)!);
        beside = $"{this.folder}.{Environment.ProcessId}.partial";
        if (Directory.Exists(beside)) Directory.Delete(beside, recursive: true); // of a process that was killed
        Directory.CreateDirectory(beside);
        pictures = [.. sizes.Select(size => new PictureFileWriter(PreparedDataset.PicturesOf(beside, size), size))];
        records = new StreamWriter(Path.Combine(beside, PreparedDataset.RecordsName));
    }

    public int Count { get; private set; }

    /// <param name="packed">One picture a size.</param>
    public void Add(DatasetRecord record, IReadOnlyList<byte[]> packed)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line)) record.Write(json);
        records.WriteLine(System.Text.Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length));
        for (var i = 0; i < pictures.Length; i++) pictures[i].Add(packed[i]);
        Count++;
    }

    /// <param name="manifest">Writes the fields of <c>dataset.json</c>.</param>
    /// <returns>Bytes of the pictures' files.</returns>
    public long Commit(Action<Utf8JsonWriter> manifest)
    {
        var bytes = pictures.Sum(it => it.Finish());
        CloseAll();
        using (var stream = File.Create(Path.Combine(beside, PreparedDataset.ManifestName)))
        using (var json = new Utf8JsonWriter(stream, indented))
        {
            json.WriteStartObject();
            manifest(json);
            json.WriteEndObject();
        }
        if (Directory.Exists(folder))
        {
            var old = beside + ".old";
            Directory.Move(folder, old);
            Directory.Move(beside, folder);
            Directory.Delete(old, recursive: true);
        }
        else Directory.Move(beside, folder);
        committed = true;
        return bytes;
    }

    public void Dispose()
    {
        CloseAll();
        if (!committed && Directory.Exists(beside)) Directory.Delete(beside, recursive: true);
    }

    void CloseAll()
    {
        foreach (var file in pictures) file.Dispose();
        records.Dispose();
    }
}
