namespace EmojiGen.Torch;

/// <summary>Processes that should compute together cannot reach one another.</summary>
public sealed class ProcessGroupException : IOException
{
    public ProcessGroupException(string message) : base(message) { }

    public ProcessGroupException(string message, Exception inner) : base(message, inner) { }

    public ProcessGroupException() { }
}
