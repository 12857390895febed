namespace EmojiGen.Art;

/// <summary>Art that cannot be used: a missing or damaged index, a malformed package, an unknown style. The message is one sentence that
/// names the file and the remedy.</summary>
public sealed class ArtException(string message, Exception? cause = null) : IOException(message, cause)
{
    /// <summary>How a built file is made anew.</summary>
    public const string Remedy = "./setup --rebuild";

    internal static ArtException Missing(string path) =>
        new($"The art file {path} is missing: build it with {Remedy}.");

    internal static ArtException Damaged(string path, string what, Exception? cause = null) =>
        new($"The art file {path} is damaged ({what}): build it anew with {Remedy}.", cause);
}
