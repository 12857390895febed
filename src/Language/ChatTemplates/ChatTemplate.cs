namespace EmojiGen.Language.ChatTemplates;

/// <summary>Turns of a conversation as the text that a language model was trained on: the part of Jinja that chat templates use.</summary>
/// <remarks>
/// Statements <c>for</c>, <c>if</c>, <c>set</c>, <c>break</c>, <c>continue</c>; filters, tests and methods as listed in <see
/// cref="TemplateFilters"/>, <see cref="TemplateTests"/> and <see cref="TemplateMethods"/>; white space as transformers has it (the line end
/// after a statement goes, and the spaces before it). What is not known is an error when the template is read. A template cannot reach
/// anything but what it is given, and steps, depth and text have limits.
/// </remarks>
public sealed class ChatTemplate
{
    const int LongestSource = 1 << 18;

    readonly TemplateBlock body;

    ChatTemplate(TemplateBlock body) => this.body = body;

    /// <exception cref="ChatTemplateException">It cannot be read.</exception>
    public static ChatTemplate Parse(string source)
    {
        if (source.Length > LongestSource)
            throw new ChatTemplateException($"it has {source.Length} characters, over the {LongestSource} that are read here");
        return new ChatTemplate(new TemplateParser(TemplateLexer.Read(source)).Template());
    }

    /// <param name="asks">Whether the text ends where the model is to answer.</param>
    /// <param name="tokens">Further texts by name: <c>bos_token</c>, <c>eos_token</c>.</param>
    /// <exception cref="ChatTemplateException">The template refuses the conversation, uses what is not there, or takes too
    /// long.</exception>
    public string Render(IReadOnlyList<ChatMessage> messages, bool asks = true, IReadOnlyDictionary<string, string>? tokens = null)
    {
        var run = new TemplateRun();
        run.Set("messages", messages.Select(object? (it) => new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["role"] = it.Role,
            ["content"] = it.Content,
        }).ToList());
        run.Set("add_generation_prompt", asks);
        foreach (var (name, text) in tokens ?? new Dictionary<string, string>()) run.Set(name, text);
        body.Write(run);
        return run.Text;
    }
}
