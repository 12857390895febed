using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EmojiGen.Training.Data.Pulled;

/// <summary>Writes the pictures of a data set as a folder that <c>prepare</c> and <c>fine-tune</c> read; it is there whole or not at
/// all.</summary>
/// <param name="folder">Where it goes.</param>
/// <param name="origin">What it was made of: the data set and its commit.</param>
public sealed class PulledFolder(string folder, string origin)
{
    /// <summary>Tells a folder of ours from a person's.</summary>
    const string OriginFile = "pulled.txt";

    const int MostPictures = 5_000_000;

    /// <summary>Pictures that were written.</summary>
    public int Written { get; private set; }

    /// <summary>Those without a caption.</summary>
    public int Uncaptioned { get; private set; }

    /// <summary>What was left out since it is no picture that is read: where it stood.</summary>
    public List<string> LeftOut { get; } = [];

    /// <exception cref="IOException">There is something else of that name.</exception>
    public static void ExpectFree(string folder)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()
            && !File.Exists(Path.Combine(folder, OriginFile))))
            throw new IOException($"'{folder}' holds something else than a data set that was pulled: name another with --output.");
    }

    /// <param name="written">Told how many there are.</param>
    /// <exception cref="InvalidDataException">There are no pictures.</exception>
    public void Write(IEnumerable<PulledPicture> pictures, Action<int>? written = null, CancellationToken stop = default)
    {
        ExpectFree(folder);
        var begun = $"{folder}.{Guid.NewGuid():N}";
        try
        {
            // Splits are folders; that of all pictures alone says nothing, and the pictures are split as others are.
            var splits = new Dictionary<Split, StringBuilder>();
            foreach (var it in pictures)
            {
                stop.ThrowIfCancellationRequested();
                if (it.Extension is not { } end) LeftOut.Add(it.Source);
                else Add(it, end, begun, splits);
                if (Written > MostPictures) throw new InvalidDataException($"The data set has more than {MostPictures} pictures.");
                written?.Invoke(Written);
            }
            if (Written == 0) throw new InvalidDataException($"There are no pictures in it ({string.Join(", ", PictureFolder.Extensions)}).");
            foreach (var (split, lines) in splits) File.WriteAllText(Path.Combine(begun, DatasetRecord.Name(split), "metadata.jsonl"), lines.ToString());
            if (splits.Count == 1) Flatten(begun, DatasetRecord.Name(splits.Keys.Single()));
            File.WriteAllText(Path.Combine(begun, OriginFile), origin + "\n");
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
            Directory.Move(begun, folder);
        }
        finally
        {
            if (Directory.Exists(begun)) Directory.Delete(begun, recursive: true);
        }
    }

    void Add(PulledPicture picture, string end, string begun, Dictionary<Split, StringBuilder> splits)
    {
        var split = picture.Split ?? Split.Train;
        var below = Path.Combine(begun, DatasetRecord.Name(split));
        if (!splits.TryGetValue(split, out var lines))
        {
            splits[split] = lines = new();
            Directory.CreateDirectory(below);
        }
        var name = (++Written).ToString("d7", CultureInfo.InvariantCulture) + end;
        File.WriteAllBytes(Path.Combine(below, name), picture.Bytes);
        if (picture.Caption is null) Uncaptioned++;
        lines.Append(CultureInfo.InvariantCulture, $"{{\"file_name\": \"{name}\"");
        if (picture.Caption is { } caption) lines.Append(", \"text\": \"").Append(JsonEncodedText.Encode(caption)).Append('"');
        lines.Append("}\n");
    }

    static void Flatten(string root, string split)
    {
        var other = Path.Combine(root, split);
        foreach (var file in Directory.EnumerateFiles(other)) File.Move(file, Path.Combine(root, Path.GetFileName(file)));
        Directory.Delete(other);
    }

}
