using System.Text;

namespace EmojiGen.Language.ChatTemplates;

enum TemplateTokenKind
{
    /// <summary>What is written as it stands.</summary>
    Text,
    /// <summary><c>{%</c> or <c>{{</c>.</summary>
    Open,
    /// <summary><c>%}</c> or <c>}}</c>.</summary>
    Close,
    Name,
    String,
    Number,
    Sign,
    End,
}

/// <param name="Text">What stands there; of a string what it means.</param>
sealed record TemplateToken(TemplateTokenKind Kind, string Text, int Line)
{
    public bool Is(TemplateTokenKind kind, string text) => Kind == kind && Text == text;

    /// <summary>As it is called in a message.</summary>
    public string Shown => Kind == TemplateTokenKind.End ? "the end" : $"'{(Text.Length > 30 ? Text[..30] + "..." : Text)}'";
}

/// <summary>A template in tokens: text, and between <c>{% %}</c> and <c>{{ }}</c> names, strings, numbers and signs.</summary>
sealed class TemplateLexer
{
    static readonly string[] signs = ["==", "!=", "<=", ">=", "//", "**", "<", ">", "=", "+", "-", "*", "/", "%", "~", ".", ",", ":", "|",
        "(", ")", "[", "]", "{", "}"];

    readonly string source;
    readonly List<TemplateToken> tokens = [];
    int at, line = 1;

    TemplateLexer(string source) => this.source = source;

    public static List<TemplateToken> Read(string source)
    {
        // A last line end does not count, as in Jinja.
        source = source.Replace("\r\n", "\n", StringComparison.Ordinal);
        if (source.EndsWith('\n')) source = source[..^1];
        var lexer = new TemplateLexer(source);
        lexer.ReadAll();
        return lexer.tokens;
    }

    void ReadAll()
    {
        var trims = false; // the white space after the tag before goes
        while (at < source.Length)
        {
            var (open, kind) = NextTag();
            var text = source[at..open];
            if (trims) text = text.TrimStart();
            var minus = open + 2 < source.Length && source[open + 2] == '-';
            var plus = open + 2 < source.Length && source[open + 2] == '+';
            if (minus) text = text.TrimEnd();
            else if (kind is '%' or '#' && !plus) text = WithoutIndent(text, at == 0 || source[at - 1] == '\n');
            if (text.Length > 0) tokens.Add(new(TemplateTokenKind.Text, text, line));
            Advance(open);
            if (kind == '\0') break;
            at += minus || plus ? 3 : 2;
            if (kind == '#') SkipComment();
            else ReadTag(kind == '{' ? "{{" : "{%");
            trims = at > 0 && source[at - 3] == '-';
            if (!trims && kind != '{' && at < source.Length && source[at] == '\n') Advance(at + 1);
        }
        tokens.Add(new(TemplateTokenKind.End, "", line));
    }

    /// <summary>Spaces before a statement that begins its line.</summary>
    static string WithoutIndent(string text, bool isFirst)
    {
        var bare = text.TrimEnd(' ', '\t');
        return bare.EndsWith('\n') || (bare.Length == 0 && isFirst) ? bare : text;
    }

    /// <returns>Where the next tag begins and its second character; the end and none where there is no more.</returns>
    (int At, char Kind) NextTag()
    {
        for (var from = at; ;)
        {
            var open = source.IndexOf('{', from);
            if (open < 0 || open + 1 >= source.Length) return (source.Length, '\0');
            if (source[open + 1] is '{' or '%' or '#') return (open, source[open + 1]);
            from = open + 1;
        }
    }

    void SkipComment()
    {
        var end = source.IndexOf("#}", at, StringComparison.Ordinal);
        if (end < 0) throw new ChatTemplateException("a comment does not end", line);
        Advance(end + 2);
    }

    void ReadTag(string open)
    {
        tokens.Add(new(TemplateTokenKind.Open, open, line));
        var close = open == "{{" ? "}}" : "%}";
        for (var depth = 0; ;)
        {
            while (at < source.Length && char.IsWhiteSpace(source[at])) Advance(at + 1);
            if (at >= source.Length) throw new ChatTemplateException($"'{open}' is not closed", line);
            if (depth == 0 && (Stands(close) || Stands("-" + close)))
            {
                at += source[at] == '-' ? 3 : 2;
                tokens.Add(new(TemplateTokenKind.Close, close, line));
                return;
            }
            var token = Token();
            if (token.Kind == TemplateTokenKind.Sign && token.Text is "{" or "[" or "(") depth++;
            if (token.Kind == TemplateTokenKind.Sign && token.Text is "}" or "]" or ")") depth--;
            tokens.Add(token);
        }
    }

    TemplateToken Token()
    {
        var (start, first) = (at, source[at]);
        if (char.IsAsciiLetter(first) || first == '_')
        {
            while (at < source.Length && (char.IsAsciiLetterOrDigit(source[at]) || source[at] == '_')) at++;
            return new(TemplateTokenKind.Name, source[start..at], line);
        }
        if (char.IsAsciiDigit(first))
        {
            while (at < source.Length && char.IsAsciiDigit(source[at])) at++;
            if (at + 1 < source.Length && source[at] == '.' && char.IsAsciiDigit(source[at + 1]))
            {
                at++;
                while (at < source.Length && char.IsAsciiDigit(source[at])) at++;
            }
            return new(TemplateTokenKind.Number, source[start..at], line);
        }
        if (first is '\'' or '"') return Quoted(first);
        var sign = Array.Find(signs, Stands) ?? throw new ChatTemplateException($"the character '{first}' is not understood", line);
        at += sign.Length;
        return new(TemplateTokenKind.Sign, sign, line);
    }

    TemplateToken Quoted(char quote)
    {
        var (text, begin) = (new StringBuilder(), line);
        for (at++; ; at++)
        {
            if (at >= source.Length) throw new ChatTemplateException("a string does not end", begin);
            var character = source[at];
            if (character == quote) break;
            if (character == '\n') line++;
            if (character != '\\' || at + 1 >= source.Length)
            {
                text.Append(character);
                continue;
            }
            at++;
            text.Append(source[at] switch { 'n' => "\n", 't' => "\t", 'r' => "\r", '\\' => "\\", '\'' => "'", '"' => "\"", var c => "\\" + c });
        }
        at++;
        return new(TemplateTokenKind.String, text.ToString(), begin);
    }

    bool Stands(string text) => string.CompareOrdinal(source, at, text, 0, text.Length) == 0;

    void Advance(int to)
    {
        line += source.AsSpan(at, to - at).Count('\n');
        at = to;
    }
}
