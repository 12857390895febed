using System.Text;

namespace EmojiGen.Generation;

/// <summary>A file name from a prompt: <c>a cat riding a skateboard</c> becomes <c>cat-riding-a-skateboard</c>.</summary>
public static class PromptSlug
{
    /// <summary>In characters; leaves room for <c>-100-sheet.webp</c> in the 255 bytes of a name.</summary>
    const int MaxLength = 50;

    /// <returns>Letters and digits of any script with single hyphens between them; <c>emoji</c> where the prompt has none.</returns>
    public static string Of(string prompt)
    {
        var slug = new StringBuilder();
        foreach (var rune in WithoutArticle(prompt).EnumerateRunes())
        {
            if (slug.Length >= MaxLength) break;
            if (Rune.IsLetterOrDigit(rune)) slug.Append(Rune.ToLowerInvariant(rune).ToString());
            else if (slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }
        var name = slug.ToString().Trim('-');
        return name.Length > 0 ? name : "emoji";
    }

    static string WithoutArticle(string prompt)
    {
        foreach (var article in (ReadOnlySpan<string>)["a ", "an ", "the "])
            if (prompt.StartsWith(article, StringComparison.OrdinalIgnoreCase)) return prompt[article.Length..];
        return prompt;
    }
}
