using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using EmojiGen.ModelFiles;

namespace EmojiGen.Language;

/// <summary>A caption near to what was asked for.</summary>
/// <param name="Index">Its place in the list that the file was built from.</param>
/// <param name="Score">The cosine of the two vectors, -1 to 1.</param>
public readonly record struct CaptionMatch(int Index, float Score);

/// <summary>The sentence vectors of a list of captions, computed once: a safetensors file with one fp16 tensor <c>embeddings</c> (captions,
/// dimension), mapped into memory.</summary>
/// <remarks>Metadata names the model, the source of the captions and a checksum of the numbers. Threads may search at once.</remarks>
public sealed class CaptionEmbeddings : IDisposable
{
    const string Tensor = "embeddings";

    /// <summary>Smaller fp16 numbers are subnormal, and are stored as 0: the search reads fp16 by its bits.</summary>
    const float SmallestNormal = 6.103515625e-5f;

    /// <summary>What an fp16's exponent lacks once its bits stand at an fp32's places: 127 - 15.</summary>
    const int MissingExponent = 112;

    readonly SafetensorsFile file;

    CaptionEmbeddings(SafetensorsFile file, int count, int dimension) => (this.file, Count, Dimension) = (file, count, dimension);

    /// <summary>Captions in the file.</summary>
    public int Count { get; }

    /// <summary>Numbers of a vector.</summary>
    public int Dimension { get; }

    /// <summary>Encodes captions and writes their file, at once or not at all.</summary>
    /// <param name="source">What the captions were made from, version included; <see cref="Open"/> asks for the same.</param>
    /// <param name="progress">Gets the share done, 0 to 1.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Build(string path, IReadOnlyList<string> captions, SentenceEncoder encoder, string source,
        IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        const int step = 1024; // enough for all cores to have work
        var rows = new Half[captions.Count * encoder.Dimension];
        for (var start = 0; start < captions.Count; start += step)
        {
            cancellation.ThrowIfCancellationRequested();
            var vectors = encoder.Encode([.. captions.Skip(start).Take(step)]);
            for (var i = 0; i < vectors.Length; i++) Store(vectors[i], rows.AsSpan((start + i) * encoder.Dimension, encoder.Dimension));
            progress?.Report((double)(start + vectors.Length) / captions.Count);
        }
        Write(path, rows, encoder.Dimension, encoder.Identity, source);
    }

    internal static void Store(ReadOnlySpan<float> vector, Span<Half> row)
    {
        for (var i = 0; i < row.Length; i++) row[i] = (Half)(MathF.Abs(vector[i]) < SmallestNormal ? 0 : vector[i]);
    }

    internal static void Write(string path, Half[] rows, int dimension, string model, string source)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var bytes = MemoryMarshal.AsBytes<Half>(rows).ToArray();
        var tensor = SafetensorsSource.From(Tensor, SafetensorsDType.F16, bytes, rows.Length / dimension, dimension);
        SafetensorsWriter.Write(path, [tensor], new Dictionary<string,
            string>
        { ["model"] = model, ["source"] = source, ["checksum"] = Checksum(bytes) });
    }

    /// <summary>Maps a file and reads it through once, to check it.</summary>
    /// <param name="model">The <see cref="SentenceEncoder.Identity"/> that vectors to search for will come from.</param>
    /// <param name="source">As given to <see cref="Build"/>.</param>
    /// <exception cref="IOException">The file is missing or damaged (<see cref="SafetensorsException"/>).</exception>
    /// <exception cref="InvalidDataException">It was damaged later, or made by another model or of other captions. The message says what to
    /// do.</exception>
    public static CaptionEmbeddings Open(string path, string model, string source)
    {
        SafetensorsFile file;
        try
        {
            file = SafetensorsFile.Open(path);
        }
        catch (IOException e)
        {
            throw new IOException($"Caption embeddings cannot be read; run ./setup --rebuild. {e.Message}", e);
        }
        try
        {
            if (!file.TryGet(Tensor, out var entry)
                || entry is not { DType: SafetensorsDType.F16, Shape: [var count and >= 0 and <= int.MaxValue, var dimension and > 0 and <= int.MaxValue] })
                throw Unfit("hold no fp16 matrix 'embeddings'");
            if (Value("checksum") != Checksum(file.Bytes(Tensor))) throw Unfit("are damaged (their checksum differs)");
            if (Value("model") != model) throw Unfit("were made by another sentence encoder");
            if (Value("source") != source) throw Unfit($"were made of other captions ('{Value("source")}', not '{source}')");
            return new CaptionEmbeddings(file, (int)count, (int)dimension);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        string Value(string name) => file.Metadata.TryGetValue(name, out var value) ? value : "";

        InvalidDataException Unfit(string what) => new($"Caption embeddings '{path}' {what}; run ./setup --rebuild.");
    }

    /// <summary>The cosine of a vector with that of each caption.</summary>
    /// <param name="vector">Of length 1, as <see cref="SentenceEncoder"/> gives it.</param>
    /// <param name="scores">One for each caption.</param>
    public void Score(ReadOnlySpan<float> vector, Span<float> scores)
    {
        if (vector.Length != Dimension)
            throw new ArgumentException($"A vector of {Dimension} numbers is expected, got {vector.Length}.", nameof(vector));
        if (scores.Length != Count)
            throw new ArgumentException($"Room for {Count} scores is expected, got {scores.Length}.", nameof(scores));
        ScoreRows(MemoryMarshal.Cast<byte, ushort>(file.Bytes(Tensor)), vector, scores);
        GC.KeepAlive(file);
    }

    /// <summary>The captions nearest to a vector, nearest first; of equals the earlier one.</summary>
    public CaptionMatch[] Nearest(ReadOnlySpan<float> vector, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var scores = new float[Count];
        Score(vector, scores);
        // Few are wanted of many: each is put into its place among the best so far.
        var best = new List<CaptionMatch>(Math.Min(count, Count) + 1);
        for (var i = 0; i < scores.Length; i++)
        {
            if (best.Count == count && (count == 0 || !(scores[i] > best[^1].Score))) continue;
            var place = best.Count;
            while (place > 0 && scores[i] > best[place - 1].Score) place--;
            best.Insert(place, new CaptionMatch(i, scores[i]));
            if (best.Count > count) best.RemoveAt(count);
        }
        return [.. best];
    }

    public void Dispose() => file.Dispose();

    static string Checksum(ReadOnlySpan<byte> bytes)
    {
        var fingerprint = new Fingerprint();
        fingerprint.Add(bytes);
        return fingerprint.ToString();
    }

    /// <remarks>
    /// An fp16's sign, exponent and mantissa are moved to an fp32's places by shifts; what the exponent then lacks is given to the vector
    /// beforehand, where it costs nothing.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)] // short commands call it once
    static void ScoreRows(ReadOnlySpan<ushort> rows, ReadOnlySpan<float> vector, Span<float> scores)
    {
        var query = new float[vector.Length];
        for (var i = 0; i < query.Length; i++) query[i] = MathF.ScaleB(vector[i], MissingExponent);
        ref var row = ref MemoryMarshal.GetReference(rows);
        ref var q = ref MemoryMarshal.GetArrayDataReference(query);
        var places = Vector256.Create(unchecked((int)0x8FFF_E000));
        for (var index = 0; index < scores.Length; index++, row = ref Unsafe.Add(ref row, vector.Length))
        {
            Vector256<float> even = default, odd = default;
            var i = 0;
            for (; i <= vector.Length - 16; i += 16)
            {
                var halves = Vector256.LoadUnsafe(ref row, (nuint)i);
                var low = (Vector256.WidenLower(halves) << 16).AsInt32() >> 3 & places;
                var high = (Vector256.WidenUpper(halves) << 16).AsInt32() >> 3 & places;
                even = Vector256.MultiplyAddEstimate(low.AsSingle(), Vector256.LoadUnsafe(ref q, (nuint)i), even);
                odd = Vector256.MultiplyAddEstimate(high.AsSingle(), Vector256.LoadUnsafe(ref q, (nuint)i + 8), odd);
            }
            var sum = Vector256.Sum(even + odd);
            for (; i < vector.Length; i++)
                sum += BitConverter.Int32BitsToSingle((Unsafe.Add(ref row, i) << 16) >> 3 & places[0]) * query[i];
            scores[index] = sum;
        }
    }
}
