namespace EmojiGen.Language.ChatTemplates;

/// <summary>The tokens of a template, and the place in them.</summary>
sealed class TemplateTokens(List<TemplateToken> tokens, int deepest)
{
    int at, depth;

    public TemplateToken Now => tokens[at];

    public void Move()
    {
        if (at < tokens.Count - 1) at++;
    }

    public bool Accepts(TemplateTokenKind kind, string text)
    {
        if (!Now.Is(kind, text)) return false;
        Move();
        return true;
    }

    public TemplateToken Take(TemplateTokenKind kind, string expected)
    {
        if (Now.Kind != kind) throw Unexpected(expected);
        var taken = Now;
        Move();
        return taken;
    }

    /// <summary>Moves past the end of a tag.</summary>
    public void Close() => Take(TemplateTokenKind.Close, "the end of the tag");

    /// <summary>Counts how deep one stands within another, until what is returned is disposed of.</summary>
    public IDisposable Deeper()
    {
        if (++depth > deepest) throw new ChatTemplateException($"it is nested more than {deepest} deep", Now.Line);
        return new Level(this);
    }

    public ChatTemplateException Unexpected(string expected) => new($"{expected} is expected, not {Now.Shown}", Now.Line);

    sealed class Level(TemplateTokens tokens) : IDisposable
    {
        public void Dispose() => tokens.depth--;
    }
}
