namespace EmojiGen.ModelFiles;

/// <summary>A GGUF file is malformed, truncated, of a kind that is not known here, or holds something else than asked for. The message names
/// the file and, where one is at fault, the key or tensor.</summary>
public sealed class GgufException(string path, string problem, Exception? inner = null) : IOException($"GGUF file '{path}': {problem}.", inner)
{
    public string Path { get; } = path;
}
