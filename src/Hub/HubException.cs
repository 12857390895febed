using System.Net;

namespace EmojiGen.Hub;

/// <summary>The hub did not give what it was asked for; the message is one sentence that says what, why and what helps.</summary>
public sealed class HubException : IOException
{
    public HubException(string message, HttpStatusCode? status = null, Exception? inner = null) : base(message, inner) => Status = status;

    /// <summary>What the hub answered; null where it was not reached or its answer was not to be believed.</summary>
    public HttpStatusCode? Status { get; }
}
