using System.Text.RegularExpressions;

namespace EmojiGen.Diffusion.Hub;

/// <summary>Patterns of file names as huggingface_hub's <c>allow_patterns</c> reads them: <c>*</c> stands for '/' too, <c>?</c> for one character, <c>[ab]</c> for one of them; <c>unet/</c> means all below.</summary>
static class Glob
{
    public static bool Matches(string pattern, string path) => Regex.IsMatch(path, Expression(pattern.EndsWith('/') ? pattern + "*" : pattern), RegexOptions.CultureInvariant | RegexOptions.Singleline, TimeSpan.FromSeconds(1));

    static string Expression(string pattern)
    {
        var expression = Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal).Replace("\\?", ".", StringComparison.Ordinal);
        // A set in brackets, as it was written; a bracket without its end means itself.
        return $"^{Regex.Replace(expression, @"\\\[(!?)([^\]\\]+)\]", set => $"[{(set.Groups[1].Length > 0 ? "^" : "")}{set.Groups[2].Value}]", RegexOptions.None, TimeSpan.FromSeconds(1))}$";
    }
}
