using System.Text;

namespace EmojiGen.Art;

/// <summary>Which emoji an icon draws, told by its name where the package does not say: <c>cat-face</c>,
/// <c>waving-hand-medium-dark</c>.</summary>
static class EmojiNaming
{
    static readonly string[] tones = ["", "light", "medium-light", "medium", "medium-dark", "dark"];

    /// <summary>Adds the emoji of the catalogue that <paramref name="characters"/> lacks and that an icon is named after: by its name, then by
    /// a shortcode, then by either without what separates its words (<c>pandaface</c>).</summary>
    /// <param name="characters">Emoji without U+FE0F to icon.</param>
    /// <param name="icons">Icons by the slugs of their names.</param>
    public static void Complete(IDictionary<string, string> characters, IReadOnlyDictionary<string, string> icons, Catalogue catalogue)
    {
        foreach (var emoji in catalogue.All)
        {
            var slug = Slug(emoji.Name);
            Add(emoji.Characters, slug);
            foreach (var skin in catalogue.Skins(emoji))
            {
                Add(skin.Characters, Slug(skin.Name));
                if (skin.IsUniform) Add(skin.Characters, $"{slug}-{tones[(int)skin.Tone]}");
            }
        }
        var named = characters.Values.ToHashSet(StringComparer.Ordinal);
        var unknown = icons.Where(it => !named.Contains(it.Value)).ToArray();
        foreach (var (slug, icon) in unknown)
            if (catalogue.ByShortcode(slug.Replace('-', '_')) is { } emoji)
                characters.TryAdd(CatalogueFile.Key(emoji.Characters), icon);
        if (unknown.Length == 0) return;
        var joined = Joined(catalogue);
        foreach (var (slug, icon) in unknown)
            if (joined.TryGetValue(WithoutSeparators(slug), out var emoji))
                characters.TryAdd(CatalogueFile.Key(emoji.Characters), icon);

        void Add(string emoji, string slug)
        {
            if (icons.TryGetValue(slug, out var icon)) characters.TryAdd(CatalogueFile.Key(emoji), icon);
        }
    }

    /// <summary>The emoji by their names and shortcodes, written in one; names come first.</summary>
    static Dictionary<string, Emoji> Joined(Catalogue catalogue)
    {
        var joined = new Dictionary<string, Emoji>(StringComparer.Ordinal);
        foreach (var emoji in catalogue.All) joined.TryAdd(WithoutSeparators(Slug(emoji.Name)), emoji);
        foreach (var emoji in catalogue.All)
            foreach (var code in catalogue.Shortcodes(emoji))
                joined.TryAdd(WithoutSeparators(Slug(code.Code)), emoji);
        return joined;
    }

    static string WithoutSeparators(string slug) => slug.Replace("-", "", StringComparison.Ordinal);

    // The program runs without ICU, so the framework does not decompose them; English names have no others.
    const string Accented = "àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ", Plain = "aaaaaaceeeeiiiinoooooouuuuyy";

    /// <summary>A name as icon sets spell it: lower case, plain letters, words joined by '-': <c>flag-cote-divoire</c>.</summary>
    public static string Slug(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (var letter in name)
        {
            var c = char.ToLowerInvariant(letter);
            if (Accented.IndexOf(c) is >= 0 and var place) c = Plain[place];
            if (char.IsAsciiLetterOrDigit(c)) slug.Append(c);
            else if (c is ' ' or '-' or '_' or ':' or '(' or ')' or '/' or '&' && slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }
        return slug.ToString().TrimEnd('-');
    }
}
