using EmojiGen.Art;
using EmojiGen.Prompting;

namespace EmojiGen.Composition.Grammar;

/// <summary>Cuts words out of scripts that write none apart (Chinese, Japanese, Thai): the longest term that the catalogue or the
/// vocabulary knows, at each place.</summary>
static class UnspacedScript
{
    const int LongestTerm = 12;

    public static List<Token> Cut(List<Token> tokens, string prompt, Names names, Vocabulary vocabulary)
    {
        if (!tokens.Exists(t => t.IsWord && IsUnspaced(prompt[t.Start]))) return tokens;
        var cut = new List<Token>(tokens.Count * 2);
        foreach (var token in tokens)
        {
            if (token.IsWord && IsUnspaced(prompt[token.Start])) CutWord(token, prompt, names, vocabulary, cut);
            else cut.Add(token);
        }
        return cut;
    }

    static void CutWord(Token token, string prompt, Names names, Vocabulary vocabulary, List<Token> cut)
    {
        var unknown = token.Start;
        for (var i = token.Start; i < token.End;)
        {
            var length = Known(prompt, i, token.End, names, vocabulary);
            if (length == 0)
            {
                i++;
                continue;
            }
            Add(prompt, unknown, i, cut);
            Add(prompt, i, i + length, cut);
            i += length;
            unknown = i;
        }
        Add(prompt, unknown, token.End, cut);
    }

    static int Known(string prompt, int at, int end, Names names, Vocabulary vocabulary)
    {
        for (var length = Math.Min(LongestTerm, end - at); length >= 1; length--)
        {
            var term = prompt.Substring(at, length);
            if (vocabulary.Knows(TermKey.Of(term)) || names.Find(term).Length > 0) return length;
        }
        return 0;
    }

    static void Add(string prompt, int from, int to, List<Token> cut)
    {
        if (from < to && TermKey.Of(prompt.AsSpan(from, to - from)) is { Length: > 0 } key)
            cut.Add(new Token(TokenKind.Word, key, from, to - from));
    }

    static bool IsUnspaced(char c) =>
        c is >= '\u0E00' and <= '\u0EFF' or >= '\u3040' and <= '\u30FF' or >= '\u3400' and <= '\u9FFF' or >= '\uF900' and <= '\uFAFF';
}
