using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using EmojiGen.Art;
using EmojiGen.Imaging;

namespace EmojiGen.Training.Data;

/// <summary>How a dataset is written.</summary>
public sealed record PreparationOptions
{
    /// <summary>Pixels of a side; each gives a file of its own. Default: 64.</summary>
    public ImmutableArray<int> Sizes { get; init; } = [64];

    /// <summary>What the split was drawn with; written down. Default: 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Sentences that captions are made of. Default: <see cref="CaptionTemplates.Standard"/>.</summary>
    public ImmutableArray<string> Templates { get; init; } = CaptionTemplates.Standard;

    /// <summary>What pictures of somebody else's must pass. Default: none.</summary>
    public ImmutableArray<PictureFilter> Filters { get; init; } = [];

    /// <summary>The sets that were drawn from, whose licences go with the dataset. Default: none.</summary>
    public ImmutableArray<ArtSet> Sets { get; init; } = [];

    /// <summary>What pictures are laid on, where a model is to have no transparency; null, the default: nothing.</summary>
    public Rgba? Ground { get; init; }

    /// <summary>Pictures drawn at once. Default: one a processor.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}

/// <summary>Draws samples and writes them as a dataset.</summary>
public static class DatasetPreparation
{
    /// <summary>Pixels of a picture that was left out, on a sheet.</summary>
    public const int ShownSide = 96;

    /// <summary>Yields a step for each sample, in order; after the last one the dataset is in its place. Who stops earlier leaves nothing
    /// behind.</summary>
    /// <param name="folder">New, empty, or a dataset, which is replaced when the new one is complete.</param>
    /// <exception cref="IOException">The folder cannot be written, or holds something else.</exception>
    /// <exception cref="InvalidDataException">No picture is left.</exception>
    /// <exception cref="OperationCanceledException">The caller wished to stop.</exception>
    public static IEnumerable<PreparedSample> Run(string folder, IEnumerable<DatasetSample> samples, PreparationOptions options,
        CancellationToken stop = default)
    {
        if (options.Sizes.IsEmpty || options.Sizes.Any(size => size is < 8 or > 4096)
            || options.Sizes.Distinct().Count() != options.Sizes.Length)
            throw new ArgumentException($"Sizes are from 8 to 4096 pixels, each once, not {string.Join(", ", options.Sizes)}.",
                nameof(options));
        return Steps();

        IEnumerable<PreparedSample> Steps()
        {
            using var writer = new DatasetWriter(folder, options.Sizes);
            var counts = new SortedDictionary<(Split, RecordKind), int>();
            var leftOut = new SortedDictionary<string, int>(StringComparer.Ordinal);
            var drawn = Partitioner.Create(samples, EnumerablePartitionerOptions.NoBuffering).AsParallel().AsOrdered()
                .WithDegreeOfParallelism(Math.Max(1, options.Threads)).WithMergeOptions(ParallelMergeOptions.NotBuffered)
                    .WithCancellation(stop).Select(it => Draw(it, options));
            foreach (var (step, packed) in drawn)
            {
                stop.ThrowIfCancellationRequested();
                if (step.LeftOut is { } reason) leftOut[reason] = leftOut.GetValueOrDefault(reason) + 1;
                else
                {
                    writer.Add(step.Record, packed);
                    var key = (step.Record.Split, step.Record.Kind);
                    counts[key] = counts.GetValueOrDefault(key) + 1;
                }
                yield return step;
            }
            if (writer.Count == 0)
                throw new InvalidDataException(
                $"No picture is left to make a dataset of{(leftOut.Count > 0 ? $": {string.Join(", ", leftOut.Select(it => $"{it.Value} x {it.Key}"))}" : "")}.");
            writer.Commit(json => WriteManifest(json, writer.Count, options, counts, leftOut));
        }
    }

    static (PreparedSample Step, byte[][] Packed) Draw(DatasetSample sample, PreparationOptions options)
    {
        try
        {
            var pictures = options.Sizes.Select(sample.Draw)
                .Select(it => options.Ground is { } ground ? it.CompositeOver(ground) : it).ToArray();
            if (sample.IsForeign)
            {
                var largest = pictures.MaxBy(it => it.Width)!;
                foreach (var filter in options.Filters)
                    if (filter(largest, sample.Record.Prompt) is { } reason)
                        return (new(sample.Record, reason, sample.Name, largest.Fit(ShownSide, ShownSide)), []);
            }
            return (new(sample.Record), [.. pictures.Select(it => PictureCoding.Encode(it.Span, it.Width))]);
        }
        catch (Exception e) when (e is RenderException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return (new(sample.Record, "cannot be drawn", $"{sample.Name}: {e.Message}"), []);
        }
    }

    static void WriteManifest(Utf8JsonWriter json, int count, PreparationOptions options, SortedDictionary<(Split, RecordKind), int> counts,
        SortedDictionary<string, int> leftOut)
    {
        json.WriteString("format", PreparedDataset.Format);
        json.WriteNumber("version", PreparedDataset.Version);
        json.WriteNumber("seed", options.Seed);
        json.WriteNumber("count", count);
        json.WriteStartArray("sizes");
        foreach (var size in options.Sizes) json.WriteNumberValue(size);
        json.WriteEndArray();
        json.WriteStartArray("templates");
        foreach (var template in options.Templates) json.WriteStringValue(template);
        json.WriteEndArray();
        json.WriteStartObject("splits");
        foreach (var split in counts.GroupBy(it => it.Key.Item1))
        {
            json.WriteStartObject(DatasetRecord.Name(split.Key));
            foreach (var ((_, kind), number) in split) json.WriteNumber(DatasetRecord.Name(kind), number);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteStartObject("left_out");
        foreach (var (reason, number) in leftOut) json.WriteNumber(reason, number);
        json.WriteEndObject();
        json.WriteStartArray("sets");
        foreach (var set in options.Sets)
        {
            json.WriteStartObject();
            json.WriteString("style", set.Key);
            json.WriteString("package", $"{set.Package} {set.PackageVersion}");
            json.WriteString("license", set.License.Spdx);
            json.WriteString("attribution", set.Attribution);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
