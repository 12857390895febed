using System.Formats.Tar;
using System.Text;
using System.Text.Json;
using EmojiGen.Imaging;
using EmojiGen.ModelFiles;

namespace EmojiGen.Training.Data;

/// <summary>A tar of samples, as WebDataset: entries of one name before the first dot belong together, <c>0001.png</c> with <c>0001.txt</c>
/// or <c>0001.json</c>.</summary>
/// <remarks>Pictures are held packed in memory while they are imported.</remarks>
public static class WebDatasetSamples
{
    /// <exception cref="IOException">The file is missing or cannot be read.</exception>
    /// <exception cref="InvalidDataException">It is no tar, is cut off, or holds no pictures.</exception>
    public static IReadOnlyList<DatasetSample> Of(string path, ulong seed)
    {
        if (!File.Exists(path)) throw new FileNotFoundException($"Cannot import {path}: there is no such file.", path);
        var found = new SortedDictionary<string, (byte[]? Picture, string? Text, string? Json)>(StringComparer.Ordinal);
        try
        {
            using var stream = File.OpenRead(path);
            using var tar = new TarReader(stream);
            while (tar.GetNextEntry() is { } entry)
            {
                if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || entry.DataStream is not { } data)
                    continue;
                var folder = entry.Name.LastIndexOf('/') + 1;
                var dot = entry.Name.IndexOf('.', folder + 1);
                if (dot < 0) continue;
                var (key, extension) = (entry.Name[..dot], entry.Name[dot..]);
                using var bytes = new MemoryStream();
                data.CopyTo(bytes);
                var sample = found.GetValueOrDefault(key);
                if (PictureFolder.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase)) sample.Picture = bytes.ToArray();
                else if (extension.Equals(".txt", StringComparison.OrdinalIgnoreCase)) sample.Text =
                    Encoding.UTF8.GetString(bytes.ToArray()).Trim();
                else if (extension.Equals(".json", StringComparison.OrdinalIgnoreCase)) sample.Json =
                    Caption(bytes.ToArray(), path, entry.Name);
                else continue;
                found[key] = sample;
            }
        }
        catch (Exception e) when (e is FormatException or EndOfStreamException
            || (e is InvalidDataException && !e.Message.StartsWith("Entry", StringComparison.Ordinal)))
        {
            throw new InvalidDataException($"The file {path} is no tar archive, or is damaged: {e.Message}", e);
        }

        var tarName = Path.GetFileName(path);
        var samples = found.Where(it => it.Value.Picture is not null)
            .Select(it => Sample(it.Key, it.Value.Picture!, it.Value.Text ?? it.Value.Json ?? "", tarName, seed)).ToList();
        return samples.Count > 0 ? samples
            : throw new InvalidDataException($"The archive {path} holds no pictures (entries such as 0001.png beside 0001.txt) to import.");
    }

    static DatasetSample Sample(string key, byte[] picture, string caption, string tar, ulong seed) =>
        new(new DatasetRecord(RecordKind.Image, ImageFolderSamples.SplitOf(key) ?? EmojiSplit.OfName(key, seed),
            caption)
        { Source = $"{tar}/{key}" },
            size => ImageFile.Load((ReadOnlySpan<byte>)picture).Fit(size, size), $"{tar}/{key}", IsForeign: true);

    static string Caption(byte[] bytes, string path, string entry)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return PictureFolder.CaptionIn(json.RootElement) ?? "";
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"Entry {entry} of {path} is no JSON ({JsonText.PlaceOf(e)}).", e);
        }
    }
}
