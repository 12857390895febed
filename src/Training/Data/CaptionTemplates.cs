using System.Collections.Immutable;

namespace EmojiGen.Training.Data;

/// <summary>Sentences in which what a picture shows may stand.</summary>
public static class CaptionTemplates
{
    const string Shown = "{prompt}", Style = "{style}";

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
                if (record.Style.Length == 0 && template.Contains(Style, StringComparison.Ordinal)) continue;
                yield return template.Replace(Shown, words, StringComparison.Ordinal)
                    .Replace(Style, record.Style, StringComparison.Ordinal);
            }
        }
    }
}
