using System.Text.Json;

namespace EmojiGen.ModelFiles;

/// <summary>What a header says of one tensor.</summary>
/// <param name="Shape">Row-major, outermost first; empty for a scalar.</param>
/// <param name="Offset">Of the first byte, from the start of the data (not of the file).</param>
public sealed record SafetensorsEntry(string Name, SafetensorsDType DType, long[] Shape, long Offset, long ByteLength)
{
    /// <summary>Elements in all; 1 for a scalar, 0 where a dimension is 0.</summary>
    public long Count => ByteLength / DType.Size();

    public string ShapeText => $"({string.Join(", ", Shape)})";
}

/// <summary>The header of a safetensors file: eight bytes of length, a JSON object, and the promise that the tensors fill the data without
/// gap or overlap.</summary>
/// <remarks>Format: github.com/huggingface/safetensors, "Format"; the limit on the header is that of the published reader.</remarks>
sealed record SafetensorsHeader(SafetensorsEntry[] Entries, IReadOnlyDictionary<string, string> Metadata)
{
    public const int LengthBytes = 8;
    public const long MaximumLength = 100_000_000;
    public const string MetadataKey = "__metadata__";

    /// <param name="json">The header without its length.</param>
    /// <param name="dataLength">Bytes in the file after the header.</param>
    /// <exception cref="SafetensorsException">Anything is not as the format says.</exception>
    public static SafetensorsHeader Parse(ReadOnlySpan<byte> json, long dataLength, string path)
    {
        if (json.IsEmpty || json[0] != (byte)'{')
            throw new SafetensorsException(path, null, "the header does not begin with '{'; is it a safetensors file?");
        var entries = new List<SafetensorsEntry>();
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        string? key = null;
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                key = Text(ref reader, path, null);
                if (!names.Add(key)) throw new SafetensorsException(path, key, "the key stands twice in the header");
                reader.Read();
                if (key == MetadataKey) ReadMetadata(ref reader, metadata, path);
                else entries.Add(ReadEntry(ref reader, key, path));
            }
            key = null;
            while (reader.Read()) { } // only spaces may follow
        }
        catch (JsonException e)
        {
            throw new SafetensorsException(path, key,
                $"the header is not valid JSON at byte {LengthBytes + e.BytePositionInLine.GetValueOrDefault()}; the file is damaged", e);
        }
        entries.Sort((a, b) => a.Offset != b.Offset ? a.Offset.CompareTo(b.Offset) : a.ByteLength.CompareTo(b.ByteLength));
        CheckThatDataIsFilled(entries, dataLength, path);
        return new SafetensorsHeader([.. entries], metadata);
    }

    static void ReadMetadata(ref Utf8JsonReader reader, Dictionary<string, string> metadata, string path)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw Wrong(path, MetadataKey, "an object of strings", reader.TokenType);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = Text(ref reader, path, MetadataKey);
            reader.Read();
            if (reader.TokenType != JsonTokenType.String) throw Wrong(path, MetadataKey, $"a string for '{name}'", reader.TokenType);
            if (!metadata.TryAdd(name, Text(ref reader, path, MetadataKey)))
                throw new SafetensorsException(path, MetadataKey, $"'{name}' stands twice");
        }
    }

    static SafetensorsEntry ReadEntry(ref Utf8JsonReader reader, string key, string path)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw Wrong(path, key, "an object with dtype, shape and data_offsets", reader.TokenType);
        SafetensorsDType? dtype = null;
        long[]? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Text(ref reader, path, key);
            reader.Read();
            switch (field)
            {
                case "dtype" when dtype is null:
                    if (reader.TokenType != JsonTokenType.String) throw Wrong(path, key, "a string for dtype", reader.TokenType);
                    var name = Text(ref reader, path, key);
                    if (!SafetensorsDTypes.TryParse(name, out var parsed))
                        throw new SafetensorsException(path, key,
                            $"dtype '{name}' is not one of {string.Join(", ", Enum.GetNames<SafetensorsDType>())}");
                    dtype = parsed;
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(ref reader, field, key, path);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(ref reader, field, key, path);
                    if (offsets.Length != 2)
                        throw new SafetensorsException(path, key, $"data_offsets must be two numbers, not {offsets.Length}");
                    break;
                case "dtype" or "shape" or "data_offsets":
                    throw new SafetensorsException(path, key, $"{field} stands twice");
                default:
                    reader.Skip(); // fields of later versions
                    break;
            }
        }
        if (dtype is null || shape is null || offsets is null)
            throw new SafetensorsException(path, key, $"{(dtype is null ? "dtype" : shape is null ? "shape" : "data_offsets")} is missing");
        return Checked(key, dtype.Value, shape, offsets[0], offsets[1], path);
    }

    static SafetensorsEntry Checked(string key, SafetensorsDType dtype, long[] shape, long begin, long end, string path)
    {
        if (end < begin) throw new SafetensorsException(path, key, $"data_offsets end ({end}) before they begin ({begin})");
        long bytes = dtype.Size();
        try
        {
            // A zero may not hide an overflow: libtorch multiplies in its own order.
            foreach (var size in shape) bytes = checked(bytes * Math.Max(size, 1));
        }
        catch (OverflowException e)
        {
            throw new SafetensorsException(path, key, $"the shape ({string.Join(", ", shape)}) overflows 64 bits", e);
        }
        foreach (var size in shape)
        {
            if (size == 0) bytes = 0;
        }
        if (bytes != end - begin)
            throw new SafetensorsException(path, key,
                $"{dtype} of shape ({string.Join(", ", shape)}) needs {bytes} bytes, but data_offsets hold {end - begin}");
        return new SafetensorsEntry(key, dtype, shape, begin, bytes);
    }

    static long[] ReadNumbers(ref Utf8JsonReader reader, string field, string key, string path)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Wrong(path, key, $"an array of whole numbers for {field}", reader.TokenType);
        var numbers = new List<long>(4);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var number) || number < 0)
                throw new SafetensorsException(path, key, $"{field} must hold whole numbers from 0 to 2^63 - 1");
            numbers.Add(number);
        }
        return [.. numbers];
    }

    static void CheckThatDataIsFilled(List<SafetensorsEntry> entries, long dataLength, string path)
    {
        long filled = 0;
        foreach (var entry in entries)
        {
            if (entry.Offset != filled)
                throw new SafetensorsException(path, entry.Name,
                    $"its data begins at {entry.Offset}, where {filled} is expected: {(entry.Offset < filled ? "two tensors overlap" : "a gap")}");
            filled += entry.ByteLength;
            if (filled > dataLength)
                throw new SafetensorsException(path, entry.Name,
                    $"its data ends at {filled}, but the file holds {dataLength} bytes of data; it is truncated, fetch it again");
        }
        if (filled != dataLength)
            throw new SafetensorsException(path, null, $"the tensors take {filled} bytes, but {dataLength} follow the header");
    }

    /// <summary>The string at the reader; text that is no UTF-16 (lone surrogates) or no UTF-8 is the file's fault, not the
    /// program's.</summary>
    static string Text(ref Utf8JsonReader reader, string path, string? key)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw new SafetensorsException(path, key, "the header holds a string that is not valid text", e);
        }
    }

    static SafetensorsException Wrong(string path, string key, string expected, JsonTokenType got) =>
        new(path, key, $"{expected} is expected, not {got}");

    /// <summary>The bytes before the data: length and JSON, padded with spaces so that the data is aligned to 8.</summary>
    public static byte[] Write(IEnumerable<SafetensorsEntry> entries, IReadOnlyDictionary<string, string>? metadata)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json,
            new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                writer.WriteStartObject(MetadataKey);
                foreach (var (name, value) in metadata.OrderBy(m => m.Key, StringComparer.Ordinal)) writer.WriteString(name, value);
                writer.WriteEndObject();
            }
            foreach (var entry in entries)
            {
                writer.WriteStartObject(entry.Name);
                writer.WriteString("dtype", entry.DType.ToString());
                writer.WriteStartArray("shape");
                foreach (var size in entry.Shape) writer.WriteNumberValue(size);
                writer.WriteEndArray();
                writer.WriteStartArray("data_offsets");
                writer.WriteNumberValue(entry.Offset);
                writer.WriteNumberValue(entry.Offset + entry.ByteLength);
                writer.WriteEndArray();
                writer.WriteEndObject();
            }
            writer.WriteEndObject();
        }
        while (json.Length % 8 != 0) json.WriteByte((byte)' ');
        return [.. BitConverter.GetBytes(json.Length), .. json.GetBuffer().AsSpan(0, (int)json.Length)];
    }
}
