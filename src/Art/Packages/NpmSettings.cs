using System.Text.RegularExpressions;

namespace EmojiGen.Art.Packages;

/// <summary>npm's own settings, as far as they say where packages come from: environment, then the project's <c>.npmrc</c>, the user's, the
/// machine's.</summary>
/// <remarks>https://docs.npmjs.com/cli/configuring-npm/npmrc. npm itself need not be there.</remarks>
public sealed partial class NpmSettings
{
    public const string DefaultRegistry = "https://registry.npmjs.org/";

    const string Prefix = "npm_config_";

    // Where npm looks depends on where its program lies; without one, these are where distributions and installers put it.
    static readonly string[] machineFiles = ["/etc/npmrc", "/usr/local/etc/npmrc", "/usr/etc/npmrc"];

    readonly List<Dictionary<string, string>> sources = []; // the first that has a key wins

    NpmSettings()
    {
    }

    /// <param name="variables">The environment.</param>
    /// <param name="project">The folder that holds <c>package.json</c>.</param>
    /// <param name="home">The user's own folder.</param>
    /// <exception cref="ArtException">A file is there and cannot be read.</exception>
    public static NpmSettings Read(IReadOnlyDictionary<string, string> variables, string project, string home)
    {
        var environment = variables.Where(v => v.Key.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && v.Value.Length > 0)
            .GroupBy(v => v.Key[Prefix.Length..].ToLowerInvariant().Replace('_', '-'), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.First().Value, StringComparer.Ordinal);
        var settings = new NpmSettings();
        settings.sources.Add(environment);
        string[] files =
        [
            Path.Combine(project, ".npmrc"),
            environment.GetValueOrDefault("userconfig", Path.Combine(home, ".npmrc")),
            .. environment.TryGetValue("globalconfig", out var machine) ? [machine] : machineFiles,
        ];
        settings.sources.AddRange(files.Where(File.Exists).Select(file => ReadFile(file, variables)));
        return settings;
    }

    /// <summary>Where a package's archive lies: what the lock file says, npm's public registry replaced by the one that is set.</summary>
    internal Uri ArchiveOf(LockedPackage package)
    {
        var registry = RegistryOf(package.Name);
        var file = package.Name[(package.Name.LastIndexOf('/') + 1)..];
        var path = package.Resolved is null ? $"{package.Name}/-/{file}-{package.Version}.tgz"
            : package.Resolved.StartsWith(DefaultRegistry, StringComparison.Ordinal) ? package.Resolved[DefaultRegistry.Length..]
            : null;
        var address = path is null ? package.Resolved! : registry + path;
        return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new ArtException(
                $"The art package {package.Name} lies at '{address}', which is no web address: correct 'registry' in npm's settings (.npmrc).");
    }

    /// <summary>The value of the <c>Authorization</c> header that the settings give for an address, or null. A token is for its own host
    /// and path alone.</summary>
    internal string? AuthorizationFor(Uri address)
    {
        // The nearest folder of the path that has a token: //host:port/path/:_authToken
        var path = $"//{address.Authority}{address.AbsolutePath}";
        for (var end = path.LastIndexOf('/'); end >= 2; end = path.LastIndexOf('/', end - 1))
        {
            if (Find($"{path[..(end + 1)]}:_authToken") is { } token) return $"Bearer {token}";
            if (Find($"{path[..(end + 1)]}:_auth") is { } basic) return $"Basic {basic}";
        }
        return null;
    }

    /// <summary>With a slash at its end.</summary>
    string RegistryOf(string package)
    {
        var scope = package.StartsWith('@') ? package[..package.IndexOf('/')] : null;
        var registry = (scope is null ? null : Find($"{scope}:registry")) ?? Find("registry") ?? DefaultRegistry;
        return registry.EndsWith('/') ? registry : registry + "/";
    }

    string? Find(string key) => sources.Select(s => s.GetValueOrDefault(key)).FirstOrDefault(v => v is { Length: > 0 });

    static Dictionary<string, string> ReadFile(string file, IReadOnlyDictionary<string, string> variables)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        string[] lines;
        try
        {
            lines = File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArtException($"npm's settings in {file} cannot be read: {e.Message}", e);
        }
        foreach (var line in lines.Select(l => l.Trim()))
        {
            var sign = line.IndexOf('=');
            if (sign <= 0 || line[0] is '#' or ';') continue;
            var value = line[(sign + 1)..].Trim();
            if (value is ['"' or '\'', .., '"' or '\''] && value[0] == value[^1]) value = value[1..^1];
            found[line[..sign].Trim()] = Reference().Replace(value, r => variables.GetValueOrDefault(r.Groups[1].Value, r.Value));
        }
        return found;
    }

    [GeneratedRegex(@"\$\{([^}]+)\}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Reference();
}
