namespace EmojiGen.ModelFiles;

/// <summary>A safetensors file is malformed, truncated, or holds something else than asked for. The message names the file and, where one
/// is at fault, the key.</summary>
public sealed class SafetensorsException : IOException
{
    public SafetensorsException(string path, string? key, string problem, Exception? inner = null)
        : base(key is null ? $"Safetensors file '{path}': {problem}." : $"Safetensors file '{path}', tensor '{key}': {problem}.", inner)
    {
        Path = path;
        Key = key;
    }

    public string Path { get; }

    /// <summary>The tensor at fault; null when it is the file as a whole.</summary>
    public string? Key { get; }
}
