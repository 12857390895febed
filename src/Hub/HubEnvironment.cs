namespace EmojiGen.Hub;

/// <summary>Where the hub is, who asks, and where what was fetched lies: the variables that every Hugging Face tool heeds.</summary>
/// <param name="Endpoint">The hub's address, without a slash at its end.</param>
/// <param name="Cache">The folder that holds one folder a repository.</param>
/// <param name="Token">Null: anonymous.</param>
/// <param name="Offline">Only the cache is asked.</param>
public sealed record HubEnvironment(Uri Endpoint, string Cache, string? Token = null, bool Offline = false)
{
    public static readonly Uri PublicHub = new("https://huggingface.co");

    /// <summary>
    /// Reads <c>HF_ENDPOINT</c>, <c>HF_HUB_CACHE</c> (or <c>HF_HOME</c>, or <c>XDG_CACHE_HOME</c>), <c>HF_TOKEN</c> (or the file that
    /// <c>hf auth login</c> writes) and <c>HF_HUB_OFFLINE</c>.
    /// </summary>
    /// <param name="variable">An environment variable's value, or null.</param>
    /// <exception cref="ArgumentException"><c>HF_ENDPOINT</c> is no address.</exception>
    public static HubEnvironment Read(Func<string, string?> variable)
    {
        var home = Set("HF_HOME") ?? Path.Combine(CacheHome(variable), "huggingface");
        return new(
            EndpointOf(Set("HF_ENDPOINT")),
            Path.GetFullPath(Expand(Set("HF_HUB_CACHE") ?? Set("HUGGINGFACE_HUB_CACHE") ?? Path.Combine(home, "hub"))),
            Set("HF_TOKEN") ?? Set("HUGGING_FACE_HUB_TOKEN") ?? TokenIn(Expand(Set("HF_TOKEN_PATH") ?? Path.Combine(home, "token"))),
            IsTrue(Set("HF_HUB_OFFLINE")) || IsTrue(Set("TRANSFORMERS_OFFLINE")));

        string? Set(string name) => ValueOf(variable, name);

        string Expand(string path) => path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(Person(variable), path[2..]) : path;
    }

    /// <summary>Where a person's programs keep what can be made again: <c>XDG_CACHE_HOME</c>, or <c>~/.cache</c>.</summary>
    public static string CacheHome(Func<string, string?> variable) =>
        ValueOf(variable, "XDG_CACHE_HOME") ?? Path.Combine(Person(variable), ".cache");

    static string Person(Func<string, string?> variable) =>
        ValueOf(variable, "HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    static string? ValueOf(Func<string, string?> variable, string name) =>
        variable(name)?.Trim() is { Length: > 0 } value ? value : null;

    static Uri EndpointOf(string? address) => address is null ? PublicHub
        : Uri.TryCreate(address.TrimEnd('/'), UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https" ? endpoint!
        : throw new ArgumentException($"HF_ENDPOINT is '{address}'; it must be an address like {PublicHub.OriginalString}.");

    static string? TokenIn(string path)
    {
        try
        {
            return File.Exists(path) && File.ReadAllText(path).Trim() is { Length: > 0 } token ? token : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // somebody else's file: as if there were none
        }
    }

    static bool IsTrue(string? value) => value?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";

    // A token in a log is a token lost.
    public override string ToString() =>
        $"{Endpoint}, cache {Cache}{(Token is null ? "" : ", with a token")}{(Offline ? ", offline" : "")}";
}
