using System.Text;

namespace EmojiGen.Art;

/// <summary>Which emoji an icon draws, told by its name where the package does not say: <c>cat-face</c>,
/// <c>waving-hand-medium-dark</c>.</summary>
static class EmojiNaming
{
    static readonly string[] tones = ["", "light", "medium-light", "medium", "medium-dark", "dark"];

    /// <summary>Adds the emoji of the catalogue that <paramref name="characters"/> lacks and that an icon is named after.</summary>
    /// <param name="characters">Emoji without U+FE0F to icon.</param>
    /// <param name="iconNamed">The icon of a slug, or null.</param>
    public static void Complete<TIcon>(IDictionary<string, TIcon> characters, Func<string, TIcon?> iconNamed, Catalogue catalogue)
        where TIcon : class
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

        void Add(string emoji, string name)
        {
            if (iconNamed(name) is { } icon) characters.TryAdd(CatalogueFile.Key(emoji), icon);
        }
    }

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
