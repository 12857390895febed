using System.Text;
using System.Text.RegularExpressions;

namespace EmojiGen.Hub;

/// <summary>What of a folder is pushed: all but what tools leave behind, and nothing that looks like a secret.</summary>
static partial class PushFiles
{
    const int Searched = 1 << 20;

    /// <exception cref="IOException">The folder is missing or empty, or a file in it looks like a secret.</exception>
    public static List<PushFile> In(string folder, string? token)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"There is no folder '{folder}' to push.");
        var files = new List<PushFile>();
        foreach (var path in Under(new(folder)).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
            if (IsLeftOver(name)) continue;
            if (!HubFile.IsSafe(name)) throw new HubException($"'{name}' cannot be a file's name on the hub; rename it.");
            var file = PushFile.At(name, path);
            if (Secret(file, token) is { } secret)
                throw new HubException(
                    $"'{name}' {secret}; nothing was pushed. Take it out of '{folder}', and withdraw the secret if others have seen it.");
            files.Add(file);
        }
        return files.Count > 0 ? files : throw new HubException($"Folder '{folder}' holds nothing to push.");
    }

    /// <summary>Links to files are followed, as the snapshots of the cache consist of them; links to folders are not, as they may lead
    /// anywhere.</summary>
    static IEnumerable<string> Under(DirectoryInfo folder) =>
        folder.EnumerateFiles().Select(file => file.FullName)
            .Concat(folder.EnumerateDirectories().Where(it => it.LinkTarget is null).SelectMany(Under));

    static bool IsLeftOver(string path)
    {
        var parts = path.Split('/');
        return parts[..^1].Any(folder => folder is "__pycache__" or "wandb" || folder.StartsWith('.'))
            || parts[^1] is ".DS_Store" or "Thumbs.db" || parts[^1].EndsWith('~')
                || Path.GetExtension(parts[^1]) is ".incomplete" or ".lock";
    }

    /// <returns>What is wrong with the file; null where nothing is.</returns>
    static string? Secret(PushFile file, string? token)
    {
        if (SecretNames().IsMatch(Path.GetFileName(file.Path))) return "is a file that secrets are kept in";
        if (file.Size > Searched || Path.GetExtension(file.Path) is ".safetensors" or ".bin" or ".png" or ".webp") return null;
        using var stream = file.Open();
        var bytes = new byte[file.Size];
        stream.ReadExactly(bytes);
        var text = Encoding.UTF8.GetString(bytes);
        return token is { Length: > 7 } && text.Contains(token, StringComparison.Ordinal)
            ? "holds the very token that it would be pushed with"
            : Secrets().Match(text) is { Success: true, Value: var found }
                ? $"holds what looks like a secret ({found[..Math.Min(found.Length, 6)]}...)" : null;
    }

    [GeneratedRegex(
        @"^(\.env(\..*)?|\.netrc|_netrc|\.npmrc|\.pypirc|id_(rsa|dsa|ecdsa|ed25519)|.*\.(pem|key|p12|pfx)|token|credentials(\.json)?|secrets?(\.(json|ya?ml|toml))?)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SecretNames();

    // Tokens of Hugging Face, GitHub, OpenAI, Slack and AWS by their published prefixes; private keys by their first line.
    [GeneratedRegex(
        @"\bhf_[A-Za-z0-9]{30,}|\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_[A-Za-z0-9_]{50,}|\bsk-[A-Za-z0-9_-]{40,}|\bxox[abpr]-[A-Za-z0-9-]{20,}"
        + @"|\bA(KIA|SIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Secrets();
}
