using System.Collections.Immutable;
using System.Text.RegularExpressions;
using EmojiGen.Generation;

namespace EmojiGen.Training.Data;

/// <summary>Sentences in which what a picture shows may stand.</summary>
public static partial class CaptionTemplates
{
    const string Shown = "{prompt}", Style = "{style}";

    /// <summary>Another name for what a picture shows: a person's pictures have captions.</summary>
    const string Caption = "{caption}";

    /// <summary>What a picture shows, and nothing else.</summary>
    public const string Plain = Shown;

    /// <summary>Of what <c>emoji-dev prepare</c> writes; the first is the prompt alone.</summary>
    public static ImmutableArray<string> Standard { get; } =
        [Shown, $"{Shown} emoji", $"an emoji of {Shown}", $"a sticker of {Shown}", $"{Shown}, {Style} style",
            $"an emoji of {Shown} in {Style} style"];

    /// <summary>All captions of a picture: every template with the prompt, then with each other word for it.</summary>
    public static IEnumerable<string> Apply(IEnumerable<string> templates, DatasetRecord record)
    {
        foreach (var words in record.Words.Prepend(record.Prompt))
        {
            if (words.Length == 0) continue;
            foreach (var template in templates)
            {
                if (Fill(template, words, record.Style) is { } caption) yield return caption;
            }
        }
    }

    /// <summary>A template with its places filled.</summary>
    /// <param name="template">Text with any of <c>{prompt}</c> (or <c>{caption}</c>) and <c>{style}</c>.</param>
    /// <param name="words">What the picture shows; null: nobody said.</param>
    /// <returns>Null where it has a place for something that is not known.</returns>
    public static string? Fill(string template, string? words, string style)
    {
        if (words is null && NamesWords(template)) return null;
        if (style.Length == 0 && template.Contains(Style, StringComparison.Ordinal)) return null;
        return template.Replace(Shown, words, StringComparison.Ordinal).Replace(Caption, words, StringComparison.Ordinal)
            .Replace(Style, style, StringComparison.Ordinal);
    }

    /// <summary>Whether a template says what a picture shows, rather than the same of all.</summary>
    public static bool NamesWords(string template) =>
        template.Contains(Shown, StringComparison.Ordinal) || template.Contains(Caption, StringComparison.Ordinal);

    /// <exception cref="RequestException">The template has a place that nothing fills; says which.</exception>
    public static void Check(string template)
    {
        if (Unknown().Match(template) is { Success: true } place)
            throw new RequestException($"The caption template \"{template}\" has {place.Value}, which nothing fills: write {Caption} or {Style}.");
    }

    [GeneratedRegex(@"\{(?!(prompt|caption|style)\})[^{}]*\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Unknown();
}
