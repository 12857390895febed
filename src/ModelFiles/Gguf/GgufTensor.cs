namespace EmojiGen.ModelFiles;

/// <summary>A tensor in a GGUF file.</summary>
/// <param name="Shape">Outermost first, as everywhere here; the file has them the other way round: <c>[576, 49152]</c> are 49,152 rows of
/// 576.</param>
/// <param name="Offset">Of its first byte in the file.</param>
/// <param name="Bytes">Whole blocks: a row is a whole number of them.</param>
public sealed record GgufTensor(string Name, GgufBlockKind Kind, long[] Shape, long Offset, long Bytes)
{
    /// <summary>Numbers.</summary>
    public long Count => Bytes / Kind.Bytes() * Kind.Elements();
}
