using System.Text.RegularExpressions;

namespace EmojiGen.Hub;

/// <summary>
/// Patterns of file names as huggingface_hub's <c>allow_patterns</c> reads them: <c>*</c> stands for '/' too, <c>?</c> for one character,
/// <c>[ab]</c> for one of them, <c>[!ab]</c> for one of the others; <c>unet/</c> means all below.
/// </summary>
static partial class Glob
{
    static readonly TimeSpan patience = TimeSpan.FromSeconds(1);

    public static bool Matches(string pattern, string path) =>
        Regex.IsMatch(path, Expression(pattern.EndsWith('/') ? pattern + "*" : pattern),
            RegexOptions.CultureInvariant | RegexOptions.Singleline, patience);

    static string Expression(string pattern)
    {
        var escaped = Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal);
        return $"^{Sets().Replace(escaped, set => $"[{(set.Groups["not"].Length > 0 ? "^" : "")}{set.Groups["of"].Value}]")}$";
    }

    /// <summary>A set in brackets, escaped; a bracket without its end means itself.</summary>
    [GeneratedRegex(@"\\\[(?<not>!?)(?<of>[^\]\\]+)\]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Sets();
}
