namespace EmojiGen.Language.ChatTemplates;

/// <summary>Tokens to statements.</summary>
sealed class TemplateParser(List<TemplateToken> tokens)
{
    /// <summary>Statements and expressions within one another; deeper ones could end the process.</summary>
    const int Deepest = 100;

    readonly TemplateTokens tokens = new(tokens, Deepest);

    public TemplateBlock Template()
    {
        var block = Block([]);
        return tokens.Now.Kind == TemplateTokenKind.End ? block : throw tokens.Unexpected("the end");
    }

    /// <summary>Statements up to one of the tags named, whose name is the token that is to come.</summary>
    TemplateBlock Block(ReadOnlySpan<string> until)
    {
        using var depth = tokens.Deeper();
        var (statements, line) = (new List<TemplateStatement>(), tokens.Now.Line);
        while (tokens.Now.Kind != TemplateTokenKind.End)
        {
            var token = tokens.Now;
            if (token.Kind == TemplateTokenKind.Text)
            {
                tokens.Move();
                statements.Add(new TemplateText(token.Text, token.Line));
            }
            else if (token.Text == "{{")
            {
                tokens.Move();
                statements.Add(new TemplateOutput(Expression(), token.Line));
                tokens.Close();
            }
            else
            {
                tokens.Move();
                if (until.Contains(tokens.Now.Text)) break;
                statements.Add(Statement());
            }
        }
        return new TemplateBlock(statements, line);
    }

    TemplateStatement Statement()
    {
        var name = tokens.Take(TemplateTokenKind.Name, "the name of a statement");
        switch (name.Text)
        {
            case "if": return If(name.Line);
            case "for": return For(name.Line);
            case "set": return Set(name.Line);
            case "break" or "continue":
                tokens.Close();
                return new TemplateJump(name.Text == "break" ? TemplateFlow.EndOfLoop : TemplateFlow.NextRound, name.Line);
            default:
                throw new ChatTemplateException($"the statement '{name.Text}' is not known here; known are for, if, set, break and continue",
                    name.Line);
        }
    }

    TemplateIf If(int line)
    {
        var branches = new List<(TemplateExpression, TemplateBlock)>();
        TemplateBlock? otherwise = null;
        for (; ; )
        {
            var condition = Expression();
            tokens.Close();
            branches.Add((condition, Block(["elif", "else", "endif"])));
            var next = tokens.Take(TemplateTokenKind.Name, "'endif'").Text;
            if (next == "elif") continue;
            tokens.Close();
            if (next == "else")
            {
                otherwise = Block(["endif"]);
                End("endif");
            }
            return new TemplateIf(branches, otherwise, line);
        }
    }

    TemplateFor For(int line)
    {
        var names = new List<string>();
        do names.Add(tokens.Take(TemplateTokenKind.Name, "a name").Text);
        while (tokens.Accepts(TemplateTokenKind.Sign, ","));
        if (!tokens.Accepts(TemplateTokenKind.Name, "in")) throw tokens.Unexpected("'in'");
        var expressions = new TemplateExpressionParser(tokens);
        var over = expressions.WithoutChoice();
        var where = tokens.Accepts(TemplateTokenKind.Name, "if") ? Expression() : null;
        tokens.Close();
        var body = Block(["else", "endfor"]);
        TemplateBlock? otherwise = null;
        if (tokens.Accepts(TemplateTokenKind.Name, "else"))
        {
            tokens.Close();
            otherwise = Block(["endfor"]);
        }
        End("endfor");
        return new TemplateFor(names, over, where, body, otherwise, line);
    }

    TemplateSet Set(int line)
    {
        var name = tokens.Take(TemplateTokenKind.Name, "a name").Text;
        var member = tokens.Accepts(TemplateTokenKind.Sign, ".") ? tokens.Take(TemplateTokenKind.Name, "a name").Text : null;
        if (!tokens.Accepts(TemplateTokenKind.Sign, "=")) throw tokens.Unexpected("'='");
        var value = Expression();
        tokens.Close();
        return new TemplateSet(name, member, value, line);
    }

    void End(string name)
    {
        if (!tokens.Accepts(TemplateTokenKind.Name, name)) throw tokens.Unexpected($"'{name}'");
        tokens.Close();
    }

    TemplateExpression Expression() => new TemplateExpressionParser(tokens).Expression();
}
