namespace EmojiGen.Training.Trackers;

/// <summary>Reads the little of a protocol-buffers message that going on with a file of our own asks for.</summary>
static class ProtobufFields
{
    /// <summary>The last field that is a message or text and one of those asked for.</summary>
    /// <returns>Its number and bytes; 0 and nothing where there is none.</returns>
    public static (int Field, byte[] Value) Of(ReadOnlySpan<byte> message, params ReadOnlySpan<int> fields)
    {
        (int, byte[]) found = (0, []);
        while (!message.IsEmpty)
        {
            var (field, kind) = Key(ref message);
            if (kind != 2)
            {
                Skip(ref message, kind);
                continue;
            }
            var length = (int)Varint(ref message);
            if (fields.Contains(field)) found = (field, message[..length].ToArray());
            message = message[length..];
        }
        return found;
    }

    /// <summary>A whole number; 0 where there is none.</summary>
    public static long NumberOf(ReadOnlySpan<byte> message, int wanted)
    {
        while (!message.IsEmpty)
        {
            var (field, kind) = Key(ref message);
            if (field == wanted && kind == 0) return (long)Varint(ref message);
            if (kind == 2) message = message[(int)Varint(ref message)..];
            else Skip(ref message, kind);
        }
        return 0;
    }

    static (int Field, int Kind) Key(ref ReadOnlySpan<byte> message) =>
        Varint(ref message) is var key ? ((int)(key >> 3), (int)(key & 7)) : default;

    static void Skip(ref ReadOnlySpan<byte> message, int kind)
    {
        if (kind == 0) Varint(ref message);
        else message = message[(kind == 1 ? 8 : 4)..];
    }

    static ulong Varint(ref ReadOnlySpan<byte> message)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[0];
            message = message[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }
}
