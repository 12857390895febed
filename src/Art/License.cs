namespace EmojiGen.Art;

/// <summary>Under what terms, and by whom, art is given. It travels with every output made from it.</summary>
/// <param name="Spdx">The SPDX identifier: <c>Apache-2.0</c>; <c>LicenseRef-unknown</c> where the user's own art says nothing.</param>
/// <param name="Url">The licence's text; empty where unknown.</param>
/// <param name="AuthorUrl">The author's page; empty where unknown.</param>
public sealed record License(string Spdx, string Title, string Url, string Author, string AuthorUrl)
{
    public const string Unknown = "LicenseRef-unknown";

    /// <summary>True where works made from the art must carry the same licence: whoever exports one should know.</summary>
    public bool IsShareAlike => Spdx.Contains("-SA-", StringComparison.Ordinal) || Spdx.StartsWith("GPL-", StringComparison.Ordinal);
}
