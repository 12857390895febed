using System.Text;

namespace EmojiGen.Language.ChatTemplates;

/// <summary>A name or member that is not there. It writes nothing and is false; anything else asked of it is an error.</summary>
sealed record TemplateUndefined(string Name);

/// <summary>One rendering: what names mean, what has been written, and how much more may be done.</summary>
sealed class TemplateRun
{
    const int MostSteps = 1_000_000;

    /// <summary>Characters of any text, the whole one included.</summary>
    const int LongestText = 1 << 20;

    readonly List<Dictionary<string, object?>> scopes = [new(StringComparer.Ordinal)];
    readonly StringBuilder text = new();
    int steps;

    public string Text => text.ToString();

    /// <summary>Asked at each statement and expression.</summary>
    /// <exception cref="ChatTemplateException">It has gone on for too long.</exception>
    public void Step(int line, int count = 1)
    {
        if ((steps += count) > MostSteps) throw new ChatTemplateException($"it does not end within {MostSteps} steps", line);
    }

    /// <summary>A text that was made, if it is not too long.</summary>
    public string Limited(string made, int line)
    {
        if (made.Length > LongestText) throw new ChatTemplateException($"it makes a text of over {LongestText} characters", line);
        Step(line, made.Length / 64); // copies take time too
        return made;
    }

    public void Write(string written, int line)
    {
        if (text.Length + written.Length > LongestText)
            throw new ChatTemplateException($"it writes over {LongestText} characters", line);
        text.Append(written);
    }

    public object? Get(string name)
    {
        for (var i = scopes.Count - 1; i >= 0; i--)
        {
            if (scopes[i].TryGetValue(name, out var value)) return value;
        }
        return new TemplateUndefined(name);
    }

    /// <summary>In the innermost scope: what a loop sets ends with its round.</summary>
    public void Set(string name, object? value) => scopes[^1][name] = value;

    public void Enter() => scopes.Add(new(StringComparer.Ordinal));

    public void Leave() => scopes.RemoveAt(scopes.Count - 1);
}
