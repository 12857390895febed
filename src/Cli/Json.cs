using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EmojiGen.Cli;

/// <summary>What <c>--json</c> prints. Written by hand: a reflecting serializer would cost a tenth of a second at every start.</summary>
static class Json
{
    // Emoji and quotes stay readable; the text goes to a terminal or a program, never into a web page.
    static readonly JsonWriterOptions s_options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Prints one value and a line end.</summary>
    public static void Write(TextWriter output, Action<Utf8JsonWriter> value)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, s_options)) value(writer);
        output.WriteLine(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
    }
}
