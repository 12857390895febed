namespace EmojiGen.Prompting.Enhancement.Endpoint;

/// <summary>An endpoint did not answer, or not what was asked. The message is a sentence that names it.</summary>
public sealed class EndpointException(string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>Whether a shorter prompt may help: the server takes fewer tokens than it was sent.</summary>
    public bool IsTooLong { get; init; }

    /// <summary>Whether the same may go well another time.</summary>
    internal bool MayPass { get; init; }
}
