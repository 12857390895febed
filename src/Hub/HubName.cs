namespace EmojiGen.Hub;

/// <summary>A model on the hub, as people write it: <c>owner/name</c>, or <c>owner/name@revision</c>.</summary>
/// <param name="Repository"><c>owner/name</c>; a few old models have no owner.</param>
/// <param name="Revision">A branch, a tag, or a commit.</param>
/// <param name="IsDataset">Whether it is a data set, which may be called as a model is.</param>
public readonly record struct HubName(string Repository, string Revision = "main", bool IsDataset = false)
{
    /// <summary>What it is of, as the hub's addresses and the cache call it.</summary>
    internal string Kind => IsDataset ? "datasets" : "models";

    /// <summary>Its page, below the hub's address.</summary>
    internal string PageName => IsDataset ? $"datasets/{Repository}" : Repository;

    /// <summary>What it is called in a sentence that begins with it.</summary>
    internal string Called => $"{(IsDataset ? "Data set" : "Model")} {this}";

    /// <exception cref="ArgumentException">It cannot be a model's name; the message says why.</exception>
    public static HubName Parse(string text) => TryParse(text, out var name) ? name
        : throw new ArgumentException(
            $"'{text}' cannot be a model on the hub; write it as owner/name or owner/name@revision, of letters, digits, '-', '_' and '.'.");

    public static bool TryParse(string text, out HubName name)
    {
        var at = text.IndexOf('@');
        var (repository, revision) = at < 0 ? (text, "main") : (text[..at], text[(at + 1)..]);
        name = new(repository, revision);
        var parts = repository.Split('/');
        return repository.Length <= 96 && parts.Length is 1 or 2 && Array.TrueForAll(parts, IsName)
            && revision.Length is > 0 and < 200 && !revision.Contains("..", StringComparison.Ordinal)
            && !revision.Any(c => char.IsControl(c) || c is ' ' or '\\' or '~' or '^' or ':') && revision[0] is not ('/' or '-' or '.')
                && revision[^1] != '/';
    }

    /// <summary>Whether the revision is a commit, which never moves.</summary>
    public bool IsCommit => IsCommitHash(Revision);

    internal static bool IsCommitHash(string text) => text.Length == 40 && text.All(char.IsAsciiHexDigitLower);

    static bool IsName(string part) => part.Length > 0 && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.')
        && part[0] is not ('-' or '.') && part[^1] is not ('-' or '.') && !part.Contains("--", StringComparison.Ordinal)
            && !part.Contains("..", StringComparison.Ordinal);

    public override string ToString() => Revision == "main" ? Repository : $"{Repository}@{Revision}";
}
