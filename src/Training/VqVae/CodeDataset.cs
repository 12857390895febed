using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using EmojiGen.Language;
using EmojiGen.ModelFiles;
using EmojiGen.Models;
using EmojiGen.Models.VqVae;
using EmojiGen.Torch;
using EmojiGen.Training.Data;
using EmojiGen.Training.FineTuning;

namespace EmojiGen.Training.VqVae;

/// <summary>The pictures of a dataset as a VQ-VAE's codes, and what each may be asked for by as sentence embeddings: computed once, kept in
/// a file.</summary>
public sealed class CodeDataset
{
    const int PictureBatch = 32, TextBatch = 256;
    const string Codes = "codes", Sentences = "sentences", Source = "source";

    readonly short[] codes;          // (pictures, codes of one)
    readonly float[] sentences;      // (texts, dimension)
    readonly ImmutableArray<ImmutableArray<int>> texts;
    readonly ImmutableArray<Split> splits;

    CodeDataset(short[] codes, float[] sentences, int dimension, CaptionTexts captions, PreparedDataset dataset)
    {
        (this.codes, this.sentences, Dimension, texts) = (codes, sentences, dimension, captions.OfRecords);
        CodeCount = codes.Length / dataset.Count;
        Styles = StylesOf(dataset);
        StyleOf = [.. dataset.Records.Select(it => Styles.IndexOf(it.Style))];
        splits = [.. dataset.Records.Select(it => it.Split)];
    }

    /// <summary>Codes of a picture.</summary>
    public int CodeCount { get; }

    /// <summary>Numbers of a sentence's embedding.</summary>
    public int Dimension { get; }

    /// <summary>Keys of the styles, by their numbers.</summary>
    public ImmutableArray<string> Styles { get; }

    /// <summary>Each picture's style; -1 of one without.</summary>
    public ImmutableArray<int> StyleOf { get; }

    /// <summary>Places of the pictures of a split, in order.</summary>
    public ImmutableArray<int> Split(Split split) => [.. Enumerable.Range(0, splits.Length).Where(i => splits[i] == split)];

    /// <summary>Sentences that a picture may be asked for by, the first its prompt.</summary>
    public ImmutableArray<int> TextsOf(int picture) => texts[picture];

    /// <returns>(B, codes of a picture) int64</returns>
    public Tensor ReadCodes(ReadOnlySpan<int> pictures)
    {
        var read = new long[pictures.Length * CodeCount];
        for (var i = 0; i < pictures.Length; i++)
            for (var c = 0; c < CodeCount; c++) read[(i * CodeCount) + c] = codes[(pictures[i] * CodeCount) + c];
        return Tensor.From(read, pictures.Length, CodeCount);
    }

    /// <param name="texts">What <see cref="TextsOf"/> gave; what is left out of account may be 0.</param>
    /// <returns>(B, dimension) float32; null where no picture has a caption</returns>
    public Tensor? ReadSentences(ReadOnlySpan<int> texts)
    {
        if (sentences.Length == 0) return null;
        var read = new float[texts.Length * Dimension];
        for (var i = 0; i < texts.Length; i++) sentences.AsSpan(texts[i] * Dimension, Dimension).CopyTo(read.AsSpan(i * Dimension));
        return Tensor.From(read, texts.Length, Dimension);
    }

    /// <summary>What the numbers of a file were computed from: the network's weights, the pictures' names, the encoder.</summary>
    /// <param name="weights">The VQ-VAE's folder.</param>
    public static string Identity(string weights, PreparedDataset dataset, string encoder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(weights, "*.safetensors").Order(StringComparer.Ordinal))
            hash.AppendData(File.ReadAllBytes(file));
        foreach (var record in dataset.Records)
            hash.AppendData(Encoding.UTF8.GetBytes($"{record.Style}/{record.Prompt}/{string.Join('/', record.Words)}\n"));
        hash.AppendData(Encoding.UTF8.GetBytes($"{encoder} {dataset.Count} {dataset.Seed} {dataset.Side}"));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Computes and writes the file.</summary>
    /// <param name="identity">What <see cref="Identity"/> gave.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">There are too many codes.</exception>
    public static IEnumerable<Preparation> Create(string path, string identity, VqVaeModel model, PreparedDataset dataset,
        SentenceEncoder encoder, CancellationToken stop = default)
    {
        if (model.Config.CodebookSize > short.MaxValue + 1)
            throw new ArgumentException($"Codes are kept as 16-bit numbers, and this VQ-VAE has {model.Config.CodebookSize} of them.",
            nameof(model));
        var count = model.Config.LatentSize * model.Config.LatentSize;
        var codes = new short[dataset.Count * count];
        foreach (var places in Enumerable.Range(0, dataset.Count).Chunk(PictureBatch))
        {
            stop.ThrowIfCancellationRequested();
            Encode(places, codes.AsSpan(places[0] * count));
            yield return new("pictures", places[^1] + 1, dataset.Count);
        }
        var captions = CaptionTexts.Of(dataset);
        var sentences = new float[captions.All.Length * encoder.Dimension];
        for (var start = 0; start < captions.All.Length; start += TextBatch)
        {
            stop.ThrowIfCancellationRequested();
            var vectors = encoder.Encode([.. captions.All.Skip(start).Take(TextBatch)]);
            for (var i = 0; i < vectors.Length; i++) vectors[i].CopyTo(sentences.AsSpan((start + i) * encoder.Dimension));
            yield return new("captions", start + vectors.Length, captions.All.Length);
        }
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        SafetensorsWriter.Write(path,
        [
            SafetensorsSource.From(Codes, SafetensorsDType.I16, MemoryMarshal.AsBytes<short>(codes).ToArray(), dataset.Count, count),
            SafetensorsSource.From(Sentences, sentences, captions.All.Length, encoder.Dimension),
        ], new Dictionary<string, string> { [Source] = identity });

        void Encode(int[] places, Span<short> into)
        {
            using var scope = new TensorScope();
            var found = model.Encode(RgbaPictures.FromRgba(dataset.ReadAll(places), dataset.Side, model.Config.Channels).To(model.Device)).Reshape(-1)
                .ToArray<long>();
            for (var i = 0; i < found.Length; i++) into[i] = (short)found[i];
        }
    }

    /// <returns>Null where there is no such file, or one of other pictures, weights or captions.</returns>
    /// <exception cref="IOException">The file is damaged.</exception>
    public static CodeDataset? Open(string path, string identity, PreparedDataset dataset)
    {
        if (!File.Exists(path)) return null;
        using var file = SafetensorsFile.Open(path);
        if (file.Metadata.GetValueOrDefault(Source) != identity) return null;
        var captions = CaptionTexts.Of(dataset);
        if (!file.TryGet(Codes, out var codes) || codes is not { DType: SafetensorsDType.I16, Shape: [var pictures, > 0] }
            || pictures != dataset.Count) return null;
        if (!file.TryGet(Sentences, out var sentences)
            || sentences is not { DType: SafetensorsDType.F32, Shape: [var texts, > 0 and < int.MaxValue and var dimension] } || texts != captions.All.Length) return null;
        return new(MemoryMarshal.Cast<byte, short>(file.Bytes(Codes)).ToArray(), file.ReadSingles(Sentences), (int)dimension, captions,
            dataset);
    }

    static ImmutableArray<string> StylesOf(PreparedDataset dataset) =>
        [.. dataset.Records.Select(it => it.Style).Where(it => it.Length > 0).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>All captions, each once, and which are those of each record.</summary>
    sealed record CaptionTexts(ImmutableArray<string> All, ImmutableArray<ImmutableArray<int>> OfRecords)
    {
        public static CaptionTexts Of(PreparedDataset dataset)
        {
            var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
            var all = ImmutableArray.CreateBuilder<string>();
            return new CaptionTexts([],
                [.. dataset.Records.Select(record => record.Words.Prepend(record.Prompt).Where(it => it.Length > 0).Select(Number).ToImmutableArray())]) with
            { All = all.ToImmutable() };

            int Number(string text)
            {
                if (numbers.TryGetValue(text, out var number)) return number;
                numbers.Add(text, all.Count);
                all.Add(text);
                return all.Count - 1;
            }
        }
    }
}
