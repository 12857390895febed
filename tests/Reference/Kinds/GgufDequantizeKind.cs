using System.Collections;
using System.Text.Json;

namespace EmojiGen.Tests.Reference.Kinds;

/// <summary>Every tensor of a GGUF file as float32; its metadata must be those of the case.</summary>
sealed class GgufDequantizeKind : IReferenceKind
{
    public IEnumerable<ReferenceOutput> Run(ReferenceCase reference)
    {
        using var file = GgufFile.Open(reference.File("model", reference.Args.GetProperty("file").GetString()!));
        foreach (var expected in reference.Args.GetProperty("metadata").EnumerateObject())
            if (!IsSame(file.Metadata[expected.Name], expected.Value))
                throw new InvalidDataException($"{expected.Name}: {expected.Value} expected, got {file.Metadata[expected.Name]}");
        foreach (var expected in reference.Args.GetProperty("tensors").EnumerateObject())
            if (file[expected.Name].Kind.ToString().ToUpperInvariant() != expected.Value.GetProperty("type").GetString())
                throw new InvalidDataException($"{expected.Name}: {expected.Value} expected, got {file[expected.Name]}");
        return [.. file.Tensors.Select(tensor => ReferenceOutput.Of(tensor.Name, tensor.Shape, file.ReadSingles(tensor.Name)))];
    }

    static bool IsSame(object? got, JsonElement expected) => expected.ValueKind switch
    {
        JsonValueKind.String => got is string text && text == expected.GetString(),
        JsonValueKind.True or JsonValueKind.False => got is bool flag && flag == expected.GetBoolean(),
        JsonValueKind.Number => got is IConvertible and not (bool or string)
            && Convert.ToDecimal(got, null) is var number && (number == expected.GetDecimal() || got.Equals(expected.GetDouble())),
        JsonValueKind.Array => got is ICollection list && list.Count == expected.GetArrayLength()
            && list.Cast<object>().Zip(expected.EnumerateArray()).All(it => IsSame(it.First, it.Second)),
        _ => false,
    };
}
