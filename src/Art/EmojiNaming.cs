using System.Text;

namespace EmojiGen.Art;

/// <summary>Which emoji an icon draws, told by its name where the package does not say: <c>cat-face</c>, <c>waving-hand-medium-dark</c>.</summary>
static class EmojiNaming
{
    static readonly string[] tones = ["", "light", "medium-light", "medium", "medium-dark", "dark"];

    /// <summary>Adds the emoji of the catalogue that <paramref name="characters"/> lacks and <paramref name="names"/> has an icon for.</summary>
    public static void Complete(SortedDictionary<string, int> characters, SortedDictionary<string, int> names, IReadOnlySet<string> withdrawn, Catalogue catalogue)
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
            if (!withdrawn.Contains(name) && names.TryGetValue(name, out var icon)) characters.TryAdd(CatalogueFile.Key(emoji), icon);
        }
    }

    /// <summary>A name as icon sets spell it: lower case, plain letters, words joined by '-': <c>flag-cote-divoire</c>.</summary>
    public static string Slug(string name)
    {
        var slug = new StringBuilder(name.Length);
        foreach (var c in name.Normalize(NormalizationForm.FormD))
        {
            if (char.IsAsciiLetterOrDigit(c)) slug.Append(char.ToLowerInvariant(c));
            else if (c is ' ' or '-' or '_' or ':' or '(' or ')' or '/' or '&' && slug.Length > 0 && slug[^1] != '-') slug.Append('-');
        }
        return slug.ToString().Trim('-');
    }
}
