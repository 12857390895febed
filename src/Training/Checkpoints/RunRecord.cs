using System.Text.Json;
using EmojiGen.Imaging;
using EmojiGen.ModelFiles;

namespace EmojiGen.Training.Checkpoints;

/// <summary>What a run's folder says of the run from its first step on: what it trains on. It tells one run's folder from another's, and
/// from a person's pictures.</summary>
/// <param name="Data">The folder of pictures.</param>
/// <param name="Model">What it began from.</param>
public sealed record RunRecord(string Data, string Model)
{
    const string FileName = "run.json";

    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, FileName));

    /// <returns>Null where there is none, or it cannot be read.</returns>
    public static RunRecord? Read(string folder)
    {
        try
        {
            return ModelConfig.ReadIfAny(Path.Combine(folder, FileName)) is { } file ? new(file.Text("data", ""), file.Text("model", ""))
                : null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            return null;
        }
    }

    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string folder)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteString("data", Data);
            json.WriteString("model", Model);
            json.WriteEndObject();
        }
        Directory.CreateDirectory(folder);
        AtomicFile.Write(Path.Combine(folder, FileName), bytes.ToArray());
    }
}
