using System.Text.Json;

namespace EmojiGen.ModelFiles;

/// <summary>Writes a <c>config.json</c>, whole or not at all.</summary>
public static class ConfigFile
{
    static readonly JsonWriterOptions indented = new() { Indented = true };

    /// <param name="fields">Writes what stands beside the name of the class.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, string className, Action<Utf8JsonWriter> fields)
    {
        var beside = path + ".tmp";
        try
        {
            using (var stream = File.Create(beside))
            using (var json = new Utf8JsonWriter(stream, indented))
            {
                json.WriteStartObject();
                json.WriteString("_class_name", className);
                fields(json);
                json.WriteEndObject();
            }
            FinishedFile.Place(beside, path);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
