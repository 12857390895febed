namespace EmojiGen.Art;

/// <summary>Brings locale names to emojibase's language codes.</summary>
static class LanguageCode
{
    /// <summary>The known code nearest to a locale: itself, then its script or region's own, then its language; null where nothing
    /// fits.</summary>
    public static string? Resolve(string locale, Predicate<string> isKnown)
    {
        var code = locale.Trim().ToLowerInvariant().Split('.', '@')[0].Replace('_', '-');
        if (code.Length == 0 || code.Length > 32) return null;
        var language = code.Split('-')[0];
        string[] candidates = [code, Special(code, language), language];
        return Array.Find(candidates, isKnown);
    }

    static string Special(string code, string language) => language switch
    {
        "no" or "nn" => "nb", // Bokmål is the Norwegian that CLDR's emoji names come in
        "zh" when code is "zh-tw" or "zh-hk" or "zh-mo" || code.StartsWith("zh-hant", StringComparison.Ordinal) => "zh-hant",
        "es" when code is not ("es" or "es-es") => "es-mx", // Latin America's Spanish
        "en" when code is "en-au" or "en-nz" or "en-ie" or "en-in" or "en-za" => "en-gb",
        _ => language,
    };
}
