namespace EmojiGen.Generation;

/// <summary>A request asks for something that cannot be; the sentence says what, and what could.</summary>
public sealed class RequestException(Sentence sentence) : ArgumentException(sentence.ToString())
{
    public RequestException(FormattableString sentence) : this(new Sentence(sentence))
    {
    }

    /// <summary>The message, for those who call the request's properties something else.</summary>
    public Sentence Sentence => sentence;

    /// <summary>The first property that the sentence names; null: none in particular.</summary>
    public string? Property => sentence.Properties.FirstOrDefault();
}
