using System.Buffers.Text;
using System.Text;

namespace EmojiGen.Svg.Reading;

static class DataUri
{
    /// <summary>Reads <c>data:...;base64,...</c>; spaces in the data are passed over.</summary>
    public static bool TryRead(ReadOnlySpan<char> uri, out byte[] bytes)
    {
        bytes = [];
        uri = uri.Trim();
        if (!uri.StartsWith("data:", StringComparison.OrdinalIgnoreCase)) return false;
        var comma = uri.IndexOf(',');
        if (comma < 0 || !uri[..comma].EndsWith(";base64", StringComparison.OrdinalIgnoreCase)) return false;
        var text = new byte[uri.Length - comma - 1];
        if (Encoding.ASCII.GetBytes(uri[(comma + 1)..], text) != text.Length) return false;
        var decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (Base64.DecodeFromUtf8(text, decoded, out _, out var length) != System.Buffers.OperationStatus.Done) return false;
        bytes = decoded[..length];
        return true;
    }
}
