namespace EmojiGen.Prompting.Enhancement.Endpoint;

/// <summary>A server that answers chat completions as OpenAI's does: Ollama, LM Studio, llama-server and others.</summary>
/// <param name="Address">To which <c>chat/completions</c> is added: <c>http://localhost:11434/v1</c>.</param>
/// <param name="Model">As the server calls it.</param>
public sealed record EndpointOptions(Uri Address, string Model)
{
    /// <summary>Where Ollama listens.</summary>
    public const string DefaultAddress = "http://localhost:11434/v1";

    /// <summary>For an answer, all tries and the loading of a model included; 1 to 3,600 seconds, 300 by default.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>Further tries where a server is busy, fails or breaks off; 2.</summary>
    public int Retries { get; init; } = 2;

    /// <summary>Sent as a bearer token; null: none.</summary>
    public string? Key { get; init; }

    /// <summary>Bytes of an answer at most; 1 MB.</summary>
    public int MostBytes { get; init; } = 1 << 20;

    /// <summary>Tokens of an answer at most; 200.</summary>
    public int MostTokens { get; init; } = 200;

    /// <summary>0 takes the likeliest words, more is bolder; 0.8.</summary>
    public double Temperature { get; init; } = 0.8;
}
