using System.Buffers.Binary;
using System.Text.Json;
using EmojiGen.Tests.Diffusion;

namespace EmojiGen.Fuzz;

/// <summary>Ways to spoil JSON, alone and as the header of safetensors, that leave it well-formed; what is spoiled already is spoiled as
/// bytes.</summary>
static class JsonEdits
{
    public static byte[] Spoil(byte[] input, byte[] other, Random random) =>
        Or(input.Length > 0, () => Mutations.Json(input, random), input, other, random);

    public static byte[] SpoilSafetensors(byte[] input, byte[] other, Random random) =>
        Or(input.Length > sizeof(long) && BinaryPrimitives.ReadInt64LittleEndian(input) is > 0 and var header
            && header < input.Length - sizeof(long), () => Mutations.Safetensors(input, random), input, other, random);

    static byte[] Or(bool isWhole, Func<byte[]> spoil, byte[] input, byte[] other, Random random)
    {
        try
        {
            return isWhole && random.Next(5) > 0 ? spoil() : ByteEdits.Spoil(input, other, random);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return ByteEdits.Spoil(input, other, random);
        }
    }
}
