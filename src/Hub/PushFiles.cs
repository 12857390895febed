using System.Text;
using System.Text.RegularExpressions;

namespace EmojiGen.Hub;

/// <summary>What of a folder is pushed: all but what tools leave behind (checkpoints, logs, what a run notes of this machine), and nothing
/// that looks like a secret.</summary>
static partial class PushFiles
{
    const int Searched = 1 << 20;

    /// <summary>What lies beside the result in the folder of a training run, and is the run's own affair.</summary>
    static readonly HashSet<string> ofRuns = ["checkpoints", "best", "logs", "class", "validation", "run.json", "fine-tune.json"];

    /// <param name="roots">Folders in which links to folders may lead somewhere, beside the git repository that the folder is in.</param>
    /// <exception cref="IOException">The folder is missing or empty, a link leads out of its repository, or a file looks like a
    /// secret.</exception>
    public static List<PushFile> In(string folder, string? token, IReadOnlyList<string> roots)
    {
        if (!Directory.Exists(folder)) throw new DirectoryNotFoundException($"There is no folder '{folder}' to push.");
        var files = new List<PushFile>();
        var isRun = File.Exists(Path.Combine(folder, "run.json")) || File.Exists(Path.Combine(folder, "fine-tune.json"));
        string[] within = [.. roots.Append(Repository(folder)).Select(Path.GetFullPath)];
        foreach (var path in Under(new(folder), [Path.GetFullPath(folder)], within).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/');
            if (IsLeftOver(name) || (isRun && ofRuns.Contains(name.Split('/')[0]))) continue;
            if (!HubFile.IsSafe(name)) throw new HubException($"'{name}' cannot be a file's name on the hub; rename it.");
            var file = PushFile.At(name, path);
            if (Secret(file, token) is { } secret)
                throw new HubException(
                    $"'{name}' {secret}; nothing was pushed. Take it out of '{folder}', and withdraw the secret if others have seen it.");
            files.Add(file);
        }
        return files.Count > 0 ? files : throw new HubException($"Folder '{folder}' holds nothing to push.");
    }

    /// <summary>Links to files are followed, as the snapshots of the cache consist of them; links to folders where they lead to one of the
    /// same repository, as a model shares a network with another.</summary>
    /// <param name="above">The folders that it lies in, where they really are: a link back to one of them has no end.</param>
    static IEnumerable<string> Under(DirectoryInfo folder, string[] above, string[] within)
    {
        foreach (var file in folder.EnumerateFiles()) yield return file.FullName;
        foreach (var below in folder.EnumerateDirectories())
        {
            if (IsLeftOverFolder(below.Name)) continue;
            var real = below.LinkTarget is null ? Path.Combine(above[^1], below.Name)
                : below.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
            if (below.LinkTarget is not null && !within.Any(it => $"{real}/".StartsWith($"{it.TrimEnd('/')}/", StringComparison.Ordinal)))
                throw new HubException(
                    $"'{below.FullName}' is a link to '{real}', which is in another repository; nothing was pushed. Put a copy in its place, or take it out.");
            if (above.Contains(real))
                throw new HubException($"'{below.FullName}' is a link to a folder that it lies in; nothing was pushed. Take it out.");
            foreach (var file in Under(below, [.. above, real], within)) yield return file;
        }
    }

    /// <summary>The git repository that a folder is in; of one in none, the folder itself.</summary>
    static string Repository(string folder)
    {
        for (var at = new DirectoryInfo(Path.GetFullPath(folder)); at is not null; at = at.Parent)
            if (Path.Exists(Path.Combine(at.FullName, ".git"))) return at.FullName;
        return folder;
    }

    static bool IsLeftOverFolder(string name) => name is "__pycache__" or "wandb" or "checkpoints" or "logs" || name.StartsWith('.')
        || Checkpoint().IsMatch(name);

    static bool IsLeftOver(string path)
    {
        var parts = path.Split('/');
        return parts[..^1].Any(IsLeftOverFolder)
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

    [GeneratedRegex("^checkpoint-[0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Checkpoint();

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
