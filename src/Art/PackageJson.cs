using System.Text.Json;
using EmojiGen.ModelFiles;

namespace EmojiGen.Art;

/// <summary>Reads a JSON file of an installed package; what is wrong with it is said by its name.</summary>
static class PackageJson
{
    /// <exception cref="ArtException">The file is missing, is no JSON, or lacks what <paramref name="read"/> asks for.</exception>
    public static T Read<T>(string path, Func<JsonElement, T> read)
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArtException($"The file {path} cannot be read ({e.Message}): run {ArtException.Remedy}, which installs the art anew.",
                e);
        }
        return Parse(path, content, read);
    }

    /// <summary>The same for content that is read already, a part of the file named.</summary>
    public static T Parse<T>(string path, byte[] content, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new ArtException(
                $"The file {path} is not what its package should hold ({(e is JsonException json ? JsonText.PlaceOf(json) : e.Message.TrimEnd('.'))}): run {ArtException.Remedy}, which installs the art anew.", e);
        }
    }
}
