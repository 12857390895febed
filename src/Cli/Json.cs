using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace EmojiGen.Cli;

/// <summary>Prints what <c>--json</c> asks for.</summary>
static class Json
{
    static readonly JsonWriterOptions line = new() { Encoder = new ReadableEncoder() };
    static readonly JsonWriterOptions indented = line with { Indented = true };

    /// <summary>Prints one value.</summary>
    /// <param name="type">Of <see cref="JsonShapes"/>.</param>
    /// <param name="onOneLine">As in a file of JSON lines; otherwise over several, for people too.</param>
    public static void Write<T>(TextWriter output, T value, JsonTypeInfo<T> type, bool onOneLine = false) =>
        Write(output, value, type, onOneLine ? line : indented);

    static void Write<T>(TextWriter output, T value, JsonTypeInfo<T> type, JsonWriterOptions options)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, options)) JsonSerializer.Serialize(writer, value, type);
        output.WriteLine(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
    }

    /// <summary>Leaves emoji and quotes as they are, since the text goes to a terminal or a program and never into a web page. The
    /// library's own
    /// lenient encoder writes every emoji as two escapes.</summary>
    sealed unsafe class ReadableEncoder : JavaScriptEncoder
    {
        static readonly JavaScriptEncoder lenient = UnsafeRelaxedJsonEscaping;

        public override int MaxOutputCharactersPerInputCharacter => lenient.MaxOutputCharactersPerInputCharacter;

        public override bool WillEncode(int unicodeScalar) => unicodeScalar <= char.MaxValue && lenient.WillEncode(unicodeScalar);

        public override int FindFirstCharacterToEncode(char* text, int textLength)
        {
            for (var i = 0; i < textLength; i++)
                if (char.IsHighSurrogate(text[i]) && i + 1 < textLength && char.IsLowSurrogate(text[i + 1])) i++;
                else if (char.IsSurrogate(text[i]) || WillEncode(text[i])) return i;
            return -1;
        }

        public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) =>
            lenient.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);
    }
}
