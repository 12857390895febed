namespace EmojiGen.Art;

/// <summary>What is told of a style: where it comes from and under which licence.</summary>
/// <param name="Key">What <c>--style</c> takes: <c>noto</c>.</param>
/// <param name="Title">The set's own name: <c>Noto Emoji</c>.</param>
/// <param name="Package">The package that it is built from, or the file name of the user's art.</param>
/// <param name="Count">Icons; aliases are not counted.</param>
public sealed record StyleDescription(string Key, string Title, string Package, string PackageVersion, int Count, License License)
{
    /// <summary>One sentence to set beside a work made from this art.</summary>
    public string Attribution => License.Spdx == License.Unknown
        ? $"Art: {Title}, licence not stated."
        : $"Art: {Title}{(License.Author.Length > 0 ? $" by {License.Author}" : "")}{(License.AuthorUrl.Length > 0 ? $" ({License.AuthorUrl})" : "")}, {License.Title} ({License.Spdx}).";
}
