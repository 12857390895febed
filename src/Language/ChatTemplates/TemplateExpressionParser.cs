using System.Globalization;

namespace EmojiGen.Language.ChatTemplates;

/// <summary>Tokens to expressions, by precedence: choice, or, and, not, comparisons, ~, + and -, * and /, minus, then what follows a
/// value.</summary>
sealed class TemplateExpressionParser(TemplateTokens tokens)
{
    static readonly string[] comparisons = ["==", "!=", "<", "<=", ">", ">="];

    public TemplateExpression Expression()
    {
        using var depth = tokens.Deeper();
        var value = WithoutChoice();
        while (tokens.Now is var at && tokens.Accepts(TemplateTokenKind.Name, "if"))
        {
            var condition = WithoutChoice();
            value = new TemplateChoice(condition, value, tokens.Accepts(TemplateTokenKind.Name, "else") ? Expression() : null, at.Line);
        }
        return value;
    }

    /// <summary>Without <c>a if b else c</c>, as a loop wants it.</summary>
    public TemplateExpression WithoutChoice() => Left(And, TemplateTokenKind.Name, "or");

    TemplateExpression And() => Left(Not, TemplateTokenKind.Name, "and");

    TemplateExpression Not()
    {
        using var depth = tokens.Deeper();
        var line = tokens.Now.Line;
        return tokens.Accepts(TemplateTokenKind.Name, "not") ? new TemplateNot(Not(), line) : Comparison();
    }

    TemplateExpression Comparison()
    {
        var value = Joined();
        for (; ; )
        {
            var token = tokens.Now;
            if (token.Kind == TemplateTokenKind.Sign && comparisons.Contains(token.Text))
            {
                tokens.Move();
                value = new TemplateBinary(token.Text, value, Joined(), token.Line);
            }
            else if (tokens.Accepts(TemplateTokenKind.Name, "in"))
            {
                value = new TemplateBinary("in", value, Joined(), token.Line);
            }
            else if (tokens.Accepts(TemplateTokenKind.Name, "not"))
            {
                if (!tokens.Accepts(TemplateTokenKind.Name, "in")) throw tokens.Unexpected("'in'");
                value = new TemplateBinary("not in", value, Joined(), token.Line);
            }
            else
            {
                return value;
            }
        }
    }

    TemplateExpression Joined() => Left(Sum, TemplateTokenKind.Sign, "~");

    TemplateExpression Sum() => Left(Product, TemplateTokenKind.Sign, "+", "-");

    TemplateExpression Product() => Left(Minus, TemplateTokenKind.Sign, "*", "/", "//", "%");

    TemplateExpression Minus()
    {
        using var depth = tokens.Deeper();
        var line = tokens.Now.Line;
        return tokens.Accepts(TemplateTokenKind.Sign, "-") ? new TemplateMinus(Minus(), line) : Followed(Primary());
    }

    TemplateExpression Left(Func<TemplateExpression> part, TemplateTokenKind kind, params ReadOnlySpan<string> signs)
    {
        var value = part();
        // Each link of a chain is a level of evaluation.
        var links = new List<IDisposable>();
        while (tokens.Now.Kind == kind && signs.Contains(tokens.Now.Text))
        {
            var sign = tokens.Now;
            links.Add(tokens.Deeper());
            tokens.Move();
            value = new TemplateBinary(sign.Text, value, part(), sign.Line);
        }
        foreach (var link in links) link.Dispose();
        return value;
    }

    TemplateExpression Primary()
    {
        var token = tokens.Now;
        tokens.Move();
        switch (token.Kind)
        {
            case TemplateTokenKind.String: return new TemplateLiteral(Strings(token.Text), token.Line);
            case TemplateTokenKind.Number: return new TemplateLiteral(Number(token), token.Line);
            case TemplateTokenKind.Name:
                return token.Text switch
                {
                    "true" or "True" => new TemplateLiteral(true, token.Line),
                    "false" or "False" => new TemplateLiteral(false, token.Line),
                    "none" or "None" => new TemplateLiteral(null, token.Line),
                    _ => new TemplateName(token.Text, token.Line),
                };
            case TemplateTokenKind.Sign when token.Text == "(":
                var first = Expression();
                if (tokens.Accepts(TemplateTokenKind.Sign, ")")) return first;
                if (!tokens.Accepts(TemplateTokenKind.Sign, ",")) throw tokens.Unexpected("')'");
                return new TemplateList([first, .. Many(")")], token.Line);
            case TemplateTokenKind.Sign when token.Text == "[": return new TemplateList(Many("]"), token.Line);
            case TemplateTokenKind.Sign when token.Text == "{": return Mapping(token.Line);
            default: throw new ChatTemplateException($"a value is expected, not {token.Shown}", token.Line);
        }
    }

    /// <summary>Strings that follow one another are one.</summary>
    string Strings(string first)
    {
        while (tokens.Now.Kind == TemplateTokenKind.String)
        {
            first += tokens.Now.Text;
            tokens.Move();
        }
        return first;
    }

    static object Number(TemplateToken token)
    {
        if (token.Text.Contains('.')) return double.Parse(token.Text, CultureInfo.InvariantCulture);
        return long.TryParse(token.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? whole
            : throw new ChatTemplateException($"the number {token.Shown} is too large", token.Line);
    }

    List<TemplateExpression> Many(string close)
    {
        var items = new List<TemplateExpression>();
        while (!tokens.Accepts(TemplateTokenKind.Sign, close))
        {
            items.Add(Expression());
            if (!tokens.Accepts(TemplateTokenKind.Sign, ",") && !tokens.Now.Is(TemplateTokenKind.Sign, close))
                throw tokens.Unexpected($"'{close}'");
        }
        return items;
    }

    TemplateMapping Mapping(int line)
    {
        var items = new List<(TemplateExpression, TemplateExpression)>();
        while (!tokens.Accepts(TemplateTokenKind.Sign, "}"))
        {
            var key = Expression();
            if (!tokens.Accepts(TemplateTokenKind.Sign, ":")) throw tokens.Unexpected("':'");
            items.Add((key, Expression()));
            if (!tokens.Accepts(TemplateTokenKind.Sign, ",") && !tokens.Now.Is(TemplateTokenKind.Sign, "}")) throw tokens.Unexpected("'}'");
        }
        return new TemplateMapping(items, line);
    }

    TemplateExpression Followed(TemplateExpression value)
    {
        var links = new List<IDisposable>();
        for (; ; links.Add(tokens.Deeper()))
        {
            var line = tokens.Now.Line;
            if (tokens.Accepts(TemplateTokenKind.Sign, "."))
                value = new TemplateMember(value, new TemplateLiteral(tokens.Take(TemplateTokenKind.Name, "a name").Text, line), line);
            else if (tokens.Accepts(TemplateTokenKind.Sign, "["))
                value = Subscript(value, line);
            else if (tokens.Accepts(TemplateTokenKind.Sign, "("))
                value = new TemplateCall(value, Arguments(), line);
            else if (tokens.Accepts(TemplateTokenKind.Sign, "|"))
                value = Filter(value, line);
            else if (tokens.Accepts(TemplateTokenKind.Name, "is"))
                value = new TemplateTest(value, Test(out var not), not, line);
            else
                break;
        }
        foreach (var link in links) link.Dispose();
        return value;
    }

    TemplateFilter Filter(TemplateExpression value, int line)
    {
        var name = tokens.Take(TemplateTokenKind.Name, "the name of a filter").Text;
        if (!TemplateFilters.Known.Contains(name)) throw new ChatTemplateException($"the filter '{name}' is not known here", line);
        return new TemplateFilter(value, name, tokens.Accepts(TemplateTokenKind.Sign, "(") ? Arguments() : TemplateArguments.None, line);
    }

    string Test(out bool not)
    {
        not = tokens.Accepts(TemplateTokenKind.Name, "not");
        var name = tokens.Take(TemplateTokenKind.Name, "the name of a test");
        _ = TemplateTests.Holds(name.Text, null, name.Line); // known?
        return name.Text;
    }

    TemplateExpression Subscript(TemplateExpression of, int line)
    {
        TemplateExpression? Part() => tokens.Now is { Kind: TemplateTokenKind.Sign, Text: ":" or "]" } ? null : Expression();
        var from = Part();
        if (from is not null && tokens.Accepts(TemplateTokenKind.Sign, "]")) return new TemplateMember(of, from, line);
        if (!tokens.Accepts(TemplateTokenKind.Sign, ":")) throw tokens.Unexpected("']'");
        var to = Part();
        var by = tokens.Accepts(TemplateTokenKind.Sign, ":") ? Part() : null;
        if (!tokens.Accepts(TemplateTokenKind.Sign, "]")) throw tokens.Unexpected("']'");
        return new TemplateSlice(of, from, to, by, line);
    }

    TemplateArguments Arguments()
    {
        var (places, named) = (new List<TemplateExpression>(), new List<(string, TemplateExpression)>());
        while (!tokens.Accepts(TemplateTokenKind.Sign, ")"))
        {
            var value = Expression();
            if (value is TemplateName { Name: var name } && tokens.Accepts(TemplateTokenKind.Sign, "=")) named.Add((name, Expression()));
            else if (named.Count > 0) throw tokens.Unexpected("an argument with a name");
            else places.Add(value);
            if (!tokens.Accepts(TemplateTokenKind.Sign, ",") && !tokens.Now.Is(TemplateTokenKind.Sign, ")")) throw tokens.Unexpected("')'");
        }
        return new TemplateArguments(places, named);
    }
}
