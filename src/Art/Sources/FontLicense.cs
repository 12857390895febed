using EmojiGen.Imaging;

namespace EmojiGen.Art.Sources;

/// <summary>A font's licence, from what its table of names says.</summary>
static class FontLicense
{
    /// <summary>Characters of the terms that stand for a title.</summary>
    const int LongestTitle = 120;

    /// <summary>What the terms, or their address, hold for each licence; the first that fits.</summary>
    static readonly (string Sign, string Spdx, string Title)[] known =
    [
        ("open font license", "OFL-1.1", "SIL Open Font License 1.1"),
        ("sil.org/ofl", "OFL-1.1", "SIL Open Font License 1.1"),
        ("openfontlicense.org", "OFL-1.1", "SIL Open Font License 1.1"),
        ("apache license", "Apache-2.0", "Apache License 2.0"),
        ("apache.org/licenses/license-2.0", "Apache-2.0", "Apache License 2.0"),
        ("creativecommons.org/licenses/by-sa/4.0", "CC-BY-SA-4.0", "CC BY-SA 4.0"),
        ("creativecommons.org/licenses/by/4.0", "CC-BY-4.0", "CC BY 4.0"),
        ("creativecommons.org/publicdomain/zero/1.0", "CC0-1.0", "CC0 1.0"),
        ("mit license", "MIT", "MIT License"),
    ];

    /// <param name="given">What a person says of it; where they say nothing the font is believed.</param>
    public static License Of(FontNames names, License? given)
    {
        var stated = Stated(names);
        if (given is null) return stated;
        return new License(
            given.Spdx == License.Unknown ? stated.Spdx : given.Spdx,
            given.Spdx == License.Unknown ? stated.Title : given.Title,
            given.Spdx == License.Unknown ? stated.Url : given.Url,
            given.Author.Length > 0 ? given.Author : stated.Author,
            given.AuthorUrl.Length > 0 ? given.AuthorUrl : stated.AuthorUrl);
    }

    static License Stated(FontNames names)
    {
        var (author, authorUrl, url) = (names.Author ?? "", names.AuthorUrl ?? "", names.LicenseUrl ?? "");
        foreach (var (sign, spdx, title) in known)
            if (Holds(names.License, sign) || Holds(names.LicenseUrl, sign)) return new License(spdx, title, url, author, authorUrl);
        var terms = names.License?.ReplaceLineEndings(" ") ?? "not stated";
        return new License(License.Unknown, terms.Length <= LongestTitle ? terms : terms[..LongestTitle] + "…", url, author, authorUrl);
    }

    static bool Holds(string? text, string sign) => text?.Contains(sign, StringComparison.OrdinalIgnoreCase) == true;
}
